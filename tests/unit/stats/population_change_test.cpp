#include "stats/population_change.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace minka::stats;
using doctest::Approx;

TEST_CASE("units of as many people are the paired test") {
    const std::vector<WeighedUnit> units{{50, 54, 20, 20}, {40, 41, 20, 20}, {61, 63, 20, 20}, {48, 55, 20, 20}};
    const std::vector<double> before{50, 40, 61, 48};
    const std::vector<double> after{54, 41, 63, 55};
    const auto weighed = population_change(units);
    const auto paired = paired_change(before, after);
    REQUIRE(weighed);
    CHECK(weighed->mean == Approx(paired->mean).epsilon(1e-12));
    CHECK(weighed->standard_error == Approx(paired->standard_error).epsilon(1e-12));
    CHECK(weighed->p == Approx(paired->p).epsilon(1e-9));
}

TEST_CASE("a unit of more people counts for more, by hand") {
    // Before: (10 * 40 + 30 * 60) / 40 = 55; after: (20 * 50 + 20 * 60) / 40 = 55. No change of the whole although
    // both means of units rose or stayed: the mix of people moved.
    // z1 = 20 (50 - 55) / 40 - 10 (40 - 55) / 40 = -2.5 + 3.75 = 1.25, z2 = -1.25; V = 2 (1.25^2 * 2) = 6.25.
    const std::vector<WeighedUnit> units{{40, 50, 10, 20}, {60, 60, 30, 20}};
    const auto change = population_change(units);
    REQUIRE(change);
    CHECK(change->mean == Approx(0).epsilon(1e-12));
    CHECK(change->standard_error == Approx(2.5).epsilon(1e-12));
    CHECK(change->degrees == 1);
}

TEST_CASE("what has no weighed change is a named problem") {
    const std::vector<WeighedUnit> one{{40, 50, 10, 20}};
    CHECK(population_change(one).error().field == "units");
    const std::vector<WeighedUnit> nobody{{40, 50, 10, 20}, {40, 50, 0, 20}};
    CHECK(population_change(nobody).error().field == "units[1]");
    const std::vector<WeighedUnit> gap{{40, std::nan(""), 10, 20}, {40, 50, 10, 20}};
    CHECK(population_change(gap).error().field == "units[0]");
    const std::vector<WeighedUnit> same{{40, 50, 10, 10}, {40, 50, 20, 20}};
    CHECK_FALSE(population_change(same));
}
