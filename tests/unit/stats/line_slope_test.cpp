#include "stats/line_slope.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace minka::stats;
using doctest::Approx;

using Values = std::vector<double>;

TEST_CASE("the slope and its error are those worked by hand") {
    // x - 2.5 = -1.5 -.5 .5 1.5, Sxx = 5; y = 1 3 2 6, mean 3, Sxy = 3 + 0 - .5 + 4.5 = 7, b = 1.4; Syy = 14;
    // rest = 14 - 49/5 = 4.2; SE = sqrt(4.2 / 2 / 5) = sqrt(.42).
    const auto line = line_slope(Values{1, 2, 3, 4}, Values{1, 3, 2, 6});
    REQUIRE(line);
    CHECK(line->slope == Approx(1.4).epsilon(1e-12));
    CHECK(line->standard_error == Approx(std::sqrt(0.42)).epsilon(1e-12));
    CHECK(line->degrees == 2);
    CHECK(line->interval.upper == Approx(1.4 + 4.302652729911275 * std::sqrt(0.42)).epsilon(1e-9));  // t(.975; 2)
}

TEST_CASE("the unit of x divides the slope; the order of points does not matter") {
    const auto line = line_slope(Values{0, 3, 7, 10, 10}, Values{0.2, 0.1, 0.9, 1.4, 0.7});
    const auto tenth = line_slope(Values{100, 0, 100, 70, 30}, Values{1.4, 0.2, 0.7, 0.9, 0.1});
    CHECK(tenth->slope == Approx(line->slope / 10).epsilon(1e-9));
    CHECK(tenth->p == Approx(line->p).epsilon(1e-9));
}

TEST_CASE("points without a slope or without an error are named problems") {
    CHECK(line_slope(Values{1, 1, 1}, Values{1, 2, 3}).error().field == "x");
    CHECK(line_slope(Values{1, 2, 3}, Values{2, 4, 6}).error().field == "y");
    CHECK_FALSE(line_slope(Values{1, 2}, Values{2, 4}));
    CHECK_FALSE(line_slope(Values{1, 2, 3}, Values{2, 4}));
    CHECK_FALSE(line_slope(Values{1, 2, 3}, Values{5, 5, 5}));
}
