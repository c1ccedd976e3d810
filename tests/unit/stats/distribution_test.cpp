#include "stats/distribution.h"

#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>
#include <limits>
#include <numbers>

using namespace minka::stats;

namespace {
void check_close(double actual, double expected, double relative = 1e-12) {
    CAPTURE(actual);
    CAPTURE(expected);
    CHECK(std::abs(actual - expected) <= relative * std::abs(expected));
}
}  // namespace

// Unless said otherwise the expected values are of R 4.2.2: pnorm, qnorm, pt, qt, pf, qf, pchisq, qchisq.
TEST_CASE("the normal distribution keeps its digits in both tails") {
    check_close(normal_cdf(-8), 6.220960574271785e-16);
    check_close(normal_cdf(-1.96), 0.02499789514822043);
    check_close(normal_cdf(0.5), 0.691462461274013);
    check_close(normal_upper_tail(9), 1.128588405953841e-19);
    check_close(normal_quantile(1e-10), -6.361340902404056);
    check_close(normal_quantile(0.975), 1.959963984540054);
    CHECK(normal_quantile(0.5) == 0);
}

TEST_CASE("Student's t agrees with R and, with 1 and 3 degrees, with its closed forms") {
    check_close(student_t_cdf(2.5, 3), 0.9561466764959672);
    check_close(student_t_two_sided(-40, 7), 1.590217998485037e-9);  // mpmath, 30 digits: 1.59021799848503705e-9
    check_close(student_t_cdf(0.1, 0.5), 0.5268341894356968);
    check_close(student_t_quantile(0.975, 9), 2.262157162798205);
    check_close(student_t_quantile(0.6, 2.5), 0.2814595127485475);
    check_close(student_t_quantile(1e-8, 3), -479.5250695797387);
    for (const double t : {-30.0, -2.0, -0.3, 0.7, 4.0}) {
        const double x = t / std::numbers::sqrt3;
        check_close(student_t_cdf(t, 1), 0.5 + std::atan(t) / std::numbers::pi, 1e-11);
        check_close(student_t_cdf(t, 3), 0.5 + (x / (1 + x * x) + std::atan(x)) / std::numbers::pi, 1e-9);
    }
}

TEST_CASE("F and chi-square agree with R") {
    check_close(f_upper_tail(5.01893, 48, 1993), 1.355671173520681e-25, 1e-11);
    check_close(f_cdf(0.2, 1.5, 7), 0.2368963462891943);
    check_close(f_quantile(0.975, 2708, 10832), 1.060798709520874);
    check_close(f_quantile(0.025, 2708, 10832), 0.9416694945391857);
    // F(1, 1) is the square of a Cauchy variable: tan(0.975 pi / 2)^2.
    check_close(f_quantile(0.975, 1, 1), std::pow(std::tan(0.975 * std::numbers::pi / 2), 2));
    check_close(chi_square_cdf(3.84, 1), 0.9499564787512947);
    check_close(chi_square_upper_tail(200, 40), 3.764893576001474e-23, 1e-11);
    check_close(chi_square_cdf(0.01, 7), 7.569409659693422e-10);
    check_close(chi_square_quantile(0.01, 30), 14.95345652845544);
}

// mpmath 1.2.1, 30 digits, by integrating Phi(t s - noncentrality) over the density of s = sqrt(chi^2 / degrees).
TEST_CASE("the noncentral t agrees with numerical integration to 30 digits") {
    check_close(noncentral_t_cdf(2.5, 9, 1.2), 0.856758195877115813, 1e-11);
    check_close(noncentral_t_cdf(-1, 5, 0.7), 0.0569580473657870519, 1e-11);
    check_close(noncentral_t_cdf(4, 42, 3.1), 0.789034773338586538, 1e-11);
    check_close(noncentral_t_cdf(0.5, 3, -2), 0.99219969892356369, 1e-11);
    check_close(noncentrality_of_t(2.2, 9, 0.975), -0.0483966225556825575, 1e-9);
    check_close(noncentrality_of_t(2.2, 9, 0.025), 4.35341182211322628, 1e-10);
}

TEST_CASE("quantiles undo distribution functions") {
    for (const double p : {0.001, 0.2, 0.5, 0.77, 0.999}) {
        for (const double degrees : {0.7, 1.0, 4.0, 42.0, 5000.0}) {
            CAPTURE(p);
            CAPTURE(degrees);
            check_close(normal_cdf(normal_quantile(p)), p);
            check_close(student_t_cdf(student_t_quantile(p, degrees), degrees), p, 1e-10);
            check_close(chi_square_cdf(chi_square_quantile(p, degrees), degrees), p, 1e-10);
            check_close(f_cdf(f_quantile(p, degrees, 7), degrees, 7), p, 1e-10);
        }
    }
    for (const double t : {-3.0, 0.0, 2.5, 30.0}) {
        check_close(noncentral_t_cdf(t, 12, noncentrality_of_t(t, 12, 0.3)), 0.3, 1e-9);
    }
}

TEST_CASE("a parameter outside its domain gives no number, and the ends of the support are told") {
    const double infinity = std::numeric_limits<double>::infinity();
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(std::isnan(normal_quantile(1.1)));
    CHECK(std::isnan(student_t_cdf(1, 0)));
    CHECK(std::isnan(student_t_cdf(nan, 4)));
    CHECK(std::isnan(student_t_quantile(-0.1, 3)));
    CHECK(std::isnan(f_cdf(1, -1, 3)));
    CHECK(std::isnan(chi_square_quantile(0.5, nan)));
    CHECK(std::isnan(noncentrality_of_t(1, 3, 1)));
    CHECK(normal_quantile(0) == -infinity);
    CHECK(student_t_quantile(1, 3) == infinity);
    CHECK(student_t_two_sided(infinity, 3) == 0);
    CHECK(f_quantile(1, 2, 3) == infinity);
    CHECK(f_upper_tail(infinity, 2, 3) == 0);
    CHECK(f_cdf(-1, 2, 3) == 0);
    CHECK(chi_square_cdf(infinity, 2) == 1);
}
