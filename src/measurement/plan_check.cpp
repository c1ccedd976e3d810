#include "measurement/plan_check.h"

#include <cmath>

namespace minka::measurement {

namespace {

constexpr double same = 1e-9;

std::string deviation_key(PlanDeviation deviation) {
    switch (deviation) {
        case PlanDeviation::index_version: return "plan.index_version";
        case PlanDeviation::confidence: return "plan.confidence";
        case PlanDeviation::false_discovery_rate: return "plan.false_discovery_rate";
        case PlanDeviation::scale_not_tested: return "plan.scale_not_tested";
    }
    return {};
}

}  // namespace

Result<std::optional<PlanCheck>> check_plan(storage::Reader& reader, const IndexChange& change,
                                            const programme::IndexDefinition& index) {
    MINKA_TRY_ASSIGN(const auto stored,
                     programme::analysis_plan_of(reader, change.before.id, change.after.id, change.method.known_at));
    if (!stored) {
        return std::optional<PlanCheck>();
    }
    const auto& record = stored->record;
    if (programme::folder_hash({{"analysis.yaml", record.content}}) != record.content_hash) {
        return problem(ProblemCode::integrity_broken, "The stored plan of analysis no longer has its hash.",
                       "analysis_plan");
    }
    PlanCheck check;
    check.content_hash = record.content_hash;
    check.stored_on = utc_date(stored->recorded_at);
    MINKA_TRY_ASSIGN(check.planned, programme::read_analysis_plan(record.content, "analysis.yaml", index));
    const auto& method = change.method;
    if (record.index_version != method.index_version) {
        check.deviations.push_back(PlanDeviation::index_version);
    }
    if (std::abs(check.planned.confidence - method.gates.confidence) > same) {
        check.deviations.push_back(PlanDeviation::confidence);
    }
    if (std::abs(check.planned.false_discovery_rate - method.gates.false_discovery_rate) > same) {
        check.deviations.push_back(PlanDeviation::false_discovery_rate);
    }
    const auto* informant = change.informant(check.planned.informant);
    const auto* scale = informant == nullptr ? nullptr : informant->scale(check.planned.scale);
    if (scale == nullptr || !scale->test) {
        check.deviations.push_back(PlanDeviation::scale_not_tested);
    }
    return std::optional(std::move(check));
}

std::vector<std::string> plan_sentences(const Wording& wording, const std::optional<PlanCheck>& check) {
    const auto& texts = wording.texts;
    if (!check) {
        return {texts.phrase("plan.none")};
    }
    std::vector<std::string> sentences{
        texts.fill("plan.stored", {{"date", programme::format_date(texts, check->stored_on)},
                                   {"hash", check->content_hash.substr(0, 12)},
                                   {"facet", wording.scale_name(check->planned.scale)},
                                   {"informant", wording.informant_name(check->planned.informant)}})};
    if (check->deviations.empty()) {
        sentences.push_back(texts.phrase("plan.matches"));
    }
    for (const auto deviation : check->deviations) {
        sentences.push_back(texts.phrase(deviation_key(deviation)));
    }
    return sentences;
}

}  // namespace minka::measurement
