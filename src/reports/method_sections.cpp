#include "measurement/index_result.h"
#include "reports/people_cut.h"
#include "reports/report_sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace minka::reports {

using programme::format_count;
using programme::format_date;

namespace {

std::string level_name(const SectionSource& source, privacy::Level level) {
    using enum privacy::Level;
    switch (level) {
        case school: return source.words("level.school");
        case municipality: return source.words("level.municipality");
        case subregion: return source.words("level.subregion");
        case region: return source.words("level.region");
        case country: break;
    }
    return source.words("level.country");
}

// The model and the weights that stand beside the paired test, once each.
void add_model_method(const SectionSource& source, const measurement::IndexChange& change,
                      std::vector<std::string>& sentences) {
    const auto told = [&](const auto& has) -> const measurement::ScaleChange* {
        for (const auto& informant : change.informants) {
            const auto* scale = informant.scale(measurement::overall_scale);
            if (scale != nullptr && has(*scale) &&
                is_wave_shown(source, source.facts.measured.waves.front(), informant.code) &&
                is_wave_shown(source, source.facts.measured.waves.back(), informant.code)) {
                return scale;
            }
        }
        return nullptr;
    };
    if (const auto* scale = told([](const auto& candidate) { return candidate.model.has_value(); })) {
        const auto few = std::to_string(change.method.gates.bootstrap_schools);
        const auto count = [&](std::size_t n) { return format_count(source.texts, static_cast<std::int64_t>(n)); };
        const bool is_linked = scale->linked > 0;
        sentences.push_back(source.fill(
            is_linked ? "method.model_linked" : "method.model",
            {{"few", few}, {"rows", count(scale->model->rows)}, {"schools", count(scale->model->schools)}}));
    }
    if (told([](const auto& candidate) { return candidate.weighted.has_value(); }) != nullptr) {
        sentences.push_back(source.words("method.weights"));
    }
}

void add_index_method(const SectionSource& source, std::vector<std::string>& sentences) {
    const auto& measured = source.facts.measured;
    const auto& last = measured.waves.back();
    const auto& index = source.folder.index;
    sentences.push_back(source.fill(
        "method.instrument", {{"name", index.name.in(source.options.language)},
                              {"version", std::to_string(last.method.index_version)},
                              {"status", source.words("status." + std::string(to_string(last.method.status)))}}));
    sentences.push_back(
        source.fill("method.scoring", {{"percent", source.percent(last.method.scoring.minimum_answered)}}));
    if (index.scoring.model != programme::ScoringModel::item_mean) {
        sentences.push_back(source.fill(
            "method.calibrated", {{"model", source.words("method." + std::string(to_string(index.scoring.model)))}}));
    }
    sentences.push_back(source.words("method.overall"));
    for (const auto& informant : last.informants) {
        for (const auto& scale : informant.scales) {
            if (scale.alpha && scale_figure(source, last, informant, scale).is_shown) {
                sentences.push_back(
                    source.wording().informant_name(informant.code) + ", " + scale_label(source, scale.code) + ": " +
                    source.fill("method.alpha",
                                {{"n", format_count(source.texts, static_cast<std::int64_t>(scale.alpha->rows_used))},
                                 {"minimum", source.number(last.method.gates.group_reliability, 2)}}));
                break;
            }
        }
    }
    sentences.push_back(source.words("method.school_means"));
    if (!measured.change) {
        return;
    }
    for (const auto& informant : measured.change->informants) {
        const auto* scale = informant.scale(measurement::overall_scale);
        if (scale != nullptr && scale->test && is_wave_shown(source, measured.waves.front(), informant.code) &&
            is_wave_shown(source, last, informant.code)) {
            sentences.push_back(
                source.wording().informant_name(informant.code) + ": " +
                source.fill(
                    "method.change_test",
                    {{"schools", format_count(source.texts, static_cast<std::int64_t>(scale->test->pair_count))},
                     {"degrees", source.number(scale->test->degrees, 0)}}));
        }
    }
    add_model_method(source, *measured.change, sentences);
    sentences.push_back(source.words("method.effect"));
    const auto plan = measurement::plan_sentences(source.wording(), measured.plan);
    sentences.insert(sentences.end(), plan.begin(), plan.end());
    const auto links = measurement::link_sentences(source.wording(), *measured.change);
    sentences.insert(sentences.end(), links.begin(), links.end());
}

std::string known_text(const SectionSource& source) {
    const auto instant = source.facts.times.known_at;
    return format_date(source.texts, utc_date(instant)) + ", " + to_string(instant).substr(11, 5) + " UTC";
}

}  // namespace

Section method_section(const SectionSource& source) {
    Section section{source.named("metodo", "method"), source.words("section.method"), {}};
    std::vector<std::string> sentences;
    sentences.push_back(source.words("method.share"));
    if (source.facts.measured.has_answers()) {
        add_index_method(source, sentences);
    }
    const auto& rules = source.folder.profile.privacy.suppression;
    sentences.push_back(source.fill("method.privacy", {{"public", std::to_string(rules.public_floor)},
                                                       {"school", std::to_string(rules.feedback_floor)},
                                                       {"percent", source.percent(rules.feedback_response)},
                                                       {"sensitive", std::to_string(rules.sensitive_floor)},
                                                       {"level", level_name(source, rules.sensitive_level)}}));
    const auto seed = source.facts.measured.has_answers() ? source.facts.measured.waves.back().method.seed : 0;
    sentences.push_back(source.fill("method.reproducible", {{"version", source.options.code_version},
                                                            {"folder", source.folder.content_hash},
                                                            {"cut", source.date() + "; " + known_text(source)},
                                                            {"seed", std::to_string(seed)}}));
    section.blocks.emplace_back(Sentences{std::move(sentences), false});
    return section;
}

Section limits_section(const SectionSource& source) {
    Section section{source.named("limites", "limits"), source.words("section.limits"), {}};
    std::vector<std::string> sentences;
    const auto& measured = source.facts.measured;
    if (measured.has_answers()) {
        const auto& method = measured.change ? measured.change->method : measured.waves.back().method;
        for (const auto& key : method.limits) {
            sentences.push_back(source.words(key));
        }
    }
    if (measured.change) {
        std::int64_t comparisons = 0;
        for (const auto& informant : measured.change->informants) {
            comparisons +=
                std::ranges::count_if(informant.scales, [](const auto& scale) { return scale.test.has_value(); });
        }
        if (comparisons > 1) {
            sentences.push_back(source.fill("limits.many_tests", {{"count", format_count(source.texts, comparisons)}}));
        }
    }
    sentences.push_back(source.fill("limits.late_data", {{"known_at", known_text(source)}}));
    if (source.facts.teams && source.folder.profile.assistance.is_placeholder) {
        sentences.push_back(source.words("limits.placeholder"));
    }
    section.blocks.emplace_back(Sentences{std::move(sentences), false});
    return section;
}

Section withheld_section(const SectionSource& source) {
    Section section{source.named("reservadas", "withheld"), source.words("section.withheld"), {}};
    const auto reasons = source.figures.withheld_by_reason();
    if (reasons.empty()) {
        section.blocks.emplace_back(Paragraph{source.words("withheld.none")});
        return section;
    }
    ReportTable table{source.named("cifras-reservadas", "withheld-figures"),
                      source.words("table.withheld"),
                      {{source.words("column.reason")}, {source.words("column.count"), ColumnKind::number}},
                      {}};
    std::int64_t withheld = 0;
    for (const auto& [reason, count] : reasons) {
        const auto& rules = source.folder.profile.privacy.suppression;
        table.rows.push_back({reason == "withheld.low_response"
                                  ? source.fill(reason, {{"percent", source.percent(rules.feedback_response)}})
                                  : source.words(reason),
                              Count{count}});
        withheld += count;
    }
    section.blocks.emplace_back(
        Paragraph{source.fill("withheld.count", {{"withheld", format_count(source.texts, withheld)},
                                                 {"total", format_count(source.texts, source.figures.asked())}})});
    section.blocks.emplace_back(std::move(table));
    return section;
}

namespace {

const programme::HeadlineClaim* leading_claim(const SectionSource& source) {
    using programme::Counted;
    const auto wanted = source.facts.teams ? Counted::teams_constituted : Counted::teachers;
    for (const auto& claim : source.folder.profile.figures.claims) {
        if (claim.counts == wanted) {
            return &claim;
        }
    }
    return nullptr;
}

/// In the order of what a reader needs first; the first five are said.
std::vector<std::string> summary_sentences(const SectionSource& source) {
    std::vector<std::string> sentences;
    const auto add = [&](std::string sentence) {
        constexpr std::size_t most = 5;
        if (sentences.size() < most) {
            sentences.push_back(std::move(sentence));
        }
    };
    if (source.facts.teams) {
        add(constituted_sentence(source));
    }
    if (source.facts.registers.active.total > 0 && !source.facts.registers.participation.empty()) {
        add(source.fill("participation.active_share",
                        {{"date", source.date()}, {"share", source.shown(source.facts.registers.active)}}));
    }
    if (const auto* claim = leading_claim(source)) {
        add(claim_sentence(source, *claim));
    }
    if (const auto response = leading_response_sentence(source)) {
        add(*response);
    }
    if (const auto change = leading_change_sentences(source); !change.empty()) {
        add(change.front());
        add(source.words("limits.no_cause"));
    }
    if (source.facts.teams) {
        const auto until = source.facts.times.as_of.plus_days(source.folder.profile.stages.team->expiry_warning_days);
        add(source.fill("teams.expiring", {{"n", format_count(source.texts, std::ssize(source.facts.teams->expiring))},
                                           {"date", format_date(source.texts, until)}}));
        add(source.fill("teams.waiting", {{"n", format_count(source.texts, source.facts.teams->days.waiting)}}));
    }
    add(source.words("method.share"));
    add(source.fill("limits.late_data", {{"known_at", known_text(source)}}));
    return sentences;
}

}  // namespace

Section summary_section(const SectionSource& source) {
    using programme::Counted;
    Section section{source.named("resumen", "summary"), source.words("section.summary"), {}};
    section.blocks.emplace_back(Sentences{summary_sentences(source), true});
    KeyFigures keys;
    const auto label = [&](Counted counted) { return source.words("count." + std::string(to_string(counted))); };
    if (source.facts.teams) {
        for (const auto& share : source.facts.teams->constituted) {
            if (share.denominator != source.facts.teams->target_list && share.denominator != "register") {
                continue;  // every list stands in the section of teams
            }
            keys.items.push_back({share.share, label(Counted::teams_constituted) + ": " + share.name});
        }
        for (const std::string code : {"03", "05"}) {
            const auto* sheet = source.folder.indicators.sheet(code);
            const auto found = source.facts.teams->shares.find(code);
            if (sheet != nullptr && found != source.facts.teams->shares.end()) {
                keys.items.push_back({found->second.share, sheet->name.in(source.options.language)});
            }
        }
    } else {
        for (const auto counted : {Counted::schools, Counted::municipalities, Counted::teachers, Counted::heads,
                                   Counted::students, Counted::partners}) {
            keys.items.push_back({register_cell(source, counted), label(counted)});
        }
    }
    section.blocks.emplace_back(std::move(keys));
    return section;
}

}  // namespace minka::reports
