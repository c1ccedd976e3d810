#include "measurement/scale_gates.h"

#include "base/check.h"

#include <algorithm>
#include <cmath>

namespace minka::measurement {

namespace {

/// Omega; alpha where a facet has too few answers or items for it, or no one factor is found.
std::optional<double> reliability_of(const ScaleResult& facet) {
    return facet.omega ? facet.omega : facet.alpha ? std::optional(facet.alpha->alpha) : std::nullopt;
}

std::optional<double> weakest_reliability(const InformantResult& result) {
    std::optional<double> least;
    for (const auto& facet : result.scales) {
        if (!facet.is_in_overall_score) {
            continue;
        }
        const auto reliability = reliability_of(facet);
        if (!reliability) {
            return std::nullopt;
        }
        least = std::min(least.value_or(*reliability), *reliability);
    }
    return least;
}

/// Infit and outfit of every item; the value is the one farthest from 1.
GateOutcome item_fit_gate(const programme::QualityGates& gates, const FacetCalibration& calibration) {
    GateOutcome outcome{Gate::item_fit, true, std::nullopt, gates.item_fit_least, gates.item_fit_most, {}};
    for (std::size_t item = 0; item < calibration.item_fit.size(); ++item) {
        const auto& fit = calibration.item_fit[item];
        bool is_off = false;
        for (const double square : {fit.infit, fit.outfit}) {
            is_off = is_off || square < gates.item_fit_least || square > gates.item_fit_most;
            if (!outcome.value || std::abs(std::log(square)) > std::abs(std::log(*outcome.value))) {
                outcome.value = square;
            }
        }
        if (is_off) {
            outcome.items.push_back(calibration.items[item]);
        }
    }
    outcome.passed = outcome.items.empty();
    return outcome;
}

/// Every category chosen often enough, thresholds in order, nobody far from where the category puts them.
GateOutcome categories_gate(const programme::QualityGates& gates, const FacetCalibration& calibration) {
    GateOutcome outcome{Gate::categories, true, std::nullopt, static_cast<double>(gates.category_observations),
                        std::nullopt,     {}};
    for (std::size_t item = 0; item < calibration.item_fit.size(); ++item) {
        const auto& fit = calibration.item_fit[item];
        bool is_off = !fit.has_ordered_thresholds;
        for (const auto& category : fit.categories) {
            is_off = is_off || category.weight < gates.category_observations ||
                     category.outfit >= gates.category_outfit_most;
            outcome.value = std::min(outcome.value.value_or(category.weight), category.weight);
        }
        if (is_off) {
            outcome.items.push_back(calibration.items[item]);
        }
    }
    outcome.passed = outcome.items.empty();
    return outcome;
}

}  // namespace

std::string_view to_string(Gate gate) {
    switch (gate) {
        case Gate::group_reliability: return "group_reliability";
        case Gate::school_reliability: return "school_reliability";
        case Gate::school_response: return "school_response";
        case Gate::item_fit: return "item_fit";
        case Gate::categories: return "categories";
        case Gate::zone_bias: return "zone_bias";
        case Gate::invariance: break;
    }
    return "invariance";
}

const GateOutcome* ScaleResult::find_gate(Gate which) const {
    const auto found = std::ranges::find(gates, which, &GateOutcome::gate);
    return found == gates.end() ? nullptr : &*found;
}

const GateOutcome& ScaleResult::gate(Gate which) const {
    const auto* found = find_gate(which);
    MINKA_CHECK(found != nullptr);
    return *found;
}

void set_gates(const programme::QualityGates& gates, const InformantResult& result, ScaleResult& scale) {
    const auto reliability = scale.code == overall_scale ? weakest_reliability(result) : reliability_of(scale);
    scale.gates.push_back({Gate::group_reliability, reliability && *reliability >= gates.group_reliability, reliability,
                           gates.group_reliability});
    const auto icc2 = scale.intraclass ? scale.intraclass->icc2 : std::nullopt;
    scale.gates.push_back({Gate::school_reliability, icc2 && *icc2 >= gates.school_icc2, icc2, gates.school_icc2});
    const auto asked = result.schools_eligible;
    const auto below = result.schools_below_response + result.schools_response_unknown;
    const auto share =
        asked == 0 ? std::nullopt : std::optional(static_cast<double>(asked - below) / static_cast<double>(asked));
    scale.gates.push_back({Gate::school_response, asked > 0 && below == 0, share, gates.school_response_share});
    if (scale.calibration && !scale.calibration->item_fit.empty()) {
        scale.gates.push_back(item_fit_gate(gates, *scale.calibration));
        scale.gates.push_back(categories_gate(gates, *scale.calibration));
    }
}

}  // namespace minka::measurement
