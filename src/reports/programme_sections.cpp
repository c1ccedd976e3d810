#include "reports/people_cut.h"
#include "reports/report_sections.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace minka::reports {

using programme::Counted;
using programme::format_count;
using programme::format_date;

namespace {

/// How the folder names a role of the registry; a role it does not have is not known.
std::string role_name(const SectionSource& source, const std::optional<registry::PersonRole>& role) {
    using enum registry::PersonRole;
    if (!role) {
        return source.words("number.unknown");
    }
    static const std::map<registry::PersonRole, std::vector<std::string_view>> codes{
        {director, {"director", "ugel_director"}},
        {coordinator, {"coordinator", "regional_specialist"}},
        {topic_leader, {"thematic_leader"}},
        {specialist, {"ugel_specialist", "regional_specialist"}},
        {school_head, {"head"}},
        {mediator, {"mediator"}},
        {team_member, {"team_member"}},
        {teacher, {"teacher"}},
        {evaluator, {"evaluator"}},
        {academic_ally, {"academic_ally"}},
        {adviser, {"adviser"}},
        {official, {"education_department", "national_directorate"}},
    };
    if (const auto found = codes.find(*role); found != codes.end()) {
        for (const auto code : found->second) {
            if (const auto* entry = programme::find_code(source.folder.profile.roles, code)) {
                return entry->name.in(source.options.language);
            }
        }
    }
    return source.words("number.unknown");
}

void add_agreement_texts(const SectionSource& source, std::vector<std::string>& sentences) {
    const auto add_once = [&](std::string sentence) {
        if (std::ranges::find(sentences, sentence) == sentences.end()) {
            sentences.push_back(std::move(sentence));
        }
    };
    for (const auto& agreement : source.facts.agreements.agreements) {
        if (agreement.conditions) {
            add_once(source.fill("agreement.conditions", {{"conditions", *agreement.conditions}}));
        }
        if (agreement.refused_activities) {
            add_once(source.fill("agreement.refused", {{"activities", *agreement.refused_activities}}));
        }
        if (agreement.dissent) {
            add_once(source.fill("agreement.dissent", {{"dissent", *agreement.dissent}}));
        }
    }
}

}  // namespace

std::optional<std::string> waiver_sentence(const SectionSource& source) {
    const auto& waiver = source.facts.agreements.waiver;
    if (!waiver) {
        return std::nullopt;
    }
    return source.fill(
        "agreement.waiver",
        {{"first_role", role_name(source, waiver->first_role)},
         {"second_role", role_name(source, waiver->second_role)},
         {"date", format_date(source.texts, std::max(waiver->record.first_signed_on, waiver->record.second_signed_on))},
         {"reason", waiver->record.reason}});
}

Section agreement_section(const SectionSource& source) {
    Section section{source.named("acuerdo", "agreement"), source.words("section.agreement"), {}};
    const auto& facts = source.facts.agreements;
    if (const auto waiver = waiver_sentence(source)) {
        section.blocks.emplace_back(Notice{*waiver});
    }
    std::vector<std::string> sentences;
    if (facts.covered.total > 0) {
        sentences.push_back(
            source.fill("agreement.cover", {{"share", source.shown(facts.covered)}, {"date", source.date()}}));
    } else if (facts.agreements.size() == 1 && facts.agreements.front().state == programme::AgreementState::in_force) {
        const auto& only = facts.agreements.front();
        sentences.push_back(
            source.fill("agreement.held", {{"date", format_date(source.texts, only.agreed_on)},
                                           {"expiry", only.expires_on ? format_date(source.texts, *only.expires_on)
                                                                      : source.words("number.unknown")}}));
    }
    if (!facts.publication_refused.empty()) {
        sentences.push_back(source.fill("agreement.left_out",
                                        {{"n", format_count(source.texts, std::ssize(facts.publication_refused))}}));
    }
    add_agreement_texts(source, sentences);
    if (!sentences.empty()) {
        section.blocks.emplace_back(Sentences{std::move(sentences), false});
    }
    return section;
}

Cell share_cell(ReleasedFigures& figures, const privacy::CellAddress& address) {
    const auto found = figures.figure(address);
    if (!found) {
        return found.error();
    }
    if (found->values.empty() || !found->values.front()) {
        return programme::Share{0, found->count};
    }
    const auto& value = *found->values.front();
    if (value.coding != privacy::Coding::exact) {
        return Bound{value.value, 0, value.coding == privacy::Coding::below ? Bound::Side::below : Bound::Side::above,
                     Bound::Unit::percent};
    }
    return programme::Share{std::llround(value.value / 100 * static_cast<double>(value.contributors)),
                            value.contributors};
}

namespace {

Cell days_cell(const programme::MedianDays& days) {
    if (!days.twice_median) {
        return NoFigure{};
    }
    return Amount{static_cast<double>(*days.twice_median) / 2, *days.twice_median % 2 == 0 ? 0 : 1};
}

/// The diversity of all groups together over one attribute, or over all for an empty name. It counts people only
/// through what a group is made of, and is shown where as many are in it as a published cell asks for.
Cell diversity_cell(const SectionSource& source, std::string_view of) {
    const auto& groups = source.facts.groups;
    if (!groups || std::ssize(groups->diversity) == 0 ||
        static_cast<std::int64_t>(groups->people) < source.folder.profile.privacy.suppression.public_floor) {
        return NoFigure{};
    }
    const auto found = std::ranges::find(groups->diversity, of, &planning::AttributeDiversity::of);
    return found == groups->diversity.end() || found->diversity.groups == 0 ? Cell{NoFigure{}}
                                                                            : Cell{Amount{found->diversity.value, 2}};
}

/// The whole value of an indicator that this version computes.
Cell indicator_cell(const SectionSource& source, const std::string& code) {
    const auto& facts = source.facts;
    if (code == "11") {
        return Count{facts.registers.active.n};
    }
    if (facts.visits) {
        const auto& visits = *facts.visits;
        const std::map<std::string_view, programme::Share> shares{{"12", {visits.visits.held, visits.visits.due}},
                                                                  {"13", visits.full_dose},
                                                                  {"14", visits.pair_rule},
                                                                  {"35", visits.timely}};
        if (const auto found = shares.find(code); found != shares.end()) {
            return found->second.total == 0 ? Cell{NoFigure{}} : Cell{found->second};
        }
    }
    if (code == "17") {
        return diversity_cell(source, "");
    }
    if (code == "19") {
        return facts.acceptance.empty()
                   ? Cell{NoFigure{}}
                   : share_cell(source.figures, group_cell(acceptance_population(facts.cycle), "", ""));
    }
    if (facts.teams && code == "02") {
        return days_cell(facts.teams->days.all);
    }
    if (facts.teams && code == "08") {
        const auto found = facts.teams->shares.find(code);
        return found == facts.teams->shares.end() || found->second.share.total == 0
                   ? Cell{NoFigure{}}
                   : share_cell(source.figures, group_cell(retention_population(facts.cycle), "", ""));
    }
    if (facts.teams) {
        if (const auto found = facts.teams->shares.find(code); found != facts.teams->shares.end()) {
            return found->second.share;
        }
    }
    return NoFigure{};
}

std::vector<const programme::IndicatorSheet*> computed_sheets(const SectionSource& source) {
    std::vector<const programme::IndicatorSheet*> sheets;
    for (const auto& sheet : source.folder.indicators.sheets) {
        // 34 and 36 have a table of their own, by wave and informant.
        if (sheet.computed && sheet.code != "34" && sheet.code != "36") {
            sheets.push_back(&sheet);
        }
    }
    return sheets;
}

bool is_declared(const programme::IndicatorSheet& sheet, std::string_view disaggregation) {
    return std::ranges::find(sheet.disaggregation, disaggregation) != sheet.disaggregation.end();
}

ReportTable directorate_table(const SectionSource& source) {
    ReportTable table{source.named("indicadores-por-region", "indicators-by-region"),
                      source.words("table.indicators_by_directorate"),
                      {{source.words("column.territory")}},
                      {}};
    const auto& teams = *source.facts.teams;
    std::vector<const programme::IndicatorSheet*> sheets;
    std::set<std::string> directorates;
    for (const auto* sheet : computed_sheets(source)) {
        if (!is_declared(*sheet, "directorate")) {
            continue;
        }
        const auto found = teams.shares.find(sheet->code);
        if (found != teams.shares.end()) {
            for (const auto& part : found->second.by_directorate) {
                directorates.insert(part.group);
            }
        } else if (sheet->code != "02") {
            continue;
        }
        sheets.push_back(sheet);
        table.columns.push_back({sheet->code + " " + sheet->name.in(source.options.language),
                                 sheet->code == "02" ? ColumnKind::number : ColumnKind::share});
    }
    for (const auto& directorate : directorates) {
        std::vector<Cell> row{directorate.empty() ? source.words("number.unknown") : directorate};
        for (const auto* sheet : sheets) {
            Cell cell = NoFigure{};
            if (sheet->code == "02") {
                const auto& groups = teams.days.by_directorate;
                const auto part = std::ranges::find(groups, directorate, &programme::MedianDays::group);
                cell = part == groups.end() ? cell : days_cell(*part);
            } else {
                const auto& parts = teams.shares.at(sheet->code).by_directorate;
                const auto part = std::ranges::find(parts, directorate, &programme::SharePart::group);
                if (part != parts.end()) {
                    cell = sheet->code == "08"
                               ? share_cell(source.figures, group_cell(retention_population(source.facts.cycle),
                                                                       retention_directorate, directorate))
                               : Cell{part->share};
                }
            }
            row.push_back(std::move(cell));
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

std::string group_name(const SectionSource& source, const std::string& group) {
    static const std::map<std::string, std::string> keys{{"forms", "group.new"},
                                                         {"reactivates", "group.reactivated"},
                                                         {"in_person", "group.in_person"},
                                                         {"virtual_", "group.virtual"},
                                                         {"", "number.unknown"}};
    const auto key = keys.find(group);
    return key == keys.end() ? group : source.words(key->second);
}

void add_parts(const SectionSource& source, ReportTable& table, const programme::IndicatorSheet& sheet,
               std::string_view disaggregation, const std::vector<programme::SharePart>& parts) {
    if (!is_declared(sheet, disaggregation)) {
        return;
    }
    for (const auto& part : parts) {
        Cell cell = part.share;
        if (sheet.code == "08") {
            cell = share_cell(source.figures,
                              group_cell(retention_population(source.facts.cycle), retention_role, part.group));
        }
        table.rows.push_back(
            {sheet.code + " " + sheet.name.in(source.options.language), group_name(source, part.group), cell});
    }
}

ReportTable group_table(const SectionSource& source) {
    ReportTable table{source.named("indicadores-por-grupo", "indicators-by-group"),
                      source.words("table.indicators_by_group"),
                      {{source.words("column.indicator")},
                       {source.words("column.group")},
                       {source.words("column.value"), ColumnKind::share}},
                      {}};
    for (const auto* sheet : computed_sheets(source)) {
        if (sheet->code == "11") {
            for (const auto* groups : {&source.facts.registers.by_pdet, &source.facts.registers.by_zone}) {
                const bool declared = is_declared(*sheet, groups == &source.facts.registers.by_pdet ? "pdet" : "zone");
                for (std::size_t i = 0; declared && i < groups->size(); ++i) {
                    const auto& group = (*groups)[i];
                    table.rows.push_back({sheet->code + " " + sheet->name.in(source.options.language),
                                          source.words("group." + group.name), group.active});
                }
            }
        } else if (sheet->code == "17" && source.facts.groups) {
            for (const auto& [of, key] :
                 {std::pair("edad", "group.age"), std::pair("experiencia", "group.experience")}) {
                table.rows.push_back({sheet->code + " " + sheet->name.in(source.options.language), source.words(key),
                                      diversity_cell(source, of)});
            }
        } else if (source.facts.teams && source.facts.teams->shares.contains(sheet->code)) {
            const auto& share = source.facts.teams->shares.at(sheet->code);
            add_parts(source, table, *sheet, "support_modality", share.by_modality);
            for (const auto* kind : {"new_or_reactivated", "objective", "modality", "role"}) {
                add_parts(source, table, *sheet, kind, share.by_kind);
            }
        }
    }
    return table;
}

}  // namespace

namespace {

// The sheets of an event, or of all for an empty one.
std::vector<Cell> acceptance_row(const SectionSource& source, std::string name, std::string_view event) {
    const auto address = group_cell(acceptance_population(source.facts.cycle),
                                    event.empty() ? std::string_view() : acceptance_event, event);
    std::vector<Cell> row{std::move(name), source.figures.count(address)};
    const auto figure = source.figures.figure(address);
    for (std::size_t aspect = 1; aspect <= programme::acceptance_aspects.size(); ++aspect) {
        if (!figure) {
            row.push_back(figure.error());
        } else if (aspect < figure->values.size() && figure->values[aspect]) {
            row.emplace_back(Amount{figure->values[aspect]->value, 1});
        } else {
            row.emplace_back(NoFigure{});
        }
    }
    row.push_back(share_cell(source.figures, address));
    return row;
}

ReportTable acceptance_table(const SectionSource& source) {
    ReportTable table{source.named("talleres", "workshops"),
                      source.words("table.workshops"),
                      {{source.words("column.event")},
                       {source.words("column.sheets"), ColumnKind::number},
                       {source.words("column.content"), ColumnKind::number},
                       {source.words("column.methodology"), ColumnKind::number},
                       {source.words("column.utility"), ColumnKind::number},
                       {source.words("column.accepting"), ColumnKind::share}},
                      {}};
    for (const auto& event : source.facts.acceptance) {
        table.rows.push_back(acceptance_row(source, event.event, event.event));
    }
    table.rows.push_back(acceptance_row(source, source.words("group.total"), ""));
    table.last_row_is_total = true;
    return table;
}

}  // namespace

Section indicators_section(const SectionSource& source) {
    Section section{source.named("indicadores", "indicators"), source.words("section.indicators"), {}};
    ReportTable table{source.named("indicadores-tabla", "indicators-table"),
                      source.words("table.indicators"),
                      {{source.words("column.indicator")},
                       {source.words("column.value"), ColumnKind::share},
                       {source.words("column.date"), ColumnKind::date}},
                      {}};
    for (const auto* sheet : computed_sheets(source)) {
        table.rows.push_back({sheet->code + " " + sheet->name.in(source.options.language),
                              indicator_cell(source, sheet->code), source.facts.times.as_of});
    }
    if (table.rows.empty()) {
        return section;
    }
    section.blocks.emplace_back(std::move(table));
    if (source.facts.teams) {
        section.blocks.emplace_back(directorate_table(source));
    }
    const auto* accepts = source.folder.indicators.sheet("19");
    if (accepts != nullptr && accepts->computed && !source.facts.acceptance.empty()) {
        section.blocks.emplace_back(acceptance_table(source));
    }
    if (auto groups = group_table(source); !groups.rows.empty()) {
        section.blocks.emplace_back(std::move(groups));
    }
    return section;
}

Section sources_section(const SectionSource& source) {
    Section section{source.named("fuentes", "sources"), source.words("section.sources"), {}};
    ReportTable table{source.named("denominadores", "denominators"),
                      source.words("table.denominators"),
                      {{source.words("column.group")},
                       {source.words("column.count"), ColumnKind::number},
                       {source.words("column.status")},
                       {source.words("column.source")},
                       {source.words("column.date")}},
                      {}};
    const auto& figures = source.folder.profile.figures;
    for (const auto& denominator : figures.denominators) {
        using programme::DenominatorStatus;
        const std::string status = denominator.status == DenominatorStatus::targeted     ? "denominator.targeted"
                                   : denominator.status == DenominatorStatus::registered ? "denominator.registered"
                                                                                         : "denominator.historic";
        const auto* from = programme::find_code(figures.sources, denominator.source);
        table.rows.push_back(
            {denominator.name.in(source.options.language), Count{denominator.count}, source.words(status),
             from == nullptr ? denominator.source : from->title.in(source.options.language),
             denominator.as_of.is_known() ? denominator.as_of.text : source.words("denominator.undated")});
    }
    if (!table.rows.empty()) {
        section.blocks.emplace_back(std::move(table));
    }
    return section;
}

Section sheet_section(const SectionSource& source) {
    Section section{source.named("ficha", "sheet"), source.words("section.sheet"), {}};
    Definitions definitions;
    for (const auto& row : programme::sheet_rows(source.folder.profile, source.options.language)) {
        Definitions::Item item{std::string(row.heading), row.text.value_or(""), ""};
        if (row.figure != nullptr) {
            item.text = claim_text(source, *row.figure);
            const auto recorded = claim_recorded(source, *row.figure);
            if (!std::holds_alternative<NoFigure>(recorded)) {
                item.beside =
                    source.fill("sheet.register", {{"count", source.shown(recorded)}, {"date", source.date()}});
            }
        }
        if (item.text.empty()) {
            item.text = source.words("number.unknown");
            item.beside = source.words("sheet.missing");
        }
        definitions.items.push_back(std::move(item));
    }
    section.blocks.emplace_back(std::move(definitions));
    return section;
}

}  // namespace minka::reports
