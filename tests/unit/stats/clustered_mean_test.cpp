#include "stats/clustered_mean.h"

#include "base/random.h"
#include "stats/distribution.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace minka;
using namespace minka::stats;

TEST_CASE("the error of a mean of clusters matches the one worked by hand") {
    // Clusters {1, 3}, {2}, {6, 6, 6}: N = 6, J = 3, mean 24 / 6 = 4.
    // Sums of residuals -3 - 1 = -4, -2, 2 + 2 + 2 = 6; squares 16 + 4 + 36 = 56.
    // V = 3 / 2 * 56 / 36 = 7 / 3; the interval takes t(.975; 2) = 4.302652729911275.
    const std::vector<double> values{1, 3, 2, 6, 6, 6};
    const std::vector<std::uint32_t> clusters{7, 7, 2, 9, 9, 9};
    const auto found = clustered_mean(values, clusters);
    REQUIRE(found.has_value());
    CHECK(found->mean == doctest::Approx(4.0));
    CHECK(found->standard_error == doctest::Approx(std::sqrt(7.0 / 3.0)));
    CHECK(found->interval.lower == doctest::Approx(4 - 4.302652729911275 * std::sqrt(7.0 / 3.0)));
    CHECK(found->observation_count == 6);
    CHECK(found->cluster_count == 3);
}

TEST_CASE("with one person a cluster the error is that of independent people") {
    // J / (J - 1) * sum(e^2) / J^2 = s^2 / J: s^2 of 2, 4, 9 is (9 + 1 + 16) / 2 = 13.
    const std::vector<double> values{2, 4, 9};
    const std::vector<std::uint32_t> clusters{0, 1, 2};
    const auto found = clustered_mean(values, clusters);
    REQUIRE(found.has_value());
    CHECK(found->standard_error == doctest::Approx(std::sqrt(13.0 / 3.0)));
}

TEST_CASE("the interval covers the mean as often as it says") {
    SeededRandom random(11);
    int covered = 0;
    constexpr int runs = 1000;
    for (int run = 0; run < runs; ++run) {
        std::vector<double> values;
        std::vector<std::uint32_t> clusters;
        for (std::uint32_t cluster = 0; cluster < 40; ++cluster) {
            const double shift = 0.5 * random.normal();
            for (int i = 0; i < 12; ++i) {
                values.push_back(shift + random.normal());
                clusters.push_back(cluster);
            }
        }
        covered += clustered_mean(values, clusters)->interval.contains(0) ? 1 : 0;
    }
    // 95 % of 1,000 with three standard errors of sqrt(.95 * .05 / 1000) = .0069.
    CHECK(covered > 929);
    CHECK(covered < 971);
}

TEST_CASE("one cluster tells nothing of the spread between clusters") {
    CHECK_FALSE(clustered_mean(std::vector<double>{1, 2}, std::vector<std::uint32_t>{3, 3}).has_value());
    CHECK_FALSE(clustered_mean(std::vector<double>{1, NAN}, std::vector<std::uint32_t>{3, 4}).has_value());
    CHECK_FALSE(clustered_mean(std::vector<double>{1}, std::vector<std::uint32_t>{3, 4}).has_value());
    CHECK_FALSE(clustered_mean(std::vector<double>{1, 2}, std::vector<std::uint32_t>{3, 4}, 1.0).has_value());
}
