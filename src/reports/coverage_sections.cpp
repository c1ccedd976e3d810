#include "programme/share_text.h"
#include "reports/people_cut.h"
#include "reports/report_sections.h"
#include "reports/svg_plot.h"

#include <algorithm>

namespace minka::reports {

using programme::Counted;
using programme::format_count;

Cell register_cell(const SectionSource& source, Counted counted) {
    const auto people = [&](std::string_view who) {
        return source.figures.count(group_cell(register_population(source.facts.cycle, who), "", ""));
    };
    switch (counted) {
        case Counted::teachers: return people("teacher");
        case Counted::students: return people("student");
        case Counted::heads: return people("head");
        default: return Count{source.facts.registers.counts.at(counted)};
    }
}

std::string claim_text(const SectionSource& source, const programme::HeadlineClaim& claim) {
    using programme::Qualifier;
    const auto& texts = source.texts;
    const auto value = format_count(texts, claim.value) + (claim.unit == programme::ClaimUnit::percent ? " %" : "");
    const std::string qualifier = claim.qualifier == Qualifier::exactly ? "claim.exactly"
                                  : claim.qualifier == Qualifier::about ? "claim.about"
                                                                        : "claim.more_than";
    auto text = texts.fill(qualifier, {{"value", value}}) + ", ";
    text += claim.basis == programme::ClaimBasis::this_cycle
                ? texts.phrase("claim.this_cycle")
                : texts.fill("claim.distinct_since",
                             {{"since", claim.since ? std::to_string(*claim.since) : texts.phrase("number.unknown")}});
    return text + ", " +
           (claim.stated.is_known() ? texts.fill("claim.stated", {{"stated", claim.stated.text}})
                                    : texts.phrase("claim.undated"));
}

Cell claim_recorded(const SectionSource& source, const programme::HeadlineClaim& claim) {
    if (claim.unit == programme::ClaimUnit::count) {
        return register_cell(source, claim.counts);
    }
    if (source.facts.teams && claim.counts == Counted::teams_constituted) {
        for (const auto& share : source.facts.teams->constituted) {
            if (share.denominator == claim.of || share.denominator == source.facts.teams->target_list) {
                return share.share;
            }
        }
        return source.facts.teams->constituted.back().share;
    }
    return NoFigure{};
}

std::string claim_sentence(const SectionSource& source, const programme::HeadlineClaim& claim) {
    const auto* from = programme::find_code(source.folder.profile.figures.sources, claim.source);
    return source.fill("claim.beside",
                       {{"group", source.words("count." + std::string(to_string(claim.counts)))},
                        {"source", from == nullptr ? claim.source : from->title.in(source.options.language)},
                        {"claim", claim_text(source, claim)},
                        {"count", source.shown(claim_recorded(source, claim))},
                        {"date", source.date()}});
}

Section headline_section(const SectionSource& source) {
    Section section{source.named("declarado", "declared"), source.words("section.headline"), {}};
    ReportTable table{source.named("declarado-y-registrado", "declared-and-recorded"),
                      source.words("table.claims"),
                      {{source.words("column.group")},
                       {source.words("column.declared")},
                       {source.words("column.source")},
                       {source.words("column.recorded"), ColumnKind::share},
                       {source.words("column.date"), ColumnKind::date}},
                      {}};
    for (const auto& claim : source.folder.profile.figures.claims) {
        const auto* from = programme::find_code(source.folder.profile.figures.sources, claim.source);
        table.rows.push_back({source.words("count." + std::string(to_string(claim.counts))), claim_text(source, claim),
                              from == nullptr ? claim.source : from->title.in(source.options.language),
                              claim_recorded(source, claim), source.facts.times.as_of});
    }
    if (!table.rows.empty()) {
        section.blocks.emplace_back(std::move(table));
    }
    return section;
}

namespace {

std::vector<Counted> counted_here(const SectionSource& source) {
    using enum Counted;
    if (source.facts.teams) {
        return {ugel,     teams, teams_constituted, regions_in_person, schools, sites,
                teachers, heads, students,          parents,           partners};
    }
    return {schools, sites, municipalities, heads, teachers, students, parents, partners};
}

void add_beneficiaries(const SectionSource& source, Section& section) {
    const auto& groups = source.folder.profile.figures.beneficiaries;
    const auto& facts = source.facts;
    ReportTable table{source.named("beneficiarios", "beneficiaries"),
                      source.words("table.beneficiaries"),
                      {{source.words("column.group")},
                       {source.words("column.recorded"), ColumnKind::number},
                       {source.words("column.date"), ColumnKind::date}},
                      {}};
    const auto cell_of = [&](const programme::BeneficiaryGroup& group,
                             const std::vector<programme::BeneficiaryCount>* counts) -> Cell {
        if (counts != nullptr) {
            for (const auto& count : *counts) {
                if (count.group == group.code) {
                    return Count{count.count};
                }
            }
        }
        return group.level.empty() ? register_cell(source, group.counted_as) : Cell{NoFigure{}};
    };
    const auto* counts = facts.teams ? &facts.teams->beneficiaries : nullptr;
    for (const auto& group : groups.direct) {
        table.rows.push_back({source.words("coverage.direct") + ": " + group.name.in(source.options.language),
                              cell_of(group, counts == nullptr ? nullptr : &counts->direct), facts.times.as_of});
    }
    if (counts == nullptr && groups.direct.size() > 1) {
        table.rows.push_back({source.words("coverage.direct_total"),
                              source.figures.count(group_cell(register_population(facts.cycle, "direct"), "", "")),
                              facts.times.as_of});
    }
    for (const auto& group : groups.indirect) {
        table.rows.push_back({source.words("coverage.indirect") + ": " + group.name.in(source.options.language),
                              cell_of(group, counts == nullptr ? nullptr : &counts->indirect), facts.times.as_of});
    }
    if (counts != nullptr && groups.indirect.size() > 1) {
        table.rows.push_back(
            {source.words("coverage.indirect_total"), Count{counts->indirect_distinct}, facts.times.as_of});
    }
    if (!table.rows.empty()) {
        section.blocks.emplace_back(std::move(table));
        section.blocks.emplace_back(Paragraph{source.words("coverage.no_double")});
    }
}

/// Shares of groups as a plot and a table; `code` names both.
void add_groups(const SectionSource& source, Section& section, const std::string& code, const std::string& caption,
                const std::vector<SchoolGroup>& groups, bool with_plot) {
    if (groups.empty()) {
        return;
    }
    CoveragePlot plot{{code + "-p", caption, ""}, source.words("withheld.mark"), {}};
    ReportTable table{
        code, caption, {{source.words("column.group")}, {source.words("participation.active"), ColumnKind::share}}, {}};
    programme::Share total;
    for (const auto& group : groups) {
        const auto name = group.name.empty() ? source.words("number.unknown") : group.name;
        plot.rows.push_back({name, CoverageRow::Share{group.active.n, group.active.total}});
        plot.words.description +=
            (plot.words.description.empty() ? "" : "; ") + name + ": " + source.shown(group.active);
        table.rows.push_back({name, group.active});
        total.n += group.active.n;
        total.total += group.active.total;
    }
    table.rows.push_back({source.words("group.total"), total});
    table.last_row_is_total = true;
    if (with_plot) {
        auto page = draw(plot, PlotWidth::page, source.texts);
        plot.words.id = code + "-s";
        section.blocks.emplace_back(
            Figure{source.words("figure.coverage"), std::move(page), draw(plot, PlotWidth::phone, source.texts)});
    }
    section.blocks.emplace_back(std::move(table));
}

std::vector<SchoolGroup> with_names(const SectionSource& source, std::vector<SchoolGroup> groups) {
    for (auto& group : groups) {
        group.name = source.words("group." + group.name);
    }
    return groups;
}

void add_trend(const SectionSource& source, Section& section, const std::string& code, const std::string& name,
               const std::vector<DatedShare>& history) {
    if (history.size() < 2) {
        return;
    }
    TrendPlot plot{{code + "-p", name + ". " + source.words("figure.history"), ""}, {}};
    ReportTable table{
        code,
        name + ": " + source.words("section.history"),
        {{source.words("column.date"), ColumnKind::date}, {source.words("column.value"), ColumnKind::share}},
        {}};
    for (const auto& point : history) {
        plot.points.push_back({point.date, point.share.n, point.share.total});
        table.rows.push_back({point.date, point.share});
    }
    plot.words.description =
        programme::format_date(source.texts, history.back().date) + ": " + source.shown(history.back().share);
    auto page = draw(plot, PlotWidth::page, source.texts);
    plot.words.id = code + "-s";
    section.blocks.emplace_back(Figure{plot.words.title, std::move(page), draw(plot, PlotWidth::phone, source.texts)});
    section.blocks.emplace_back(std::move(table));
}

}  // namespace

Section coverage_section(const SectionSource& source) {
    Section section{source.named("cobertura", "coverage"), source.words("section.coverage"), {}};
    section.blocks.emplace_back(Paragraph{source.fill("coverage.as_of", {{"date", source.date()}})});
    ReportTable table{source.named("conteos", "counts"),
                      source.words("table.coverage"),
                      {{source.words("column.group")},
                       {source.words("column.recorded"), ColumnKind::number},
                       {source.words("column.date"), ColumnKind::date}},
                      {}};
    for (const auto counted : counted_here(source)) {
        table.rows.push_back({source.words("count." + std::string(to_string(counted))), register_cell(source, counted),
                              source.facts.times.as_of});
    }
    section.blocks.emplace_back(std::move(table));
    add_beneficiaries(source, section);
    return section;
}

Section participation_section(const SectionSource& source) {
    Section section{source.named("participacion", "participation"), source.words("section.participation"), {}};
    const auto& registers = source.facts.registers;
    if (registers.participation.empty()) {
        return section;
    }
    section.blocks.emplace_back(Paragraph{source.fill(
        "participation.active_share", {{"date", source.date()}, {"share", source.shown(registers.active)}})});
    ReportTable table{source.named("estado-escuelas", "school-states"),
                      source.words("table.participation"),
                      {{source.words("column.status")}, {source.words("column.schools"), ColumnKind::share}},
                      {}};
    std::int64_t total = 0;
    for (const auto& [state, count] : registers.participation) {
        total += count;
    }
    using enum programme::ParticipationState;
    for (const auto& [state, key] : {std::pair{invited, "invited"},
                                     {joined, "joined"},
                                     {active, "active"},
                                     {paused, "paused"},
                                     {exited, "exited"}}) {
        const auto found = registers.participation.find(state);
        const std::int64_t count = found == registers.participation.end() ? 0 : found->second;
        table.rows.push_back({source.words("participation." + std::string(key)), programme::Share{count, total}});
    }
    section.blocks.emplace_back(std::move(table));
    add_groups(source, section, source.named("escuelas-por-departamento", "schools-by-department"),
               source.words("table.by_region"), registers.by_region, true);
    add_groups(source, section, source.named("escuelas-pdet", "schools-pdet"), source.words("table.by_pdet"),
               with_names(source, registers.by_pdet), false);
    add_trend(source, section, source.named("escuelas-por-fecha", "schools-by-date"), source.words("count.schools"),
              source.facts.active_history);
    return section;
}

std::string constituted_sentence(const SectionSource& source) {
    const auto& shares = source.facts.teams->constituted;
    const auto target =
        std::ranges::find(shares, source.facts.teams->target_list, &programme::ConstitutedShare::denominator);
    if (target == shares.end()) {
        const auto* sheet = source.folder.indicators.sheet("01");
        return source.fill("indicator.value", {{"name", sheet == nullptr ? source.words("count.teams_constituted")
                                                                         : sheet->name.in(source.options.language)},
                                               {"value", source.shown(shares.back().share)},
                                               {"date", source.date()}});
    }
    return source.fill("teams.constituted", {{"targeted", source.shown(target->share)},
                                             {"registered", source.shown(shares.back().share)},
                                             {"date", source.date()}});
}

namespace {

std::vector<std::string> team_sentences(const SectionSource& source) {
    const auto& teams = *source.facts.teams;
    std::vector<std::string> sentences{constituted_sentence(source), source.words("teams.rule")};
    if (const auto found = teams.shares.find("01"); found != teams.shares.end()) {
        for (const auto& part : found->second.by_kind) {
            sentences.push_back(source.fill(part.group == "forms" ? "teams.new" : "teams.reactivated",
                                            {{"n", format_count(source.texts, part.share.n)}}) +
                                ".");
        }
    }
    sentences.push_back(source.fill("teams.waiting", {{"n", format_count(source.texts, teams.days.waiting)}}));
    const auto until = source.facts.times.as_of.plus_days(source.folder.profile.stages.team->expiry_warning_days);
    sentences.push_back(source.fill("teams.expiring", {{"n", format_count(source.texts, std::ssize(teams.expiring))},
                                                       {"date", programme::format_date(source.texts, until)}}));
    if (source.folder.profile.assistance.is_placeholder) {
        sentences.push_back(source.words("limits.placeholder"));
    }
    return sentences;
}

ReportTable expiring_table(const SectionSource& source) {
    ReportTable table{source.named("resoluciones-por-vencer", "resolutions-ending"),
                      source.words("table.expiring"),
                      {{source.words("column.territory")},
                       {source.words("column.number")},
                       {source.words("column.expires"), ColumnKind::date},
                       {source.words("column.days"), ColumnKind::number}},
                      {}};
    for (const auto& row : source.facts.teams->expiring) {
        table.rows.push_back({row.ugel_name, row.number, row.valid_to, Count{row.days_left}});
    }
    return table;
}

}  // namespace

Section teams_section(const SectionSource& source) {
    Section section{source.named("equipos", "teams"), "", {}};
    if (!source.facts.teams) {
        return section;
    }
    const auto& teams = *source.facts.teams;
    section.heading = source.words("teams.section");
    section.blocks.emplace_back(Sentences{team_sentences(source), false});
    ReportTable lists{source.named("equipos-por-lista", "teams-by-list"),
                      source.words("table.teams"),
                      {{source.words("column.list")},
                       {source.words("column.source")},
                       {source.words("column.date"), ColumnKind::date},
                       {source.words("column.value"), ColumnKind::share}},
                      {}};
    for (const auto& share : teams.constituted) {
        lists.rows.push_back({share.name, share.source, share.dated_on, share.share});
    }
    section.blocks.emplace_back(std::move(lists));
    if (const auto found = teams.shares.find("01"); found != teams.shares.end()) {
        std::vector<SchoolGroup> groups;
        for (const auto& part : found->second.by_directorate) {
            groups.push_back({part.group, part.share});
        }
        add_groups(source, section, source.named("equipos-por-region", "teams-by-region"),
                   source.words("table.teams_by_region"), groups, true);
        std::get<ReportTable>(section.blocks.back()).columns[1].heading = source.words("count.teams_constituted");
    }
    add_trend(source, section, source.named("equipos-por-fecha", "teams-by-date"),
              source.words("count.teams_constituted"), teams.history);
    if (!teams.expiring.empty() && source.options.audience == Audience::programme) {
        section.blocks.emplace_back(expiring_table(source));
    }
    return section;
}

Section stages_section(const SectionSource& source) {
    Section section{source.named("etapas", "stages"), "", {}};
    if (!source.facts.teams) {
        return section;
    }
    section.heading = source.words("teams.stages_section");
    ReportTable table{source.named("tablero-etapas", "stage-board"),
                      source.words("table.stages"),
                      {{source.words("column.stage")},
                       {source.words("column.condition")},
                       {source.words("count.ugel"), ColumnKind::share}},
                      {}};
    std::vector<std::string> sentences;
    for (const auto& stage : source.folder.profile.stages.stages) {
        const auto& counts = source.facts.teams->board.stages;
        const auto count = std::ranges::find(counts, stage.code, &programme::StageCount::stage);
        if (count == counts.end()) {
            continue;
        }
        std::string conditions;
        for (const auto requirement : stage.gate) {
            conditions +=
                (conditions.empty() ? "" : "; ") + source.words("teams.gate_" + std::string(to_string(requirement)));
        }
        const auto name = stage.name.in(source.options.language);
        table.rows.push_back({name, conditions, count->passed});
        sentences.push_back(
            source.fill("teams.stage_line", {{"stage", name},
                                             {"n", format_count(source.texts, count->passed.n)},
                                             {"total", format_count(source.texts, count->passed.total)}}));
    }
    section.blocks.emplace_back(Sentences{std::move(sentences), false});
    section.blocks.emplace_back(std::move(table));
    return section;
}

}  // namespace minka::reports
