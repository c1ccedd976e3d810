#include "privacy/primary_rules.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace minka::privacy {

namespace {

/// People of the cell, or the fewest who answered one of its measures.
std::int64_t fewest_people(const ResolvedCell& cell) {
    auto fewest = cell.count;
    for (const auto& value : cell.values) {
        if (value && value->contributors > 0) {
            fewest = std::min(fewest, value->contributors);
        }
    }
    return fewest;
}

bool is_dominated(const ResolvedCell& cell, const Population& population, const DominanceRule& rule) {
    for (std::size_t m = 0; m < cell.values.size(); ++m) {
        if (!cell.values[m] || population.measures[m].kind == MeasureKind::share) {
            continue;
        }
        const auto& value = *cell.values[m];
        const auto used = std::min(rule.largest, value.largest.size());
        const auto end = value.largest.begin() + static_cast<std::ptrdiff_t>(used);
        const double top = std::accumulate(value.largest.begin(), end, 0.0);
        if (value.sum > 0 && top > rule.share * value.sum) {
            return true;
        }
    }
    return false;
}

/// The value's sum above the lowest sum its contributors could have.
LayerCell value_knowledge(const CellValue& value, const Measure& measure, Coding coding,
                          const SuppressionRules& rules) {
    const auto n = static_cast<double>(value.contributors);
    LayerCell known;
    if (measure.kind == MeasureKind::mean) {
        const double range = n * (measure.most - measure.least);
        known.truth = std::clamp(value.sum - n * measure.least, 0.0, range);
        known.most = range;
        known.width = rules.value_width * range;
        known.complementary_width = 0.001 * range;
    } else if (measure.kind == MeasureKind::share) {
        known.whole_number = true;
        known.truth = value.sum;
        known.most = n;
        known.width = value.contributors > 0 ? std::max(1.0, std::floor(rules.value_width * n)) : 0.0;
        known.complementary_width = value.contributors > 0 ? 1.0 : 0.0;
    } else {
        known.truth = value.sum;
        known.width = value.contributors > 0 ? std::max(1.0, rules.value_width * value.sum) : 0.0;
        known.complementary_width = known.width / 100;
        known.most = 3 * value.sum + 4 * known.width;
    }
    if (coding != Coding::exact) {
        const double people = coded_limit(value.contributors, rules) / 100 * n;
        const double within = std::ceil(people - 1e-9) - 1;  // "less than"
        known.coded = true;
        known.coded_least = coding == Coding::below ? 0 : n - within;
        known.coded_most = coding == Coding::below ? within : n;
        known.coded_width = 1;
    }
    return known;
}

}  // namespace

std::int64_t floor_of(const ResolvedCell& cell, const SuppressionRules& rules) {
    return cell.sensitive ? rules.sensitive_floor : rules.public_floor;
}

std::optional<WithheldReason> public_reason(const ResolvedCell& cell, const Population& population,
                                            const SuppressionRules& rules) {
    if (population.subject == Subject::institutions) {
        return std::nullopt;
    }
    if (cell.unnamed_place) {
        return WithheldReason::unnamed_place;
    }
    if (cell.sensitive && (cell.level < rules.sensitive_level || cell.count < rules.sensitive_floor)) {
        return WithheldReason::sensitive;
    }
    if (cell.heads && cell.level == Level::school) {
        return WithheldReason::school_heads;
    }
    const auto fewest = fewest_people(cell);
    if (fewest > 0 && fewest < floor_of(cell, rules)) {
        return WithheldReason::too_few;
    }
    return is_dominated(cell, population, rules.dominance) ? std::optional(WithheldReason::dominance) : std::nullopt;
}

std::optional<WithheldReason> feedback_reason(const ResolvedCell& cell, const Population& population,
                                              const SuppressionRules& rules) {
    if (!cell.in_feedback || !cell.whole_school) {
        return WithheldReason::not_whole_school;
    }
    if (population.subject == Subject::institutions) {
        return std::nullopt;
    }
    if (cell.sensitive) {
        return WithheldReason::sensitive;
    }
    if (cell.heads) {
        return WithheldReason::school_heads;
    }
    if (fewest_people(cell) < rules.feedback_floor) {
        return WithheldReason::too_few;
    }
    if (!cell.eligible ||
        static_cast<double>(cell.count) < rules.feedback_response * static_cast<double>(*cell.eligible)) {
        return WithheldReason::low_response;
    }
    return is_dominated(cell, population, rules.dominance) ? std::optional(WithheldReason::dominance) : std::nullopt;
}

Coding coding_of(const CellValue& value, const Population& population, const Measure& measure,
                 const SuppressionRules& rules) {
    if (measure.kind != MeasureKind::share || population.subject == Subject::institutions || value.contributors == 0 ||
        value.contributors >= rules.small_base) {
        return Coding::exact;
    }
    const double limit = coded_limit(value.contributors, rules);
    const double percent = 100 * value.sum / static_cast<double>(value.contributors);
    return percent < limit - 1e-9 ? Coding::below : percent > 100 - limit + 1e-9 ? Coding::above : Coding::exact;
}

std::vector<bool> implied_zeros(const ResolvedCut& cut, const std::vector<CellDecision>& decisions) {
    std::vector<bool> zero(cut.cells.size());
    for (std::size_t c = 0; c < zero.size(); ++c) {
        zero[c] = cut.cells[c].count == 0 && !decisions[c].withheld;
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (const auto& equation : cut.equations) {
            for (const auto part : equation.parts) {
                if (zero[equation.whole] && !zero[part]) {
                    zero[part] = true;
                    changed = true;
                }
            }
        }
    }
    return zero;
}

std::vector<LayerCell> prior_knowledge(const ResolvedCell& cell, const Population& population,
                                       const SuppressionRules& rules, std::size_t layer_count) {
    std::vector<LayerCell> layers(layer_count);
    const auto floor = static_cast<double>(floor_of(cell, rules));
    auto& count = layers[0];
    count.truth = static_cast<double>(cell.count);
    count.whole_number = true;
    // Zeros are shown unless the cell would be withheld whatever its count: a withheld count is known not to be zero.
    const bool zero_is_withheld = cell.sensitive || cell.unnamed_place || (cell.heads && cell.level == Level::school);
    count.least = zero_is_withheld ? 0 : 1;
    count.most = count.truth + 4 * floor;
    const bool counts_are_secret = population.secret == Secret::counts_and_values;
    count.width = counts_are_secret ? floor : 0;
    count.complementary_width = count.width;
    for (std::size_t m = 0; m < cell.values.size(); ++m) {
        if (cell.values[m]) {
            const auto coding = coding_of(*cell.values[m], population, population.measures[m], rules);
            layers[m + 1] = value_knowledge(*cell.values[m], population.measures[m], coding, rules);
        }
    }
    return layers;
}

}  // namespace minka::privacy
