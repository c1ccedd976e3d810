#include "index_json.h"

namespace minka::cli {

namespace {

using documents::json_object;

documents::JsonValue number_of(std::optional<double> value) {
    return value ? documents::JsonValue(*value) : documents::JsonValue();
}

documents::JsonValue whole(std::size_t count) { return documents::JsonValue(static_cast<std::int64_t>(count)); }

}  // namespace

documents::JsonArray texts_of(const std::vector<std::string>& texts) {
    documents::JsonArray array;
    for (const auto& text : texts) {
        array.emplace_back(text);
    }
    return array;
}

documents::JsonValue calibration_json(const measurement::ScaleResult& scale) {
    const auto& calibration = *scale.calibration;
    documents::JsonArray items;
    for (std::size_t item = 0; item < calibration.items.size(); ++item) {
        const auto& own = calibration.fit.item(item).item;
        documents::JsonArray thresholds;
        for (std::size_t k = 0; k < own.intercepts.size(); ++k) {
            thresholds.emplace_back(own.threshold(k));
        }
        auto value = json_object(
            {{"item", calibration.items[item]}, {"slope", own.slope}, {"thresholds", std::move(thresholds)}});
        if (!calibration.item_fit.empty()) {
            value.set("infit", calibration.item_fit[item].infit);
            value.set("outfit", calibration.item_fit[item].outfit);
        }
        items.push_back(std::move(value));
    }
    auto value = json_object({{"model", to_string(calibration.fit.options.model)},
                              {"log_likelihood", calibration.fit.log_likelihood},
                              {"reliability", number_of(scale.score_reliability)},
                              {"theta_mean", calibration.fit.groups.front().mean},
                              {"theta_deviation", calibration.fit.groups.front().deviation},
                              {"items", std::move(items)}});
    if (calibration.link) {
        value.set("link", json_object({{"slope", calibration.link->link.slope},
                                       {"shift", calibration.link->link.shift},
                                       {"slope_error", calibration.link->slope_error},
                                       {"shift_error", calibration.link->shift_error},
                                       {"kept", whole(calibration.link->kept)},
                                       {"settled", calibration.link->is_settled},
                                       {"drifting", texts_of(calibration.drifting())}}));
    }
    if (!calibration.borrowed.empty()) {
        value.set("borrowed", calibration.borrowed);
    }
    return value;
}

documents::JsonValue invariance_json(const measurement::InvarianceCheck& check) {
    using measurement::Invariance;
    const auto* outcome = check.outcome == Invariance::held      ? "held"
                          : check.outcome == Invariance::partial ? "partial"
                          : check.outcome == Invariance::broken  ? "broken"
                                                                 : "unchecked";
    if (check.outcome == Invariance::unchecked) {
        return json_object({{"outcome", outcome}, {"why", check.why}});
    }
    return json_object({{"outcome", outcome},
                        {"step", check.step},
                        {"cfi_fall", check.cfi_change},
                        {"rmsea_rise", check.rmsea_change},
                        {"p", check.p},
                        {"drifting", texts_of(check.drifting)}});
}

std::string uncalibrated_code(measurement::Uncalibrated why) {
    switch (why) {
        case measurement::Uncalibrated::few_responses: return "few_responses";
        case measurement::Uncalibrated::few_items: return "few_items";
        case measurement::Uncalibrated::impossible: break;
    }
    return "impossible";
}

}  // namespace minka::cli
