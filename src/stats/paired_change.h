#pragma once

#include "stats/interval.h"

#include <cstddef>
#include <span>

namespace minka::stats {

/// Change between two measurements of the same units, such as the means of schools in two waves.
struct PairedChange {
    std::size_t pair_count = 0;     ///< J
    double mean = 0;                ///< of after - before
    double standard_deviation = 0;  ///< of the J differences, divisor J - 1
    double standard_error = 0;
    double t = 0;
    double degrees = 0;  ///< J - 1
    double p = 0;        ///< two-sided
    Interval interval;   ///< of the mean difference
};

/// The paired t test. Each unit counts once, however many people stand behind its mean: the claim is about units.
/// Assumes independent units, and differences that are near normal or many.
///
/// Problems: `invalid_input` for spans that differ in length, fewer than two pairs, a value that is not finite, a
/// confidence outside (0, 1), and differences that are all the same (t is a number divided by zero).
///
/// Source: Student (1908). The probable error of a mean. Biometrika 6(1), 1-25. Same as R `t.test(paired = TRUE)`.
Result<PairedChange> paired_change(std::span<const double> before, std::span<const double> after,
                                   double confidence = 0.95);

/// A change in units of some standard deviation.
struct StandardisedEffect {
    double effect = 0;
    Interval interval;
};

/// d = mean / `total_deviation`, where the deviation is that of persons, sqrt(tau^2 + sigma^2) at the first
/// measurement. `deviation_degrees` says on how many degrees of freedom it rests; infinity takes it as known.
///
/// Interval: d -+ t(J - 1) * sqrt((SE / S)^2 + d^2 / (2 v)), the delta method with S's sampling variance S^2 / (2 v)
/// for normal values (worked in docs/reference/methods.md). No small-sample correction: with J units it is below
/// 3 / (4 v) of d.
///
/// Problems: `invalid_input` when the deviation or its degrees are not above 0.
Result<StandardisedEffect> effect_over_deviation(const PairedChange& change, double total_deviation,
                                                 double deviation_degrees);

/// d_z = mean / standard deviation of the differences. Not comparable with d over persons: means of many people vary
/// less than people, so d_z of school means is large for small changes. Interval by inverting the noncentral t.
///
/// Source: Steiger, J. H. & Fouladi, R. T. (1997). Noncentrality interval estimation. In Harlow, Mulaik & Steiger
/// (eds.), What If There Were No Significance Tests?, 221-257.
StandardisedEffect effect_over_differences(const PairedChange& change);

/// What a design with two waves of the same units could see.
struct ChangeDesign {
    std::size_t unit_count = 0;  ///< J, at least 2
    double people_per_unit = 0;  ///< n in each wave, above 0
    double change_variance = 0;  ///< tau_delta^2, the variance of true changes between units, >= 0
    double person_variance = 0;  ///< sigma^2 within units, >= 0, in the same units
    double power = 0.80;
    double confidence = 0.95;
};

/// The smallest true mean change that the paired test shows with the wanted power:
///
///   (t(1 - alpha / 2; J - 1) + t(power; J - 1)) * sqrt((tau_delta^2 + 2 sigma^2 / n) / J)
///
/// in the unit of the square root of the variances (standard deviations when tau^2 + sigma^2 = 1).
///
/// Problems: `invalid_input` for a value outside the ranges above, or when both variances are 0.
///
/// Source: Bloom, H. S. (1995). Minimum detectable effects. Evaluation Review 19(5), 547-556.
Result<double> minimum_detectable_change(const ChangeDesign& design);

}  // namespace minka::stats
