#include "stats/intraclass.h"

#include "base/random.h"
#include "number_table.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

using namespace minka;
using namespace minka::stats;
using doctest::Approx;

namespace {
Approx near(double value, double tolerance = 1e-12) { return Approx(value).epsilon(tolerance); }
}  // namespace

// Groups 1 3 and 4 6 8: means 2 and 6, grand mean 22/5. Between 2 * 2.4^2 + 3 * 1.6^2 = 19.2, within 2 + 8 = 10 on 3.
// n0 = 5 - 13/5 = 2.4. ICC(1) = (57.6 - 10) / (57.6 + 1.4 * 10) = 119/179, at the mean size 47.6 / 72.6 = 238/363,
// ICC(2) = 47.6 / 57.6 = 119/144. F(1, 3) is t(3) squared, t = 2.4, whose distribution has a closed form.
TEST_CASE("intraclass correlations match the fractions worked by hand") {
    const std::vector<double> values{1, 4, 3, 6, 8};
    const std::vector<std::uint32_t> groups{5, 1, 5, 1, 1};
    const auto estimate = intraclass_correlation(values, groups);
    REQUIRE(estimate.has_value());
    const auto& analysis = estimate->analysis;
    CHECK(analysis.mean_square_between == near(19.2));
    CHECK(analysis.mean_square_within == near(10.0 / 3));
    CHECK(analysis.f == near(5.76));
    CHECK(analysis.degrees_between == 1);
    CHECK(analysis.degrees_within == 3);
    CHECK(analysis.adjusted_group_size == near(2.4));
    CHECK(analysis.mean_group_size == 2.5);
    const double x = 2.4 / std::numbers::sqrt3;
    CHECK(analysis.p == near(1 - 2 / std::numbers::pi * (x / (1 + x * x) + std::atan(x)), 1e-11));
    CHECK(estimate->icc1 == near(119.0 / 179));
    CHECK(estimate->icc1_at_mean_size == near(238.0 / 363));
    CHECK(*estimate->icc2 == near(119.0 / 144));
    CHECK(estimate->variance_between == near((19.2 - 10.0 / 3) / 2.4));
    CHECK_FALSE(estimate->is_negative());
}

// tests/golden/stats/multilevel_lq2002/ORIGIN.md
TEST_CASE("the climate survey by unit agrees with R multilevel") {
    const auto table = test::shared_table("multilevel/multilevel_lq2002.csv");
    if (!table) {
        return;
    }
    std::vector<double> means(table->rows.size(), 0);
    for (int item = 1; item <= 11; ++item) {
        const auto column = table->numbers("LEAD" + std::string(item < 10 ? "0" : "") + std::to_string(item));
        for (std::size_t row = 0; row < means.size(); ++row) {
            means[row] += column[row] / 11;
        }
    }
    const auto estimate = intraclass_correlation(means, table->groups({"COMPID"}));
    REQUIRE(estimate.has_value());
    CHECK(estimate->analysis.group_count == 49);
    CHECK(estimate->analysis.adjusted_group_size == near(41.3013181521384));
    CHECK(estimate->analysis.mean_square_between == near(3.085520171684443));
    CHECK(estimate->analysis.mean_square_within == near(0.6147764011875015));
    CHECK(estimate->analysis.f == near(5.018930729488729));
    CHECK(estimate->analysis.p == near(1.355653996464149e-25, 1e-10));
    CHECK(estimate->icc1 == near(0.08867847879621879, 1e-11));
    CHECK(estimate->icc1_at_mean_size == near(0.08795621852160108, 1e-11));
    CHECK(*estimate->icc2 == near(0.8007543730132597));
    CHECK(*estimate->icc2_at_mean_size == near(0.8021816930169309));
    CHECK(estimate->icc1_interval.lower == near(0.05643557193984935, 1e-11));
    CHECK(estimate->icc1_interval.upper == near(0.1424930322861329, 1e-11));
}

// R 4.2.2 aov(Yield ~ Batch); the batch variance 1764.05 is also what lme4's documentation gives for these data.
TEST_CASE("the dyestuff batches agree with R") {
    const auto table = test::shared_table("multilevel/lme4_Dyestuff.csv");
    if (!table) {
        return;
    }
    const auto estimate = intraclass_correlation(table->numbers("Yield"), table->groups({"Batch"}));
    REQUIRE(estimate.has_value());
    CHECK(estimate->analysis.mean_square_between == near(11271.5));
    CHECK(estimate->analysis.mean_square_within == near(2451.25));
    CHECK(estimate->analysis.f == near(4.59826619071903));
    CHECK(estimate->analysis.p == near(4.39753126830609e-03));
    CHECK(estimate->variance_between == near(1764.05));
    CHECK(estimate->icc1 == near(estimate->icc1_at_mean_size));
}

// Each row of Shrout & Fleiss's table 2 is a group of four: ICC(1,1) = .17 and ICC(1,4) = .44 in the paper; more
// digits and the interval of ICC(1,1) from R psych 2.2.9.
TEST_CASE("the example of Shrout and Fleiss gives their one-way coefficients") {
    const std::vector<double> values{9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7};
    std::vector<std::uint32_t> groups;
    for (std::uint32_t i = 0; i < 24; ++i) {
        groups.push_back(i / 4);
    }
    const auto estimate = intraclass_correlation(values, groups);
    CHECK(estimate->icc1 == near(0.1657417684, 1e-9));
    CHECK(*estimate->icc2 == near(0.4427971337, 1e-9));
    CHECK(estimate->icc1_interval.lower == near(-0.13293232487, 1e-9));
    CHECK(estimate->icc1_interval.upper == near(0.7225600623, 1e-9));
}

TEST_CASE("a negative coefficient is kept and said") {
    // Means 2 and 2: nothing between, so ICC(1) = -MSW / MSW = -1 and ICC(2) has no divisor.
    const auto estimate =
        intraclass_correlation(std::vector<double>{0, 4, 1, 3}, std::vector<std::uint32_t>{0, 0, 1, 1});
    REQUIRE(estimate.has_value());
    CHECK(estimate->icc1 == -1);
    CHECK(estimate->is_negative());
    CHECK_FALSE(estimate->icc2.has_value());
    CHECK_FALSE(estimate->icc2_at_mean_size.has_value());
}

TEST_CASE("members who are all alike within groups have a coefficient of one") {
    const auto estimate =
        intraclass_correlation(std::vector<double>{1, 1, 5, 5}, std::vector<std::uint32_t>{0, 0, 1, 1});
    CHECK(estimate->icc1 == 1);
    CHECK(*estimate->icc2 == 1);
    CHECK(estimate->analysis.p == 0);
    CHECK(estimate->icc1_interval.lower == 1);
}

TEST_CASE("coefficients do not depend on the order of values, the numbers of groups, a shift or a scale") {
    SeededRandom random(3);
    for (int draw = 0; draw < 200; ++draw) {
        std::vector<double> values;
        std::vector<std::uint32_t> groups;
        for (std::uint32_t group = 0; group < 8; ++group) {
            const double effect = random.normal();
            for (std::uint64_t member = 0; member < 2 + random.below(6); ++member) {
                values.push_back(effect + random.normal());
                groups.push_back(group);
            }
        }
        const auto estimate = intraclass_correlation(values, groups);
        REQUIRE(estimate.has_value());
        CHECK(estimate->icc1 <= 1);
        CHECK(estimate->icc1_interval.contains(estimate->icc1));
        // Spearman-Brown at the mean size is ICC(2) from mean squares.
        CHECK(group_mean_reliability(estimate->icc1_at_mean_size, estimate->analysis.mean_group_size) ==
              near(*estimate->icc2, 1e-9));
        std::vector<double> other(values.rbegin(), values.rend());
        std::vector<std::uint32_t> renamed;
        for (auto group = groups.rbegin(); group != groups.rend(); ++group) {
            renamed.push_back(1000 - *group * 7);
        }
        for (double& value : other) {
            value = 10 * value - 300;
        }
        const auto again = intraclass_correlation(other, renamed);
        CHECK(again->icc1 == near(estimate->icc1, 1e-9));
        CHECK(*again->icc2 == near(*estimate->icc2, 1e-9));
    }
}

TEST_CASE("the interval of ICC(1) covers the truth about as often as it says") {
    // 40 groups of 10, ICC(1) = .2: 2000 draws, so 95 % give or take 1.5 points at three standard errors.
    SeededRandom random(4);
    int covered = 0;
    std::vector<std::uint32_t> groups;
    for (std::uint32_t i = 0; i < 400; ++i) {
        groups.push_back(i / 10);
    }
    for (int draw = 0; draw < 2000; ++draw) {
        std::vector<double> values;
        for (int group = 0; group < 40; ++group) {
            const double effect = 0.5 * random.normal();
            for (int member = 0; member < 10; ++member) {
                values.push_back(effect + random.normal());
            }
        }
        covered += intraclass_correlation(values, groups)->icc1_interval.contains(0.2) ? 1 : 0;
    }
    CHECK(covered >= 1870);
    CHECK(covered <= 1930);
}

TEST_CASE("what has no groups to compare is refused") {
    struct Case {
        std::string name;
        std::vector<double> values;
        std::vector<std::uint32_t> groups;
        std::string field;
    };
    const std::vector<Case> cases{{"nothing", {}, {}, "values"},
                                  {"different lengths", {1, 2}, {1}, "groups"},
                                  {"one group", {1, 2, 3}, {4, 4, 4}, "groups"},
                                  {"groups of one", {1, 2, 3}, {1, 2, 3}, "groups"},
                                  {"all the same", {0.1, 0.1, 0.1}, {1, 2, 2}, "values"},
                                  {"a missing value", {1, std::nan(""), 3}, {1, 2, 2}, "values[1]"}};
    for (const auto& c : cases) {
        CAPTURE(c.name);
        const auto estimate = intraclass_correlation(c.values, c.groups);
        REQUIRE_FALSE(estimate.has_value());
        CHECK(estimate.error().field == c.field);
    }
    CHECK(intraclass_correlation(std::vector<double>{1, 2, 3}, std::vector<std::uint32_t>{1, 1, 2}, 95).error().field ==
          "confidence");
}
