#include "study_output.h"

#include "documents/csv_writer.h"
#include "measurement/study_wording.h"

#include <fmt/format.h>

#include <cmath>
#include <sstream>

namespace minka::cli {

namespace {

using documents::json_object;
using documents::JsonArray;
using documents::JsonValue;

JsonValue whole(std::size_t count) { return JsonValue(static_cast<std::int64_t>(count)); }

JsonValue interval_of(const stats::Interval& interval) {
    return json_object({{"lower", interval.lower}, {"upper", interval.upper}, {"confidence", interval.confidence}});
}

JsonValue paired_json(const stats::PairedChange& change) {
    return json_object({{"schools", whole(change.pair_count)},
                        {"mean", change.mean},
                        {"standard_error", change.standard_error},
                        {"t", change.t},
                        {"degrees", change.degrees},
                        {"p", change.p},
                        {"interval", interval_of(change.interval)}});
}

JsonValue paired_or_null(const std::optional<stats::PairedChange>& change) {
    return change ? paired_json(*change) : JsonValue();
}

JsonValue fixed_json(const stats::FixedTest& test) {
    return json_object({{"estimate", test.estimate},
                        {"standard_error", test.standard_error},
                        {"degrees", test.degrees},
                        {"t", test.t},
                        {"p", test.p},
                        {"interval", interval_of(test.interval)}});
}

JsonValue test_json(const measurement::ModelTest& test) {
    auto value = fixed_json(test.test);
    value.set("error", test.is_robust ? "cr2" : "satterthwaite");
    return value;
}

JsonValue model_json(const stats::ChangeModel& model) {
    return json_object({{"rows", whole(model.rows)},
                        {"schools", whole(model.schools)},
                        {"municipalities", model.places ? whole(*model.places) : JsonValue()},
                        {"persons", model.persons ? whole(*model.persons) : JsonValue()},
                        {"satterthwaite", fixed_json(model.satterthwaite[1])},
                        {"cr2", model.robust.empty() ? JsonValue() : fixed_json(model.robust[1])},
                        {"municipality_variance", model.place_variance},
                        {"school_variance", model.school_variance},
                        {"change_variance", model.variation_variance},
                        {"person_variance", model.person_variance},
                        {"residual_variance", model.residual_variance},
                        {"singular", model.is_singular},
                        {"converged", model.has_converged}});
}

std::string_view name_of(measurement::ComparisonDesign design) {
    switch (design) {
        case measurement::ComparisonDesign::none: return "none";
        case measurement::ComparisonDesign::group: return "group";
        case measurement::ComparisonDesign::matched: return "matched";
        case measurement::ComparisonDesign::phased: return "phased";
    }
    return "";
}

void add_schools(const measurement::ScaleStudy& scale, JsonValue& value) {
    value.set("observed_up", whole(scale.observed_up));
    value.set("observed_down", whole(scale.observed_down));
    if (scale.distribution) {
        value.set("change_mean", scale.distribution->mean);
        value.set("change_tau_squared", scale.distribution->tau_squared);
        value.set("passing_up", whole(scale.passing_up));
        value.set("passing_down", whole(scale.passing_down));
    }
    if (scale.improving) {
        value.set("share_improving", json_object({{"share", scale.improving->share},
                                                  {"interval", interval_of(scale.improving->interval)}}));
    }
}

void add_designs(const measurement::ScaleStudy& scale, JsonValue& value) {
    if (scale.comparison) {
        const auto& compared = *scale.comparison;
        value.set("comparison", json_object({{"design", std::string(name_of(compared.design))},
                                             {"programme_schools", whole(compared.programme_schools)},
                                             {"comparison_schools", whole(compared.comparison_schools)},
                                             {"matches", whole(compared.matches)},
                                             {"difference", compared.estimate},
                                             {"degrees", compared.degrees},
                                             {"p", compared.p},
                                             {"interval", interval_of(compared.interval)},
                                             {"model", compared.model ? test_json(*compared.model) : JsonValue()}}));
    } else if (!scale.not_compared_reason.empty()) {
        value.set("comparison_absent", scale.not_compared_reason);
    }
    if (scale.dose) {
        const auto& slope = scale.dose->slope;
        value.set("by_visits",
                  json_object({{"schools", whole(slope.point_count)},
                               {"slope", slope.slope},
                               {"standard_error", slope.standard_error},
                               {"p", slope.p},
                               {"interval", interval_of(slope.interval)},
                               {"model", scale.dose->model ? test_json(*scale.dose->model) : JsonValue()}}));
    }
}

JsonValue scale_json(const measurement::ChangeStudy& study, const measurement::ScaleStudy& scale,
                     std::string_view language) {
    auto value = json_object({{"scale", scale.name},
                              {"schools", whole(scale.schools)},
                              {"pairs", whole(scale.pairs.size())},
                              {"only_before", whole(scale.only_before)},
                              {"only_after", whole(scale.only_after)},
                              {"neither", whole(scale.neither)},
                              {"people_before", whole(scale.people_before)},
                              {"people_after", whole(scale.people_after)},
                              {"linked_people", whole(scale.linked)},
                              {"alpha", scale.reliability ? JsonValue(*scale.reliability) : JsonValue()},
                              {"test", paired_or_null(scale.test)}});
    if (scale.test) {
        value.set("mean_before", scale.mean_before);
        value.set("mean_after", scale.mean_after);
        value.set("model", scale.model ? model_json(*scale.model) : JsonValue());
        value.set("model_disagrees", measurement::model_disagrees(study, scale));
        if (scale.effect) {
            value.set(
                "d", json_object({{"value", scale.effect->effect}, {"interval", interval_of(scale.effect->interval)}}));
        }
        if (scale.school_effect) {
            value.set("d_z", json_object({{"value", scale.school_effect->effect},
                                          {"interval", interval_of(scale.school_effect->interval)}}));
        }
        value.set("smallest_detectable", scale.detectable ? JsonValue(*scale.detectable) : JsonValue());
        add_schools(scale, value);
    }
    if (scale.weights) {
        value.set("weights", json_object({{"largest_ratio", scale.weights->largest_ratio},
                                          {"design_effect", scale.weights->design_effect},
                                          {"unweighted", paired_or_null(scale.unweighted)},
                                          {"population", paired_or_null(scale.population)}}));
    }
    if (scale.linked_only) {
        value.set("linked_only", paired_json(*scale.linked_only));
    }
    add_designs(scale, value);
    JsonArray sentences;
    for (auto& sentence : measurement::study_sentences(study, scale, language)) {
        sentences.emplace_back(std::move(sentence));
    }
    value.set("sentences", std::move(sentences));
    return value;
}

/// With fewer schools the error of a shrunken change is not told: it takes the variance of true changes as known, and
/// an interval from it holds 83 to 90 % instead of 95 (bench/RESULTS.md).
constexpr std::size_t schools_for_shrunken_error = 400;

std::string number(double value) { return fmt::format("{:.6g}", value); }

}  // namespace

JsonValue study_json(const measurement::ChangeStudy& study, std::string_view language) {
    JsonArray scales;
    for (const auto& scale : study.scales) {
        scales.push_back(scale_json(study, scale, language));
    }
    JsonArray method;
    for (auto& sentence : measurement::study_method(study, language)) {
        method.emplace_back(std::move(sentence));
    }
    const auto link = study.link == programme::WaveMode::unlinked    ? "unlinked"
                      : study.link == programme::WaveMode::self_code ? "self_code"
                                                                     : "token";
    return json_object({{"before", study.before},
                        {"after", study.after},
                        {"waves", whole(study.wave_count)},
                        {"rows", whole(study.rows)},
                        {"link", link},
                        {"design", std::string(name_of(study.design))},
                        {"confidence", study.options.confidence},
                        {"false_discovery_rate", study.options.false_discovery_rate},
                        {"scales", std::move(scales)},
                        {"method", std::move(method)}});
}

Result<std::string> school_csv(const measurement::ChangeTable& table, const measurement::ChangeStudy& study) {
    std::ostringstream out;
    documents::CsvWriter writer(out);
    MINKA_TRY(writer.row(std::vector<std::string>{"scale", "school", "people_before", "people_after", "before", "after",
                                                  "change", "error", "shrunken", "shrunken_error", "p", "adjusted_p"}));
    for (const auto& scale : study.scales) {
        for (const auto& school : scale.pairs) {
            std::vector<std::string> row{scale.name,
                                         table.schools[school.school],
                                         fmt::format("{}", school.people_before),
                                         fmt::format("{}", school.people_after),
                                         number(school.before),
                                         number(school.after),
                                         number(school.change)};
            const auto& model = school.compared.model;
            row.push_back(model ? number(std::sqrt(model->sampling_variance)) : "");
            row.push_back(model ? number(model->shrunken) : "");
            row.push_back(model && scale.pairs.size() >= schools_for_shrunken_error ? number(model->deviation) : "");
            row.push_back(model && model->p ? number(*model->p) : "");
            row.push_back(school.compared.adjusted_p ? number(*school.compared.adjusted_p) : "");
            MINKA_TRY(writer.row(row));
        }
    }
    MINKA_TRY(writer.finish());
    return out.str();
}

}  // namespace minka::cli
