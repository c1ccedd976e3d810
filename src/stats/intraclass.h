#pragma once

#include "stats/interval.h"

#include <cstdint>
#include <optional>
#include <span>

namespace minka::stats {

/// One-way analysis of variance of values in groups of any size.
struct OneWayVariance {
    std::size_t group_count = 0;
    std::size_t observation_count = 0;
    double mean = 0;             ///< of all observations
    double degrees_between = 0;  ///< groups - 1
    double degrees_within = 0;   ///< observations - groups
    double mean_square_between = 0;
    double mean_square_within = 0;
    double f = 0;  ///< infinite when nothing varies within groups
    double p = 0;  ///< P(F >= f) if all groups had one mean
    double mean_group_size = 0;
    /// n0 = (N - sum n_j^2 / N) / (J - 1): what stands for the group size when sizes differ.
    double adjusted_group_size = 0;
};

/// `values[i]` belongs to group `groups[i]`, any number. Sums are taken by group in the order of the values.
///
/// Problems: `invalid_input` for spans that differ in length, a value that is not finite (leave missing ones out
/// first), fewer than two groups, no group with two values, and values that are all the same.
///
/// Source: Searle, S. R., Casella, G. & McCulloch, C. E. (1992). Variance Components. Wiley, section 3.6.
Result<OneWayVariance> one_way_variance(std::span<const double> values, std::span<const std::uint32_t> groups);

/// How alike members of a group are, and how well a group's mean tells groups apart.
///
///   ICC(1) = (MSB - MSW) / (MSB + (m - 1) MSW), with m = n0 or m = the mean group size
///   ICC(2) = (MSB - MSW) / MSB, which is Spearman-Brown of ICC(1) at the mean size:  n ICC(1) / (1 + (n - 1) ICC(1))
///
/// A negative estimate is kept: it says that members of a group differ more than people at large, as happens by
/// chance when groups are alike, and setting it to zero would bias every summary of many estimates.
struct IntraclassEstimate {
    OneWayVariance analysis;
    double icc1 = 0;               ///< with n0: the moment estimate for unequal groups
    double icc1_at_mean_size = 0;  ///< as R multilevel's ICC1 computes it
    /// Exact for equal groups of normal values; with n0 in place of the size an approximation for unequal ones.
    Interval icc1_interval;
    /// (MSB - MSW) / MSB; absent when the group means are all the same.
    std::optional<double> icc2;
    /// Spearman-Brown of `icc1` (the one with n0) at the mean group size; absent when its divisor is not above 0.
    std::optional<double> icc2_at_mean_size;
    double variance_between = 0;  ///< (MSB - MSW) / n0, may be negative
    double variance_within = 0;   ///< MSW

    bool is_negative() const { return icc1 < 0; }
};

/// Problems: those of `one_way_variance`, and a confidence outside (0, 1).
///
/// Source: Bliese, P. D. (2000). Within-group agreement, non-independence, and reliability. In Klein & Kozlowski
/// (eds.), Multilevel Theory, Research, and Methods in Organizations, 349-381. Interval: Shrout, P. E. & Fleiss,
/// J. L. (1979). Intraclass correlations. Psychological Bulletin 86(2), 420-428, the interval of ICC(1,1).
Result<IntraclassEstimate> intraclass_correlation(std::span<const double> values, std::span<const std::uint32_t> groups,
                                                  double confidence = 0.95);

/// Reliability of the mean of `group_size` members (Spearman-Brown): n ICC(1) / (1 + (n - 1) ICC(1)). NaN where the
/// divisor is not above 0, which takes a strongly negative ICC(1).
double group_mean_reliability(double icc1, double group_size);

}  // namespace minka::stats
