#include "stats/paired_change.h"

#include "stats/distribution.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace minka::stats {
namespace {

Result<std::vector<double>> differences_of(std::span<const double> before, std::span<const double> after) {
    if (before.size() != after.size()) {
        return invalid(
            fmt::format("There are {} values before and {} after; a pair needs both.", before.size(), after.size()),
            "after");
    }
    if (before.size() < 2) {
        return invalid("A change needs at least two pairs to have an error.", "before");
    }
    std::vector<double> differences;
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (!std::isfinite(before[i]) || !std::isfinite(after[i])) {
            return invalid("A value is missing or infinite; leave out the pair first.",
                           fmt::format("{}[{}]", std::isfinite(before[i]) ? "after" : "before", i));
        }
        differences.push_back(after[i] - before[i]);
    }
    return differences;
}

}  // namespace

Result<PairedChange> paired_change(std::span<const double> before, std::span<const double> after, double confidence) {
    MINKA_TRY(check_confidence(confidence));
    MINKA_TRY_ASSIGN(const auto differences, differences_of(before, after));
    PairedChange change;
    change.pair_count = differences.size();
    const auto n = static_cast<double>(differences.size());
    for (const double difference : differences) {
        change.mean += difference;
    }
    change.mean /= n;
    double squares = 0;
    double largest = 0;
    for (std::size_t i = 0; i < differences.size(); ++i) {
        const double deviation = differences[i] - change.mean;
        squares += deviation * deviation;
        largest = std::max({largest, std::abs(before[i]), std::abs(after[i])});
    }
    change.standard_deviation = std::sqrt(squares / (n - 1));
    // Subtraction leaves some 1e-16 of the values themselves: less than that is no variation.
    if (change.standard_deviation <= 1e-14 * largest) {
        return invalid(
            "Every pair changed by the same amount, so the change has no error to be tested with. Check "
            "that the two measurements are not copies.",
            "after");
    }
    change.standard_error = change.standard_deviation / std::sqrt(n);
    change.degrees = n - 1;
    change.t = change.mean / change.standard_error;
    change.p = student_t_two_sided(change.t, change.degrees);
    const double reach = student_t_quantile((1 + confidence) / 2, change.degrees) * change.standard_error;
    change.interval = {change.mean - reach, change.mean + reach, confidence};
    return change;
}

Result<StandardisedEffect> effect_over_deviation(const PairedChange& change, double total_deviation,
                                                 double deviation_degrees) {
    if (!(total_deviation > 0) || !std::isfinite(total_deviation)) {
        return invalid("The standard deviation that the change is divided by must be above 0.", "total_deviation");
    }
    if (!(deviation_degrees > 0)) {
        return invalid("The standard deviation needs degrees of freedom above 0.", "deviation_degrees");
    }
    const double effect = change.mean / total_deviation;
    const double scaled_error = change.standard_error / total_deviation;
    const double error = std::sqrt(scaled_error * scaled_error + effect * effect / (2 * deviation_degrees));
    const double confidence = change.interval.confidence;
    const double reach = student_t_quantile((1 + confidence) / 2, change.degrees) * error;
    return StandardisedEffect{effect, {effect - reach, effect + reach, confidence}};
}

StandardisedEffect effect_over_differences(const PairedChange& change) {
    const double root = std::sqrt(static_cast<double>(change.pair_count));
    const double confidence = change.interval.confidence;
    const double tail = (1 - confidence) / 2;
    return {change.mean / change.standard_deviation,
            {noncentrality_of_t(change.t, change.degrees, 1 - tail) / root,
             noncentrality_of_t(change.t, change.degrees, tail) / root, confidence}};
}

Result<double> minimum_detectable_change(const ChangeDesign& design) {
    MINKA_TRY(check_confidence(design.confidence));
    if (design.unit_count < 2) {
        return invalid("A design needs at least two units.", "unit_count");
    }
    if (!(design.people_per_unit > 0)) {
        return invalid("A design needs people in each unit.", "people_per_unit");
    }
    if (!(design.change_variance >= 0) || !(design.person_variance >= 0) ||
        !(design.change_variance + design.person_variance > 0)) {
        return invalid("The variances are at least 0, and not both 0.", "change_variance");
    }
    if (!(design.power > 0 && design.power < 1)) {
        return invalid("Power lies strictly between 0 and 1; write 0.8 for 80 %.", "power");
    }
    const auto units = static_cast<double>(design.unit_count);
    const double multiplier =
        student_t_quantile((1 + design.confidence) / 2, units - 1) + student_t_quantile(design.power, units - 1);
    return multiplier *
           std::sqrt((design.change_variance + 2 * design.person_variance / design.people_per_unit) / units);
}

}  // namespace minka::stats
