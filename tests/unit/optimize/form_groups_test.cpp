#include "optimize/form_groups.h"

#include "base/random.h"
#include "every_grouping.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

namespace minka::optimize {
namespace {

double best_by_definition(const GroupTask& task, const DistanceMatrix& distances) {
    double best = -1;
    test::each_grouping(task, [&](const std::vector<std::uint32_t>& group_of) {
        best = std::max(best, within_group_distance(distances, group_of));
    });
    return best;
}

FormOptions options_of(std::uint64_t seed, std::uint64_t iterations) {
    FormOptions options;
    options.seed = seed;
    options.iterations = iterations;
    return options;
}

}  // namespace

TEST_CASE("the sum within groups is that of all pairs of members") {
    // Groups {0, 1, 3} and {2}: 1 + 5 + 3 = 9.
    const DistanceMatrix distances{4, {0, 1, 2, 5, 1, 0, 7, 3, 2, 7, 0, 4, 5, 3, 4, 0}};
    CHECK(within_group_distance(distances, {0, 0, 1, 0}) == doctest::Approx(9));
    // A square of side 1, diagonals together: 2 * sqrt(2).
    const PointTable points{4, 2, {0, 0, 0, 1, 1, 1, 1, 0}};
    CHECK(within_group_distance(points, {0, 1, 0, 1}) == doctest::Approx(2 * std::sqrt(2.0)));
}

TEST_CASE("twelve people or fewer get the best division there is") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const GroupTask task{7,
                             seed % 2 == 0 ? std::vector<SizeRange>{{2, 4}, {2, 3}, {1, 5}}
                                           : std::vector<SizeRange>{{2, 2}, {2, 2}, {3, 3}},
                             {}};
        const auto distances = test::drawn_distances(7, seed);
        const auto groups = form_varied_groups(task, distances, {});
        REQUIRE(groups);
        CHECK(groups->is_best);
        CHECK(test::keeps_rules(task, groups->group_of));
        CHECK(groups->score == doctest::Approx(best_by_definition(task, distances)));
    }
}

TEST_CASE("annealing finds the best division of fourteen people in two groups") {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const GroupTask task{
            14, seed % 2 == 0 ? std::vector<SizeRange>{{5, 9}, {5, 9}} : std::vector<SizeRange>{{7, 7}, {7, 7}}, {}};
        const auto distances = test::drawn_distances(14, seed);
        const auto groups = form_varied_groups(task, distances, options_of(seed, 20'000));
        REQUIRE(groups);
        CHECK_FALSE(groups->is_best);
        CHECK(groups->score == doctest::Approx(best_by_definition(task, distances)));
    }
}

TEST_CASE("the same seed and iterations give the same groups, also when a stop ended the run") {
    const GroupTask task{60, std::vector<SizeRange>(6, {8, 12}), {}};
    const auto points = test::drawn_points(60, 3, 4);
    const auto first = form_varied_groups(task, points, options_of(9, 6'000));
    const auto again = form_varied_groups(task, points, options_of(9, 6'000));
    REQUIRE(first);
    REQUIRE(again);
    CHECK(first->group_of == again->group_of);
    CHECK(first->iterations == 6'000);

    std::stop_source source;
    auto stopped = options_of(9, 1'000'000);
    stopped.stop = source.get_token();
    stopped.tell = [&](std::uint64_t) { source.request_stop(); };
    const auto cut = form_varied_groups(task, points, stopped);
    REQUIRE(cut);
    CHECK(cut->iterations < 1'000'000);
    const auto replayed = form_varied_groups(task, points, options_of(9, cut->iterations));
    REQUIRE(replayed);
    CHECK(replayed->group_of == cut->group_of);
}

TEST_CASE("more iterations are never worse") {
    const GroupTask task{48, std::vector<SizeRange>(4, {12, 12}), {}};
    const auto distances = test::drawn_distances(48, 3);
    double before = 0;
    for (const std::uint64_t iterations : {1U, 10U, 100U, 1'000U, 10'000U}) {
        const auto groups = form_varied_groups(task, distances, options_of(2, iterations));
        REQUIRE(groups);
        CHECK(groups->score >= before);
        before = groups->score;
    }
}

TEST_CASE("doubling every distance doubles the score and keeps the groups") {
    const GroupTask task{30, std::vector<SizeRange>(3, {10, 10}), {}};
    auto distances = test::drawn_distances(30, 5);
    const auto once = form_varied_groups(task, distances, options_of(1, 3'000));
    for (auto& value : distances.values) {
        value *= 2;
    }
    const auto twice = form_varied_groups(task, distances, options_of(1, 3'000));
    REQUIRE(once);
    REQUIRE(twice);
    CHECK(once->group_of == twice->group_of);
    CHECK(twice->score == doctest::Approx(2 * once->score));
}

TEST_CASE("people who are all the same are grouped, with nothing between them") {
    const GroupTask task{30, std::vector<SizeRange>(3, {8, 12}), {}};
    const PointTable points{30, 1, std::vector<double>(30, 5.0)};
    const auto varied = form_varied_groups(task, points, options_of(1, 500));
    const auto alike = form_like_groups(task, points, options_of(1, 500));
    REQUIRE(varied);
    REQUIRE(alike);
    CHECK(varied->score == 0);
    CHECK(alike->score == 0);
    CHECK(test::keeps_rules(task, varied->group_of));
    CHECK(test::keeps_rules(task, alike->group_of));
}

TEST_CASE("one group takes everyone, and groups of one have no sum") {
    const auto points = test::drawn_points(20, 2, 1);
    const auto whole = form_varied_groups({20, {{20, 20}}, {}}, points, options_of(1, 100));
    REQUIRE(whole);
    CHECK(whole->score == doctest::Approx(within_group_distance(points, std::vector<std::uint32_t>(20, 0))));
    const auto singles = form_varied_groups({20, std::vector<SizeRange>(20, {1, 1}), {}}, points, options_of(1, 100));
    REQUIRE(singles);
    CHECK(singles->score == 0);
}

TEST_CASE("groups that are to be alike have nearly the same means and variances") {
    const GroupTask task{200, std::vector<SizeRange>(10, {20, 20}), {}};
    const auto points = test::drawn_points(200, 2, 7);
    const auto groups = form_like_groups(task, points, options_of(3, 40'000));
    REQUIRE(groups);
    double overall = 0;
    for (std::size_t person = 0; person < 200; ++person) {
        overall += points.at(person, 0) / 200;
    }
    for (std::uint32_t group = 0; group < 10; ++group) {
        double mean = 0;
        for (std::size_t person = 0; person < 200; ++person) {
            mean += groups->group_of[person] == group ? points.at(person, 0) / 20 : 0;
        }
        CHECK(std::abs(mean - overall) < 0.02);
    }
}

TEST_CASE("the score of groups that are alike is worked out by hand") {
    // People 0, 2, 0, 2 in two groups: standardised -.866, .866; both groups {0, 2} have mean 0, squares are constant.
    const auto groups = form_like_groups({4, {{2, 2}, {2, 2}}, {}}, {4, 1, {0, 2, 0, 2}}, options_of(1, 200));
    REQUIRE(groups);
    CHECK(groups->score == doctest::Approx(0));
    // One against three has no way to be alike: 0 | 0 2 2 or 2 | 0 0 2, by symmetry the same. Standardised a = .866:
    // 1 * a^2 + 3 * (a / 3)^2 = a^2 * 4 / 3 = .75 * 4 / 3 = 1.
    const auto odd = form_like_groups({4, {{1, 1}, {3, 3}}, {}}, {4, 1, {0, 2, 0, 2}}, options_of(1, 200));
    REQUIRE(odd);
    CHECK(odd->score == doctest::Approx(1));
}

}  // namespace minka::optimize
