#pragma once

#include "stats/interval.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace minka::stats {

/// The mean of people who come in clusters, such as the students of schools.
struct ClusteredMean {
    std::size_t observation_count = 0;  ///< N
    std::size_t cluster_count = 0;      ///< J
    double mean = 0;                    ///< of all observations
    double standard_error = 0;
    Interval interval;  ///< mean -+ t(J - 1) * standard error
};

/// A mean of N values in J clusters of any size, as a ratio of two sums over clusters:
///
///   V = J / (J - 1) * sum_j (sum_{i in j} (y_i - mean))^2 / N^2
///
/// Members of a cluster are alike, so that an error that takes N people for N independent ones is too small. Clusters
/// count as drawn with replacement: no correction for a finite number of them. With few clusters, or a few large ones,
/// the interval is short.
///
/// Problems: `invalid_input` for spans that differ in length, a value that is not finite, fewer than two clusters, and
/// a confidence outside (0, 1).
///
/// Source: Cochran, W. G. (1977). Sampling Techniques, 3rd ed. Wiley, chapter 9A (clusters of unequal size, ratio to
/// size); the linearised variance of a ratio.
Result<ClusteredMean> clustered_mean(std::span<const double> values, std::span<const std::uint32_t> clusters,
                                     double confidence = 0.95);

}  // namespace minka::stats
