#include "optimize/group_bound.h"

#include "every_grouping.h"

#include <doctest/doctest.h>

#include <cmath>

namespace minka::optimize {

TEST_CASE("no division exceeds its bound") {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        const GroupTask task{
            7,
            seed % 2 == 0 ? std::vector<SizeRange>{{2, 4}, {1, 5}} : std::vector<SizeRange>{{2, 3}, {2, 2}, {2, 3}},
            {}};
        const auto points = test::drawn_points(7, 2, seed);
        DistanceMatrix distances{7, std::vector<double>(49)};
        for (std::size_t i = 0; i < 7; ++i) {
            for (std::size_t j = 0; j < 7; ++j) {
                distances.at(i, j) = distance_of(points, i, j);
            }
        }
        const auto energy = energy_bound(task, points);
        const auto farthest = farthest_bound(task, distances);
        REQUIRE(energy);
        REQUIRE(farthest);
        test::each_grouping(task, [&](const std::vector<std::uint32_t>& group_of) {
            const double sum = within_group_distance(points, group_of);
            REQUIRE(sum <= energy->value + 1e-9);
            REQUIRE(sum <= farthest->value + 1e-9);
        });
    }
}

TEST_CASE("the energy bound is reached by groups that are copies of each other") {
    // Three copies of the people 0, 1, 4: within each copy 1 + 4 + 3 = 8, together 24. All pairs: 3 * 8 + 6 * 8 = 72
    // (two copies have each distance twice across), and 72 * 3 / 9 = 24.
    const PointTable points{9, 1, {0, 1, 4, 0, 1, 4, 0, 1, 4}};
    const GroupTask task{9, {{3, 3}, {3, 3}, {3, 3}}, {}};
    const auto bound = energy_bound(task, points);
    REQUIRE(bound);
    CHECK(bound->value == doctest::Approx(24));
    const auto groups = form_varied_groups(task, points, {});
    REQUIRE(groups);
    CHECK(groups->score == doctest::Approx(24));
}

TEST_CASE("the farthest bound is a hand's sum") {
    // Sizes 2 and 2: each keeps their farthest: 5, 7, 7, 5 -> 24 / 2 = 12; the best division has 5 + 7 = 12.
    DistanceMatrix distances{4, {0, 1, 2, 5, 1, 0, 7, 3, 2, 7, 0, 4, 5, 3, 4, 0}};
    const auto bound = farthest_bound({4, {{2, 2}, {2, 2}}, {}}, distances);
    REQUIRE(bound);
    CHECK(bound->value == doctest::Approx(12));
}

}  // namespace minka::optimize
