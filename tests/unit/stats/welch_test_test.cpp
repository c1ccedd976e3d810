#include "stats/welch_test.h"

#include <doctest/doctest.h>

#include <limits>
#include <vector>

using namespace minka::stats;
using doctest::Approx;

using Values = std::vector<double>;

TEST_CASE("the difference of two means is worked by hand") {
    // Means 4 and 1; variances of the means 4/3 (2, 4, 6: variance 4) and 1/4 (0, 1, 1, 2: variance 2/3, over 4: 1/6).
    // SE = sqrt(4/3 + 1/6) = sqrt(3/2); degrees (3/2)^2 / ((4/3)^2 / 2 + (1/6)^2 / 3) = 2.25 / (8/9 + 1/108) = 243/97.
    const auto test = welch_test(Values{2, 4, 6}, Values{0, 1, 1, 2});
    REQUIRE(test);
    CHECK(test->difference == Approx(3).epsilon(1e-12));
    CHECK(test->standard_error == Approx(1.224744871391589).epsilon(1e-12));
    CHECK(test->degrees == Approx(243.0 / 97).epsilon(1e-12));
    CHECK(test->interval.contains(3));
    CHECK(test->first_count == 3);
}

TEST_CASE("turning the sets round turns the sign; adding a constant to both changes nothing") {
    const Values one{1.5, 2.5, 4.0};
    const Values other{0.5, 3.5, 3.0, 1.0};
    const auto there = welch_test(one, other);
    const auto back = welch_test(other, one);
    CHECK(there->difference == Approx(-back->difference));
    CHECK(there->p == Approx(back->p));
    const auto moved = welch_test(Values{101.5, 102.5, 104.0}, Values{100.5, 103.5, 103.0, 101.0});
    CHECK(moved->t == Approx(there->t).epsilon(1e-9));
}

TEST_CASE("sets that are too small, without spread or with gaps are named problems") {
    CHECK(welch_test(Values{1}, Values{1, 2}).error().field == "first");
    CHECK(welch_test(Values{1, 2}, Values{}).error().field == "second");
    CHECK_FALSE(welch_test(Values{1, 1}, Values{2, 2}));
    CHECK_FALSE(welch_test(Values{1, std::numeric_limits<double>::quiet_NaN()}, Values{2, 3}));
    CHECK_FALSE(welch_test(Values{1, 2}, Values{2, 3}, 1.5));
    CHECK(welch_test(Values{1, 1}, Values{2, 3}).has_value());  // one without spread is enough to go on
}
