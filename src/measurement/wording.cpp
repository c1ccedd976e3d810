#include "measurement/wording.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace minka::measurement {

namespace {

using programme::format_count;
using programme::format_number;

// More places where fewer would print a bound as zero that is not, so that the sentence does not contradict itself.
int places_for(std::initializer_list<double> values) {
    int places = 1;
    for (const double value : values) {
        while (places < 4 && value != 0 && std::abs(value) * std::pow(10.0, places) < 0.5) {
            ++places;
        }
    }
    return places;
}

std::string interval_text(const programme::ReportTexts& texts, const stats::Interval& interval, int places) {
    return texts.fill("number.interval", {{"low", format_number(texts, interval.lower, places)},
                                          {"high", format_number(texts, interval.upper, places)}});
}

std::string percent_text(const programme::ReportTexts& texts, double share) {
    const double percent = share * 100;
    return format_number(texts, percent, std::abs(percent - std::round(percent)) < 1e-9 ? 0 : 1);
}

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const auto& text : texts) {
        all += (all.empty() ? "" : ", ") + text;
    }
    return all;
}

std::string meaning_text(const Wording& wording, const ScaleChange& change) {
    if (change.code == overall_scale || !change.invariance) {
        std::vector<std::string> names;
        for (const auto& facet : change.broken_facets) {
            names.push_back(wording.scale_name(facet));
        }
        return wording.texts.fill("reason.facets_not_invariant", {{"facets", joined(names)}});
    }
    const auto& check = *change.invariance;
    if (check.step == "configural") {
        return wording.texts.phrase("reason.no_factor");
    }
    return wording.texts.fill("reason.not_invariant", {{"step", wording.texts.phrase("change." + check.step)},
                                                       {"cfi", format_number(wording.texts, check.cfi_change, 3)},
                                                       {"rmsea", format_number(wording.texts, check.rmsea_change, 3)}});
}

std::string reason_text(const Wording& wording, const ScaleChange& change) {
    switch (*change.not_compared) {
        case NotCompared::meaning: return meaning_text(wording, change);
        case NotCompared::few_schools:
            return wording.texts.fill("reason.few_schools", {{"minimum", std::to_string(fewest_pairs)}});
        case NotCompared::one_wave: return wording.texts.phrase("reason.one_wave");
        case NotCompared::no_spread: return wording.texts.phrase("reason.no_spread");
    }
    return {};
}

std::string change_sentence(const Wording& wording, const InformantChange& informant, const ScaleChange& change) {
    const auto& texts = wording.texts;
    const auto scale = wording.scale_name(change.code) + unit_mark(wording.index.scoring, change.unit);
    const auto group = wording.informant_name(informant.code);
    const auto reading = reading_of(change);
    if (reading == ChangeReading::not_tested) {
        return texts.fill("change.not_tested",
                          {{"facet", scale}, {"informant", group}, {"reason", reason_text(wording, change)}});
    }
    const auto& test = *change.test;
    const bool is_moved = reading != ChangeReading::not_detectable;
    const int places = is_moved ? places_for({test.mean, test.interval.lower, test.interval.upper}) : 1;
    const auto key = reading == ChangeReading::increased   ? "change.increased"
                     : reading == ChangeReading::decreased ? "change.decreased"
                                                           : "change.no_detectable_change";
    return texts.fill(key, {{"facet", scale},
                            {"informant", group},
                            {"points", format_number(texts, is_moved ? std::abs(test.mean) : test.mean, places)},
                            {"confidence", percent_text(texts, test.interval.confidence)},
                            {"interval", interval_text(texts, test.interval, places)},
                            {"schools", format_count(texts, static_cast<std::int64_t>(test.pair_count))}});
}

// The model beside the paired test, and whether they read alike.
void add_model_sentences(const Wording& wording, const programme::QualityGates& gates, const ScaleChange& change,
                         std::vector<std::string>& sentences) {
    const auto& texts = wording.texts;
    const auto confidence = percent_text(texts, change.test->interval.confidence);
    if (change.model) {
        const auto [test, is_robust] = model_test(*change.model, static_cast<std::size_t>(gates.bootstrap_schools));
        const int places = places_for({test.estimate, test.interval.lower, test.interval.upper});
        sentences.push_back(
            texts.fill("change.model", {{"points", format_number(texts, test.estimate, places)},
                                        {"confidence", confidence},
                                        {"interval", interval_text(texts, test.interval, places)},
                                        {"test", texts.phrase(is_robust ? "change.robust" : "change.satterthwaite")},
                                        {"degrees", format_number(texts, test.degrees, 0)}}));
    }
    if (model_disagrees(change, gates)) {
        sentences.push_back(texts.phrase("change.model_disagrees"));
    }
    if (may_tell_linked(change)) {
        const auto& stayed = *change.linked_only;
        const int places = places_for({stayed.mean, stayed.interval.lower, stayed.interval.upper});
        sentences.push_back(
            texts.fill("change.linked", {{"people", format_count(texts, static_cast<std::int64_t>(change.linked))},
                                         {"points", format_number(texts, stayed.mean, places)},
                                         {"confidence", confidence},
                                         {"interval", interval_text(texts, stayed.interval, places)}}));
    }
    if (change.weighted) {
        const auto& weighted = *change.weighted;
        const int places = places_for({weighted.mean, weighted.interval.lower, weighted.interval.upper});
        sentences.push_back(
            texts.fill("change.weighted", {{"points", format_number(texts, weighted.mean, places)},
                                           {"confidence", confidence},
                                           {"interval", interval_text(texts, weighted.interval, places)}}));
    }
}

std::string count_text(const Wording& wording, std::size_t count) {
    return format_count(wording.texts, static_cast<std::int64_t>(count));
}

// From the fitted distribution; with few schools its interval is too short to be told.
void add_improving(const Wording& wording, const programme::QualityGates& gates, const ScaleChange& change,
                   std::vector<std::string>& sentences) {
    const auto& texts = wording.texts;
    if (!change.improving) {
        return;
    }
    if (change.pairs < static_cast<std::size_t>(gates.bootstrap_schools)) {
        sentences.push_back(texts.fill("schools.improving_few", {{"schools", count_text(wording, change.pairs)}}));
        return;
    }
    const auto& interval = change.improving->interval;
    const stats::Interval percents{100 * interval.lower, 100 * interval.upper, interval.confidence};
    sentences.push_back(
        texts.fill("schools.improving", {{"percent", format_number(texts, 100 * change.improving->share, 0)},
                                         {"confidence", percent_text(texts, interval.confidence)},
                                         {"interval", interval_text(texts, percents, 0)}}));
}

}  // namespace

std::string Wording::scale_name(std::string_view scale) const {
    if (scale == overall_scale) {
        return index.name.in(language);
    }
    const auto facet = std::ranges::find(index.facets, scale, &programme::Facet::code);
    return facet == index.facets.end() ? std::string(scale) : facet->name.in(language);
}

std::string Wording::informant_name(std::string_view informant) const {
    const auto found = std::ranges::find(index.informants, informant, &programme::Informant::code);
    return found == index.informants.end() ? std::string(informant) : found->name.in(language);
}

ChangeReading reading_of(const ScaleChange& change) {
    if (!change.test) {
        return ChangeReading::not_tested;
    }
    if (change.test->interval.lower > 0) {
        return ChangeReading::increased;
    }
    return change.test->interval.upper < 0 ? ChangeReading::decreased : ChangeReading::not_detectable;
}

bool model_disagrees(const ScaleChange& change, const programme::QualityGates& gates) {
    if (!change.test || !change.model) {
        return false;
    }
    const auto& interval = model_test(*change.model, static_cast<std::size_t>(gates.bootstrap_schools)).test.interval;
    const auto direction = [](const stats::Interval& of) { return of.lower > 0 ? 1 : of.upper < 0 ? -1 : 0; };
    return direction(interval) != direction(change.test->interval);
}

bool holds_for_every_school(const ScaleChange& change, ChangeReading direction) {
    const auto passing = direction == ChangeReading::increased   ? change.passing_up
                         : direction == ChangeReading::decreased ? change.passing_down
                                                                 : 0;
    return change.schools > 0 && change.pairs == change.schools && passing == change.schools;
}

std::vector<std::string> change_sentences(const Wording& wording, const programme::QualityGates& gates,
                                          const InformantChange& informant, const ScaleChange& change) {
    const auto& texts = wording.texts;
    std::vector<std::string> sentences{change_sentence(wording, informant, change)};
    if (!change.test) {
        return sentences;
    }
    if (change.reliability && !change.reliability->passed) {
        sentences.push_back(gate_sentence(wording, *change.reliability));
    }
    if (change.detectable && reading_of(change) == ChangeReading::not_detectable) {
        sentences.push_back(texts.fill("change.detectable", {{"mdes", format_number(texts, *change.detectable, 2)},
                                                             {"schools", count_text(wording, change.pairs)}}));
    }
    add_model_sentences(wording, gates, change, sentences);
    if (informant.one_per_school) {
        return sentences;  // one person a school: its difference is that person's
    }
    const auto same = change.pairs - change.observed_up - change.observed_down;
    sentences.push_back(texts.fill("schools.distribution", {{"total", count_text(wording, change.pairs)},
                                                            {"up", count_text(wording, change.observed_up)},
                                                            {"down", count_text(wording, change.observed_down)},
                                                            {"same", count_text(wording, same)}}));
    if (change.distribution) {
        sentences.push_back(texts.fill("schools.beyond_chance",
                                       {{"count", count_text(wording, change.passing_up + change.passing_down)},
                                        {"total", count_text(wording, change.schools)},
                                        {"percent", percent_text(texts, gates.false_discovery_rate)}}));
    }
    add_improving(wording, gates, change, sentences);
    return sentences;
}

bool may_tell_linked(const ScaleChange& change) {
    constexpr std::size_t fewest = 10;
    const auto is_told = [&](std::size_t people) { return people >= fewest; };
    const auto others = [&](std::size_t scored) { return scored == change.linked || is_told(scored - change.linked); };
    return change.linked_only && !change.is_sensitive && is_told(change.linked) && others(change.scored_before) &&
           others(change.scored_after);
}

std::vector<std::string> link_sentences(const Wording& wording, const IndexChange& change) {
    const auto& texts = wording.texts;
    const bool is_any = std::ranges::any_of(change.informants, [](const auto& each) { return each.link.has_value(); });
    if (!is_any) {
        return {texts.phrase("method.unlinked")};
    }
    std::vector<std::string> sentences;
    for (const auto& informant : change.informants) {
        const bool has_people = std::ranges::any_of(
            informant.scales, [](const ScaleChange& scale) { return scale.scored_before + scale.scored_after > 0; });
        if (!has_people) {
            continue;
        }
        const auto name = wording.informant_name(informant.code) + ": ";
        if (!informant.link) {
            sentences.push_back(name + texts.phrase("method.unlinked"));
            continue;
        }
        const auto& link = *informant.link;
        const auto key = link.mode == programme::WaveMode::token ? "method.linked_token" : "method.linked_self_code";
        sentences.push_back(name + texts.fill(key, {{"people", count_text(wording, link.people)},
                                                    {"doubled", count_text(wording, link.doubled)},
                                                    {"nameless", count_text(wording, link.without_code)}}));
    }
    return sentences;
}

std::vector<std::string> invariance_sentences(const Wording& wording, const IndexChange& change) {
    const auto& texts = wording.texts;
    const auto& gates = change.method.gates;
    std::vector<std::string> sentences;
    for (const auto& informant : change.informants) {
        const auto group = wording.informant_name(informant.code);
        std::size_t held = 0;
        std::size_t total = 0;
        std::vector<std::string> unchecked;
        std::vector<std::string> drifting;
        for (const auto& scale : informant.scales) {
            if (!scale.invariance) {
                continue;
            }
            const auto facet = wording.scale_name(scale.code);
            if (scale.invariance->outcome == Invariance::unchecked) {
                unchecked.push_back(facet);
            } else {
                ++total;
                held += scale.invariance->outcome == Invariance::held ? 1U : 0U;
            }
            if (!scale.invariance->drifting.empty()) {
                drifting.push_back(texts.fill(
                    "change.drift",
                    {{"informant", group}, {"facet", facet}, {"items", joined(scale.invariance->drifting)}}));
            }
        }
        if (total > 0) {
            sentences.push_back(
                texts.fill("change.invariance", {{"informant", group},
                                                 {"held", count_text(wording, held)},
                                                 {"total", count_text(wording, total)},
                                                 {"cfi", format_number(texts, gates.invariance_cfi_change, 3)},
                                                 {"rmsea", format_number(texts, gates.invariance_rmsea_change, 3)}}));
        }
        sentences.insert(sentences.end(), drifting.begin(), drifting.end());
        if (!unchecked.empty()) {
            sentences.push_back(texts.fill("change.unchecked", {{"informant", group}, {"facets", joined(unchecked)}}));
        }
    }
    return sentences;
}

std::string unit_mark(const programme::ScoringRules& scoring, ScoreUnit unit) {
    if (scoring.model == programme::ScoringModel::item_mean) {
        return {};
    }
    return unit == ScoreUnit::baseline ? " [50/10]" : fmt::format(" [{:g}-{:g}]", scoring.from, scoring.to);
}

std::string uncalibrated_reason(const Wording& wording, const programme::QualityGates& gates,
                                const ScaleResult& scale) {
    if (!scale.uncalibrated) {
        return {};
    }
    switch (*scale.uncalibrated) {
        case Uncalibrated::few_responses:
            return wording.texts.fill("reason.few_responses",
                                      {{"minimum", std::to_string(gates.modelled_score_responses)}});
        case Uncalibrated::few_items: return wording.texts.phrase("reason.few_items");
        case Uncalibrated::impossible: break;
    }
    return wording.texts.fill("reason.impossible", {{"detail", scale.uncalibrated_detail}});
}

std::string gate_sentence(const Wording& wording, const GateOutcome& outcome) {
    const auto& texts = wording.texts;
    if (outcome.passed) {
        return {};
    }
    switch (outcome.gate) {
        case Gate::group_reliability:
            return texts.fill("change.not_reliable", {{"value", outcome.value ? format_number(texts, *outcome.value, 2)
                                                                              : texts.phrase("number.unknown")},
                                                      {"minimum", format_number(texts, outcome.minimum, 2)}});
        case Gate::school_reliability:
            return texts.fill("withheld.low_reliability", {{"icc2", format_number(texts, outcome.minimum, 2)}});
        case Gate::school_response:
            return texts.fill("withheld.low_response", {{"percent", percent_text(texts, outcome.minimum)}});
        case Gate::item_fit:
            return texts.fill("index.misfit", {{"least", format_number(texts, outcome.minimum, 1)},
                                               {"most", format_number(texts, outcome.maximum.value_or(0), 1)},
                                               {"items", joined(outcome.items)}});
        case Gate::categories:
            return texts.fill("index.categories", {{"minimum", format_number(texts, outcome.minimum, 0)},
                                                   {"items", joined(outcome.items)}});
        case Gate::zone_bias:
            return texts.fill("index.zone_bias",
                              {{"size", format_number(texts, outcome.minimum, 1)}, {"items", joined(outcome.items)}});
        case Gate::invariance: break;  // said with the change it forbids
    }
    return {};
}

std::vector<std::string> band_sentences(const Wording& wording, const InformantResult& informant,
                                        const ScaleResult& scale) {
    const auto& texts = wording.texts;
    const auto& setting = wording.index.standard_setting;
    const auto* cuts = setting ? setting->cuts_of(informant.code, scale.code) : nullptr;
    if (cuts == nullptr || !scale.mean) {
        return {};
    }
    const std::string facet = wording.scale_name(scale.code);
    const auto refused = [&](std::string_view reason) {
        return std::vector{texts.fill("band.refused", {{"facet", facet}, {"reason", texts.phrase(reason)}})};
    };
    if (cuts->is_baseline != (scale.unit == ScoreUnit::baseline)) {
        return refused("band.other_unit");
    }
    if (!scale.gate(Gate::group_reliability).passed) {
        return refused("band.not_reliable");
    }
    if (!scale.interval) {
        return refused("band.no_interval");
    }
    const auto band_of = [&](double score) {
        const auto first_above = std::find_if(cuts->bands.begin() + 1, cuts->bands.end(),
                                              [&](const programme::CutBand& band) { return band.from > score; });
        return std::prev(first_above);
    };
    const auto lower = band_of(scale.interval->lower);
    const auto upper = band_of(scale.interval->upper);
    const int places = places_for({*scale.mean, scale.interval->lower, scale.interval->upper});
    const auto mean = format_number(texts, *scale.mean, places);
    const auto confidence = percent_text(texts, scale.interval->confidence);
    const auto interval = interval_text(texts, *scale.interval, places);
    const auto band = lower->name.in(wording.language);
    return {lower == upper ? texts.fill("band.within", {{"facet", facet},
                                                        {"mean", mean},
                                                        {"confidence", confidence},
                                                        {"interval", interval},
                                                        {"band", band}})
                           : texts.fill("band.between", {{"facet", facet},
                                                         {"mean", mean},
                                                         {"confidence", confidence},
                                                         {"interval", interval},
                                                         {"band", band},
                                                         {"upper", upper->name.in(wording.language)}}),
            texts.fill("band.record", {{"date", programme::format_date(texts, setting->held_on)},
                                       {"method", texts.phrase("band." + std::string(to_string(setting->method)))},
                                       {"people", std::to_string(setting->panel_size)},
                                       {"panel", setting->panel.in(wording.language)},
                                       {"record", setting->record}})};
}

std::string response_sentence(const Wording& wording, const programme::Wave& wave, const InformantResult& informant) {
    const auto& texts = wording.texts;
    const auto respondents = static_cast<std::int64_t>(informant.respondents);
    if (!informant.eligible) {
        return texts.fill("response.unknown_eligible", {{"informant", wording.informant_name(informant.code)},
                                                        {"n", format_count(texts, respondents)},
                                                        {"wave", wave.name}});
    }
    return texts.fill("response.line", {{"informant", wording.informant_name(informant.code)},
                                        {"share", programme::format_share(texts, respondents, *informant.eligible)},
                                        {"wave", wave.name}});
}

}  // namespace minka::measurement
