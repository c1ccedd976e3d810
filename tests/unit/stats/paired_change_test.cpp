#include "stats/paired_change.h"

#include "base/random.h"
#include "number_table.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

using namespace minka;
using namespace minka::stats;
using doctest::Approx;

namespace {
Approx near(double value, double tolerance = 1e-12) { return Approx(value).epsilon(tolerance); }
const double infinity = std::numeric_limits<double>::infinity();

/// Means of a column by group, people without a value left out.
std::vector<double> unit_means(const std::vector<double>& values, const std::vector<std::uint32_t>& units,
                               const std::vector<bool>& is_kept) {
    std::vector<double> sums;
    std::vector<double> counts;
    for (std::size_t row = 0; row < values.size(); ++row) {
        if (units[row] >= sums.size()) {
            sums.resize(units[row] + 1);
            counts.resize(units[row] + 1);
        }
        if (is_kept[row] && !std::isnan(values[row])) {
            sums[units[row]] += values[row];
            counts[units[row]] += 1;
        }
    }
    for (std::size_t unit = 0; unit < sums.size(); ++unit) {
        sums[unit] /= counts[unit];
    }
    return sums;
}
}  // namespace

// Differences 1 2 1 2: mean 3/2, variance 1/3, standard error sqrt(1/12), t = 3 sqrt(3) on 3 degrees, whose
// distribution has a closed form: p = 1 - 2/pi (x / (1 + x^2) + atan x) with x = t / sqrt(3) = 3.
TEST_CASE("the paired test matches the values worked by hand") {
    const auto change = paired_change(std::vector<double>{1, 2, 3, 4}, std::vector<double>{2, 4, 4, 6});
    REQUIRE(change.has_value());
    CHECK(change->pair_count == 4);
    CHECK(change->mean == 1.5);
    CHECK(change->standard_deviation == near(std::sqrt(1.0 / 3)));
    CHECK(change->standard_error == near(std::sqrt(1.0 / 12)));
    CHECK(change->t == near(3 * std::numbers::sqrt3));
    CHECK(change->degrees == 3);
    CHECK(change->p == near(1 - 2 / std::numbers::pi * (0.3 + std::atan(3.0)), 1e-10));
    // Table value t(.975; 3) = 3.182446.
    CHECK(change->interval.upper == near(1.5 + 3.182446 * std::sqrt(1.0 / 12), 1e-6));
}

// tests/golden/stats/multilevel_univbct/ORIGIN.md
TEST_CASE("the survey of 43 units in three waves shows no change, as R says") {
    const auto table = test::shared_table("multilevel/multilevel_univbct.csv");
    if (!table) {
        return;
    }
    const auto people = table->groups({"SUBNUM"});
    std::vector<bool> is_first;
    for (std::size_t row = 0; row < people.size(); ++row) {
        is_first.push_back(row == 0 ||
                           people[row] >
                               *std::max_element(people.begin(), people.begin() + static_cast<std::ptrdiff_t>(row)));
    }
    const auto units = table->groups({"BTN", "COMPANY"});
    const auto before = unit_means(table->numbers("JOBSAT1"), units, is_first);
    const auto after = unit_means(table->numbers("JOBSAT3"), units, is_first);
    const auto change = paired_change(before, after);
    REQUIRE(change.has_value());
    CHECK(change->pair_count == 43);
    CHECK(change->mean == near(-0.0296255148884033));
    CHECK(change->standard_deviation == near(0.640126673740145));
    CHECK(change->t == near(-0.3034828895606372));
    CHECK(change->degrees == 42);
    CHECK(change->p == near(0.7630201995614357));
    CHECK(change->interval.lower == near(-0.2266274269876898));
    CHECK(change->interval.upper == near(0.1673763972108832));
    const auto effect = effect_over_differences(*change);
    CHECK(effect.effect == near(-0.0462807067784049));
    CHECK(effect.interval.lower == near(-0.345060892336849975, 1e-9));
    CHECK(effect.interval.upper == near(0.253048176525786116, 1e-9));
}

TEST_CASE("exchanging before and after turns the sign and nothing else") {
    SeededRandom random(21);
    for (int draw = 0; draw < 200; ++draw) {
        std::vector<double> before;
        std::vector<double> after;
        for (std::uint64_t pair = 0; pair < 3 + random.below(30); ++pair) {
            before.push_back(50 + 10 * random.normal());
            after.push_back(51 + 10 * random.normal());
        }
        const auto forth = paired_change(before, after);
        const auto back = paired_change(after, before);
        REQUIRE(forth.has_value());
        CHECK(back->mean == -forth->mean);
        CHECK(back->t == -forth->t);
        CHECK(back->p == forth->p);
        CHECK(back->interval.lower == -forth->interval.upper);
        CHECK((forth->p < 0.05) == !forth->interval.contains(0));
        const auto effect = effect_over_differences(*forth);
        CHECK(effect.interval.contains(effect.effect));
        CHECK(effect_over_differences(*back).interval.lower == near(-effect.interval.upper, 1e-6));
        CHECK((forth->p < 0.05) == !effect.interval.contains(0));
    }
}

TEST_CASE("the effect over a known deviation is the interval of the mean, divided") {
    const auto change = paired_change(std::vector<double>{1, 2, 3, 4}, std::vector<double>{2, 4, 4, 6});
    const auto effect = effect_over_deviation(*change, 3, infinity);
    REQUIRE(effect.has_value());
    CHECK(effect->effect == 0.5);
    CHECK(effect->interval.lower == near(change->interval.lower / 3));
    CHECK(effect->interval.upper == near(change->interval.upper / 3));
    // On 8 degrees: variance 1/12 / 9 + .25 / 16.
    const auto wider = effect_over_deviation(*change, 3, 8);
    CHECK(wider->interval.upper == near(0.5 + 3.182446 * std::sqrt(1.0 / 108 + 0.015625), 1e-6));
    CHECK(effect_over_deviation(*change, 0, 8).error().field == "total_deviation");
    CHECK(effect_over_deviation(*change, 1, 0).error().field == "deviation_degrees");
}

// R 4.2.2: (qt(.975, J-1) + qt(.8, J-1)) * sqrt((.03 + 2 * .95 / 30) / J), that is an intraclass correlation of .05,
// 30 people a unit and changes that vary by .03; rounded: .30 .20 .14 .09 .04.
TEST_CASE("the smallest change that a design can see agrees with R") {
    struct Case {
        std::size_t units;
        double smallest;
    };
    const std::vector<Case> cases{{10, 0.3038900656996049},
                                  {20, 0.2017948822534842},
                                  {40, 0.1388093204117932},
                                  {100, 0.08644216354824558},
                                  {450, 0.04043527061759359}};
    for (const auto& c : cases) {
        CAPTURE(c.units);
        const auto smallest = minimum_detectable_change({c.units, 30, 0.03, 0.95});
        CHECK(*smallest == near(c.smallest, 1e-11));
    }
    CHECK(minimum_detectable_change({1, 30, 0.03, 0.95}).error().field == "unit_count");
    CHECK(minimum_detectable_change({10, 0, 0.03, 0.95}).error().field == "people_per_unit");
    CHECK(minimum_detectable_change({10, 30, 0, 0}).error().field == "change_variance");
    CHECK(minimum_detectable_change({10, 30, -1, 2}).error().field == "change_variance");
    CHECK(minimum_detectable_change({10, 30, 0.03, 0.95, 80}).error().field == "power");
}

TEST_CASE("a design at its smallest change is found significant as often as its power says") {
    // 20 units, differences of deviation 1 (change variance 1, no noise of people): 4000 draws, 80 % give or take 2.
    SeededRandom random(22);
    const double truth = *minimum_detectable_change({20, 1, 1, 0});
    int found = 0;
    for (int draw = 0; draw < 4000; ++draw) {
        const std::vector<double> before(20, 0);
        std::vector<double> after;
        for (int unit = 0; unit < 20; ++unit) {
            after.push_back(truth + random.normal());
        }
        found += paired_change(before, after)->p < 0.05 ? 1 : 0;
    }
    CHECK(found >= 3100);
    CHECK(found <= 3300);
}

TEST_CASE("pairs that cannot be tested are refused with the place") {
    struct Case {
        std::string name;
        std::vector<double> before, after;
        std::string field;
    };
    const std::vector<Case> cases{{"nothing", {}, {}, "before"},
                                  {"one pair", {1}, {2}, "before"},
                                  {"different lengths", {1, 2}, {2}, "after"},
                                  {"a missing value", {1, 2, 3}, {2, std::nan(""), 5}, "after[1]"},
                                  {"an infinite value", {1, infinity, 3}, {2, 1, 5}, "before[1]"},
                                  {"copies", {1, 2, 3}, {1, 2, 3}, "after"}};
    for (const auto& c : cases) {
        CAPTURE(c.name);
        const auto change = paired_change(c.before, c.after);
        REQUIRE_FALSE(change.has_value());
        CHECK(change.error().field == c.field);
    }
    CHECK(paired_change(std::vector<double>{1, 2}, std::vector<double>{2, 5}, 0).error().field == "confidence");
}

TEST_CASE("the same shift everywhere has no error to test with, however its decimals are stored") {
    for (std::size_t pairs = 2; pairs <= 200; ++pairs) {
        std::vector<double> before;
        std::vector<double> after;
        for (std::size_t pair = 0; pair < pairs; ++pair) {
            before.push_back(0.1 * static_cast<double>(pair));
            after.push_back(0.1 * static_cast<double>(pair) + 0.3);
        }
        CHECK_FALSE(paired_change(before, after).has_value());
    }
}
