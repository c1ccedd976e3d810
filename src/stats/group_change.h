#pragma once

#include "stats/interval.h"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace minka::stats {

/// The sampling variance of one group's mean: variance * (1 - n / N) / n for n answers out of N eligible people, drawn
/// without replacement. Without `eligible` the group stands for an endless one and the correction is left out. When
/// everybody answered the variance is 0: the mean of those people is known, which says nothing of other cohorts.
///
/// The variance of a change between two waves of different people is the sum of both waves'. Pool `variance` over
/// groups when they are small: the spread of five answers is no estimate.
///
/// Problems: `invalid_input` for no answers, more answers than eligible people, or a variance below 0.
///
/// Source: Cochran, W. G. (1977). Sampling Techniques, 3rd ed. Wiley, theorem 2.2.
Result<double> sampling_variance(double variance, std::size_t answers, std::optional<std::size_t> eligible);

/// A group's own change and what is left of it once its noise is taken into account.
struct ShrunkenChange {
    double change = 0;  ///< as observed
    double sampling_variance = 0;
    double lambda = 0;    ///< tau^2 / (tau^2 + sampling variance), 0 .. 1: how far the group speaks
                          ///< for itself
    double shrunken = 0;  ///< lambda * change + (1 - lambda) * mean
    /// Standard error of prediction, sqrt(lambda * sampling variance + (1 - lambda)^2 * mean_error^2).
    double deviation = 0;
    /// Two-sided p of the observed change against 0 (normal); absent when there is no sampling error.
    std::optional<double> p;
};

/// The normal model of true changes: change_j ~ N(true_j, sampling variance_j), true_j ~ N(mean, tau^2).
struct ChangeDistribution {
    double mean = 0;                     ///< weighted by 1 / (tau^2 + sampling variance)
    double mean_error = 0;               ///< its standard error, sum(weights)^(-1/2)
    double tau_squared = 0;              ///< variance of true changes; 0 when the groups differ no more than by noise
    double tau_squared_error = 0;        ///< sqrt(2 / sum(weights^2)), large-sample
    std::vector<ShrunkenChange> groups;  ///< in the order given
};

/// Empirical Bayes with tau^2 by Paule and Mandel: the root of sum_j (change_j - mean)^2 / (tau^2 + v_j) = J - 1, or 0
/// when the left side is below J - 1 at 0. It needs no shape of the distribution, has one root, and stays usable when
/// some groups have no sampling error at all. tau^2 is then taken as known, so `deviation` is short with few groups.
///
/// Shrunken values lie closer together than the true ones: never count or rank them; use `share_above`.
///
/// Problems: `invalid_input` for spans that differ in length, fewer than two groups, values that are not finite,
/// variances below 0, and a tau^2 of 0 while some group has no sampling error (the model has no answer).
///
/// Source: Paule, R. C. & Mandel, J. (1982). Consensus values and weighting factors. Journal of Research of the
/// National Bureau of Standards 87(5), 377-385. doi:10.6028/jres.087.022. Shrinkage: Morris, C. N. (1983).
/// Parametric empirical Bayes inference. Journal of the American Statistical Association 78(381), 47-55. Same as R
/// metafor `rma(method = "PM")` and its `blup`.
Result<ChangeDistribution> change_distribution(std::span<const double> changes, std::span<const double> variances);

/// The share of groups whose true change is above some threshold, by the fitted normal distribution.
struct ShareAbove {
    double share = 0;
    Interval interval;
};

/// Phi((mean - threshold) / tau). The interval is z -+ z(confidence) * se on the scale of z = (mean - threshold) / tau,
/// with se^2 = se_mean^2 / tau^2 + (mean - threshold)^2 se_tau2^2 / (4 tau^6), and then through Phi, so that it stays
/// within 0 and 1. Large-sample: simulated coverage is in docs/reference/methods.md.
///
/// Problems: `not_ready` when tau^2 is 0 (the groups cannot be told apart, so no share of them can be stated);
/// `invalid_input` for a confidence outside (0, 1).
///
/// Source: Mathur, M. B. & VanderWeele, T. J. (2019). New metrics for meta-analyses of heterogeneous effects.
/// Statistics in Medicine 38(8), 1336-1342. doi:10.1002/sim.8057. They put the same delta method on the share itself.
Result<ShareAbove> share_above(const ChangeDistribution& distribution, double threshold = 0, double confidence = 0.95);

}  // namespace minka::stats
