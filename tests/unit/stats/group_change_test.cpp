#include "stats/group_change.h"

#include "base/random.h"
#include "stats/distribution.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace minka;
using namespace minka::stats;
using doctest::Approx;

namespace {
Approx near(double value, double tolerance = 1e-10) { return Approx(value).epsilon(tolerance); }

const std::vector<double> ten_changes{5, -3, 12, 8, -10, 20, 1, 15, -6, 9};
const std::vector<double> ten_variances{4, 9, 2, 6, 5, 3, 8, 1, 7, 4};
}  // namespace

TEST_CASE("the sampling variance of a mean shrinks with the share that answered") {
    CHECK(*sampling_variance(100, 20, 50) == 3);            // 100 / 20 * 30/50
    CHECK(*sampling_variance(100, 20, std::nullopt) == 5);  // endless population
    CHECK(*sampling_variance(100, 50, 50) == 0);            // everybody
    CHECK(*sampling_variance(0, 1, 2) == 0);
    CHECK(sampling_variance(100, 0, 50).error().field == "answers");
    CHECK(sampling_variance(100, 51, 50).error().field == "eligible");
    CHECK(sampling_variance(-1, 5, 50).error().field == "variance");
}

// Sampling all 10 subsets of 2 out of 5 known values: the variance of the mean over subsets is
// S^2 (1 - 2/5) / 2. Values 1 2 3 4 10: S^2 = (9 + 4 + 1 + 0 + 36) / 4 = 12.5, so 3.75.
TEST_CASE("the sampling variance is the variance over all samples without replacement") {
    const std::vector<double> values{1, 2, 3, 4, 10};
    double squares = 0;
    for (std::size_t i = 0; i < 5; ++i) {
        for (std::size_t j = i + 1; j < 5; ++j) {
            squares += std::pow((values[i] + values[j]) / 2 - 4, 2) / 10;
        }
    }
    CHECK(squares == near(3.75));
    CHECK(*sampling_variance(12.5, 2, 5) == near(squares));
}

// tests/golden/stats/paule_mandel/ORIGIN.md
TEST_CASE("the distribution of ten changes agrees with R metafor") {
    const auto fit = change_distribution(ten_changes, ten_variances);
    REQUIRE(fit.has_value());
    CHECK(fit->tau_squared == near(87.19725277169685));
    CHECK(fit->mean == near(5.272058781968112));
    CHECK(fit->mean_error == near(3.033665887919816));
    CHECK(fit->tau_squared_error == near(41.14293702447629));
    const std::vector<double> lambdas{0.9561390296480355, 0.9064422346721321, 0.9775777847651983, 0.9356204198990923,
                                      0.9457684491708095, 0.9667395634810135, 0.9159639614896693, 0.9886617783595987,
                                      0.9256878540081663, 0.9561390296480355};
    const std::vector<double> shrunken{5.011932762169895,  -2.226084665698299, 11.8491446539222,  7.824376289843149,
                                       -9.171772567899311, 19.51014224606229,  1.359006896319869, 14.88970244636516,
                                       -5.162349122165855, 8.836488880762039};
    const std::vector<double> deviations{1.96016860422795,  2.870284934997508, 1.399922317588949, 2.377365560061348,
                                         2.18080471610332,  1.705989364759984, 2.718952868326231, 0.9949094878714734,
                                         2.555511175901035, 1.96016860422795};
    for (std::size_t j = 0; j < 10; ++j) {
        CHECK(fit->groups[j].lambda == near(lambdas[j]));
        CHECK(fit->groups[j].shrunken == near(shrunken[j]));
        CHECK(fit->groups[j].deviation == near(deviations[j]));
    }
    // Change 5 with variance 4: z = 2.5.
    CHECK(*fit->groups[0].p == near(2 * normal_cdf(-2.5)));
    const auto share = share_above(*fit);
    CHECK(share->share == near(0.7138217469314223));
    CHECK(share->interval.lower == near(0.4508170151661521));
    CHECK(share->interval.upper == near(0.8948545870821861));
}

// The eight coaching studies of Rubin (1981): Q = 4.7 on 7 degrees, so tau^2 is 0; the mean is 7.69 and its error 4.07
// (Gelman et al., Bayesian Data Analysis, section 5.5).
TEST_CASE("groups that differ no more than by noise are all put at the mean, and no share of them is stated") {
    const std::vector<double> changes{28, 8, -3, 7, -1, 1, 18, 12};
    const std::vector<double> variances{225, 100, 256, 121, 81, 121, 100, 324};
    const auto fit = change_distribution(changes, variances);
    REQUIRE(fit.has_value());
    CHECK(fit->tau_squared == 0);
    CHECK(fit->mean == near(7.685616724956036));
    CHECK(fit->mean_error == near(4.071919158402296));
    CHECK(fit->groups[0].lambda == 0);
    CHECK(fit->groups[0].shrunken == fit->mean);
    CHECK(fit->groups[0].deviation == near(fit->mean_error));
    CHECK(share_above(*fit).error().code == ProblemCode::not_ready);
}

TEST_CASE("without sampling error the distribution is that of the changes themselves") {
    // 2 4 9: mean 5, variance (9 + 1 + 16) / 2 = 13.
    const auto fit = change_distribution(std::vector<double>{2, 4, 9}, std::vector<double>{0, 0, 0});
    REQUIRE(fit.has_value());
    CHECK(fit->tau_squared == near(13));
    CHECK(fit->mean == near(5));
    CHECK(fit->groups[2].shrunken == near(9));
    CHECK_FALSE(fit->groups[2].p.has_value());
}

TEST_CASE("groups with and without sampling error go together") {
    auto variances = ten_variances;
    variances[0] = 0;
    variances[2] = 0;
    const auto fit = change_distribution(ten_changes, variances);
    // R 4.2.2 uniroot of the same equation: tests/golden/stats/paule_mandel/ORIGIN.md
    CHECK(fit->tau_squared == near(87.31574385741604));
    CHECK(fit->groups[0].lambda == 1);
    CHECK(fit->groups[0].shrunken == 5);
}

TEST_CASE("equal sampling errors leave the variance of the changes less that error") {
    SeededRandom random(41);
    for (int draw = 0; draw < 100; ++draw) {
        std::vector<double> changes;
        for (int group = 0; group < 12; ++group) {
            changes.push_back(3 + 2 * random.normal());
        }
        double mean = 0;
        double squares = 0;
        for (const double change : changes) {
            mean += change / 12;
        }
        for (const double change : changes) {
            squares += (change - mean) * (change - mean) / 11;
        }
        const auto fit = change_distribution(changes, std::vector<double>(12, 1.5));
        REQUIRE(fit.has_value());
        CHECK(fit->tau_squared == near(std::max(0.0, squares - 1.5), 1e-9));
        CHECK(fit->mean == near(mean, 1e-9));
    }
}

TEST_CASE("shrinking draws every change toward the mean and never past it; a shift moves all alike") {
    SeededRandom random(42);
    for (int draw = 0; draw < 100; ++draw) {
        std::vector<double> changes;
        std::vector<double> shifted;
        std::vector<double> variances;
        for (int group = 0; group < 25; ++group) {
            variances.push_back(0.2 + 3 * random.uniform());
            changes.push_back(random.normal() + std::sqrt(variances.back()) * random.normal());
            shifted.push_back(changes.back() + 7);
        }
        const auto fit = change_distribution(changes, variances);
        const auto moved = change_distribution(shifted, variances);
        CHECK(moved->tau_squared == near(fit->tau_squared, 1e-8));
        for (std::size_t j = 0; j < changes.size(); ++j) {
            const auto& group = fit->groups[j];
            CHECK(group.lambda >= 0);
            CHECK(group.lambda <= 1);
            CHECK(std::abs(group.shrunken - fit->mean) <= std::abs(group.change - fit->mean) + 1e-12);
            CHECK(moved->groups[j].shrunken == near(group.shrunken + 7, 1e-8));
        }
    }
}

// 2000 draws of groups whose true share is Phi(.5) = .6915. Counting shrunken values above 0 instead overstates it.
TEST_CASE("the interval of the share covers the truth, and counting shrunken values would not" *
          doctest::test_suite("slow")) {
    struct Case {
        int groups;
        int least;
    };
    for (const auto& c : std::vector<Case>{{50, 1860}, {100, 1860}, {450, 1860}}) {
        CAPTURE(c.groups);
        SeededRandom random(43);
        int covered = 0;
        int stated = 0;
        double counted = 0;
        for (int draw = 0; draw < 2000; ++draw) {
            std::vector<double> changes;
            std::vector<double> variances;
            for (int group = 0; group < c.groups; ++group) {
                variances.push_back(0.5 + random.uniform());
                changes.push_back(0.5 + random.normal() + std::sqrt(variances.back()) * random.normal());
            }
            const auto fit = change_distribution(changes, variances);
            for (const auto& group : fit->groups) {
                counted += group.shrunken > 0 ? 1.0 / c.groups / 2000 : 0;
            }
            const auto share = share_above(*fit);
            if (share) {
                ++stated;
                covered += share->interval.contains(normal_cdf(0.5)) ? 1 : 0;
            }
        }
        MESSAGE(c.groups << " groups: " << covered << " of " << stated
                         << " covered; shrunken values above 0: " << counted);
        CHECK(stated >= 1990);
        CHECK(covered >= c.least);
        CHECK(covered <= 1960);
        CHECK(counted > 0.73);
    }
}

TEST_CASE("what has no distribution is refused with the place") {
    struct Case {
        std::string name;
        std::vector<double> changes, variances;
        std::string field;
    };
    const std::vector<Case> cases{{"nothing", {}, {}, "changes"},
                                  {"one group", {1}, {1}, "changes"},
                                  {"different lengths", {1, 2}, {1}, "variances"},
                                  {"a missing change", {1, std::nan("")}, {1, 1}, "changes[1]"},
                                  {"a negative variance", {1, 2}, {1, -1}, "variances[1]"},
                                  {"one exact group among noise", {1, 2, 1}, {50, 0, 50}, "variances[1]"},
                                  {"no variation and no error", {2, 2, 2}, {0, 0, 0}, "variances[0]"}};
    for (const auto& c : cases) {
        CAPTURE(c.name);
        const auto fit = change_distribution(c.changes, c.variances);
        REQUIRE_FALSE(fit.has_value());
        CHECK(fit.error().field == c.field);
    }
    CHECK(share_above(*change_distribution(ten_changes, ten_variances), 0, 1).error().field == "confidence");
}
