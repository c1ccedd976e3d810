#include "stats/distribution.h"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/non_central_chi_squared.hpp>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace minka::stats {
namespace {

namespace bm = boost::math;
namespace policies = boost::math::policies;

// Errors become NaN or infinity instead of exceptions; a double stays a double.
using Quiet =
    policies::policy<policies::domain_error<policies::ignore_error>, policies::pole_error<policies::ignore_error>,
                     policies::overflow_error<policies::ignore_error>,
                     policies::evaluation_error<policies::ignore_error>, policies::promote_double<false>>;
using Normal = bm::normal_distribution<double, Quiet>;
using StudentT = bm::students_t_distribution<double, Quiet>;
using FisherF = bm::fisher_f_distribution<double, Quiet>;
using ChiSquare = bm::chi_squared_distribution<double, Quiet>;
using NoncentralChiSquare = bm::non_central_chi_squared_distribution<double, Quiet>;
using NoncentralT = bm::non_central_t_distribution<double, Quiet>;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

bool are_degrees(double degrees) { return degrees > 0 && std::isfinite(degrees); }
bool is_probability(double probability) { return probability >= 0 && probability <= 1; }

}  // namespace

double normal_density(double z) { return bm::pdf(Normal{}, z); }
double normal_cdf(double z) { return bm::cdf(Normal{}, z); }
double normal_upper_tail(double z) { return bm::cdf(bm::complement(Normal{}, z)); }

double normal_quantile(double probability) {
    if (!is_probability(probability)) {
        return nan;
    }
    if (probability == 0 || probability == 1) {
        return probability == 0 ? -infinity : infinity;
    }
    return bm::quantile(Normal{}, probability);
}

double student_t_cdf(double t, double degrees) {
    return are_degrees(degrees) && !std::isnan(t) ? bm::cdf(StudentT{degrees}, t) : nan;
}

double student_t_two_sided(double t, double degrees) {
    return are_degrees(degrees) && !std::isnan(t) ? 2 * bm::cdf(StudentT{degrees}, -std::abs(t)) : nan;
}

double student_t_quantile(double probability, double degrees) {
    if (!are_degrees(degrees) || !is_probability(probability)) {
        return nan;
    }
    if (probability == 0 || probability == 1) {
        return probability == 0 ? -infinity : infinity;
    }
    return bm::quantile(StudentT{degrees}, probability);
}

double f_cdf(double f, double numerator_degrees, double denominator_degrees) {
    if (!are_degrees(numerator_degrees) || !are_degrees(denominator_degrees) || std::isnan(f)) {
        return nan;
    }
    if (f <= 0 || std::isinf(f)) {
        return f <= 0 ? 0 : 1;
    }
    return bm::cdf(FisherF{numerator_degrees, denominator_degrees}, f);
}

double f_upper_tail(double f, double numerator_degrees, double denominator_degrees) {
    if (!are_degrees(numerator_degrees) || !are_degrees(denominator_degrees) || std::isnan(f)) {
        return nan;
    }
    if (f <= 0 || std::isinf(f)) {
        return f <= 0 ? 1 : 0;
    }
    return bm::cdf(bm::complement(FisherF{numerator_degrees, denominator_degrees}, f));
}

double f_quantile(double probability, double numerator_degrees, double denominator_degrees) {
    if (!are_degrees(numerator_degrees) || !are_degrees(denominator_degrees) || !is_probability(probability)) {
        return nan;
    }
    if (probability == 0 || probability == 1) {
        return probability == 0 ? 0 : infinity;
    }
    return bm::quantile(FisherF{numerator_degrees, denominator_degrees}, probability);
}

double chi_square_cdf(double x, double degrees) {
    if (!are_degrees(degrees) || std::isnan(x)) {
        return nan;
    }
    if (x <= 0 || std::isinf(x)) {
        return x <= 0 ? 0 : 1;
    }
    return bm::cdf(ChiSquare{degrees}, x);
}

double chi_square_upper_tail(double x, double degrees) {
    if (!are_degrees(degrees) || std::isnan(x)) {
        return nan;
    }
    if (x <= 0 || std::isinf(x)) {
        return x <= 0 ? 1 : 0;
    }
    return bm::cdf(bm::complement(ChiSquare{degrees}, x));
}

double chi_square_quantile(double probability, double degrees) {
    if (!are_degrees(degrees) || !is_probability(probability)) {
        return nan;
    }
    if (probability == 0 || probability == 1) {
        return probability == 0 ? 0 : infinity;
    }
    return bm::quantile(ChiSquare{degrees}, probability);
}

double noncentral_chi_square_cdf(double x, double degrees, double noncentrality) {
    if (!are_degrees(degrees) || std::isnan(x) || !(noncentrality >= 0 && std::isfinite(noncentrality))) {
        return nan;
    }
    if (x <= 0 || std::isinf(x)) {
        return x <= 0 ? 0 : 1;
    }
    return noncentrality == 0 ? chi_square_cdf(x, degrees) : bm::cdf(NoncentralChiSquare{degrees, noncentrality}, x);
}

double noncentrality_of_chi_square(double x, double degrees, double probability) {
    if (!are_degrees(degrees) || !std::isfinite(x) || !(probability > 0 && probability < 1)) {
        return nan;
    }
    if (chi_square_cdf(x, degrees) <= probability) {
        return 0;
    }
    double low = 0;
    double high = std::max(1.0, x);
    while (noncentral_chi_square_cdf(x, degrees, high) > probability && high < 1e9) {
        high *= 2;
    }
    for (int iteration = 0; iteration < 200; ++iteration) {
        const double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high) {
            break;
        }
        (noncentral_chi_square_cdf(x, degrees, middle) > probability ? low : high) = middle;
    }
    return low + (high - low) / 2;
}

double noncentral_t_cdf(double t, double degrees, double noncentrality) {
    if (!are_degrees(degrees) || !std::isfinite(t) || !std::isfinite(noncentrality)) {
        return nan;
    }
    return bm::cdf(NoncentralT{degrees, noncentrality}, t);
}

double noncentrality_of_t(double t, double degrees, double probability) {
    if (!are_degrees(degrees) || !std::isfinite(t) || !(probability > 0 && probability < 1)) {
        return nan;
    }
    double low = t - 1;
    double high = t + 1;
    for (double step = 1; noncentral_t_cdf(t, degrees, low) < probability && step < 1e6; step *= 2) {
        low -= step;
    }
    for (double step = 1; noncentral_t_cdf(t, degrees, high) > probability && step < 1e6; step *= 2) {
        high += step;
    }
    for (int iteration = 0; iteration < 200; ++iteration) {
        const double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high) {
            break;
        }
        (noncentral_t_cdf(t, degrees, middle) > probability ? low : high) = middle;
    }
    return low + (high - low) / 2;
}

}  // namespace minka::stats
