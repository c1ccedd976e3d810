#pragma once

#include "stats/interval.h"

#include <cstddef>
#include <span>

namespace minka::stats {

/// The difference between the means of two sets of units, such as the changes of schools in a programme and of schools
/// to compare with.
struct MeanDifference {
    std::size_t first_count = 0;
    std::size_t second_count = 0;
    double difference = 0;  ///< mean(first) - mean(second)
    double standard_error = 0;
    double t = 0;
    double degrees = 0;
    double p = 0;  ///< two-sided
    Interval interval;
};

/// Welch's t test: the two sets may vary differently. Assumes independent units, and means that are near normal.
///
/// Problems: `invalid_input` for fewer than two units in a set, a value that is not finite, a confidence outside
/// (0, 1), and two sets without any spread.
///
/// Source: Welch, B. L. (1947). The generalization of Student's problem when several different population variances
/// are involved. Biometrika 34, 28-35. Same as R `t.test(first, second)`.
Result<MeanDifference> welch_test(std::span<const double> first, std::span<const double> second,
                                  double confidence = 0.95);

}  // namespace minka::stats
