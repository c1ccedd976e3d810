#pragma once

namespace minka::stats {

// Distribution functions and quantiles. A parameter outside its domain (degrees of freedom not above 0, a
// probability outside [0, 1], not a number) gives NaN, so callers check their inputs first. A quantile at
// probability 0 or 1 is the end of the support, infinite where the support is. Tails are computed as tails:
// `upper_tail(x)` keeps its digits where `1 - cdf(x)` would be zero.
//
// Accuracy: within 1e-12 (relative) of 50-digit references over the cases of tests/unit/stats/distribution_test.cpp.
// Source: Boost.Math 1.81; long double is not used, so that x86-64 and arm64 print the same digits.

double normal_density(double z);
double normal_cdf(double z);
double normal_upper_tail(double z);
double normal_quantile(double probability);

double student_t_cdf(double t, double degrees);
/// P(|T| >= |t|).
double student_t_two_sided(double t, double degrees);
double student_t_quantile(double probability, double degrees);

double f_cdf(double f, double numerator_degrees, double denominator_degrees);
double f_upper_tail(double f, double numerator_degrees, double denominator_degrees);
double f_quantile(double probability, double numerator_degrees, double denominator_degrees);

double chi_square_cdf(double x, double degrees);
double chi_square_upper_tail(double x, double degrees);
double chi_square_quantile(double probability, double degrees);

double noncentral_chi_square_cdf(double x, double degrees, double noncentrality);

/// The noncentrality at which P(X <= x) is `probability`; 0 when it is less than that at 0 already.
double noncentrality_of_chi_square(double x, double degrees, double probability);

double noncentral_t_cdf(double t, double degrees, double noncentrality);

/// The noncentrality at which P(T <= t) is `probability` (0 < probability < 1): the cdf falls as the noncentrality
/// grows, so there is exactly one. Found by bisection to the last digits of a double.
double noncentrality_of_t(double t, double degrees, double probability);

}  // namespace minka::stats
