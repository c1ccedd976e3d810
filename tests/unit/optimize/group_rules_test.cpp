#include "base/random.h"
#include "every_grouping.h"
#include "optimize/first_groups.h"

#include <doctest/doctest.h>

#include <limits>
#include <tuple>

namespace minka::optimize {
namespace {

/// Eight people, three groups, rules drawn at random; about half of the tasks cannot be.
GroupTask drawn_task(std::uint64_t seed, std::size_t people) {
    SeededRandom random(seed);
    GroupTask task{people, {{1, 3}, {2, 4}, {2, 4}}, {}};
    const auto person = [&] { return static_cast<std::uint32_t>(random.below(people)); };
    for (std::uint64_t count = random.below(3); count > 0; --count) {
        task.rules.together.push_back({person(), person(), person()});
    }
    for (std::uint64_t count = random.below(9); count > 0; --count) {
        const auto first = person();
        task.rules.apart.push_back({first, (first + 1 + static_cast<std::uint32_t>(random.below(people - 1))) %
                                               static_cast<std::uint32_t>(people)});
    }
    for (std::uint64_t count = random.below(5); count > 0; --count) {
        const auto limited = person();
        task.rules.limits.push_back({limited, {static_cast<std::uint32_t>(random.below(3))}});
    }
    task.rules.minorities = {{0, 1, 2}, {3, 4}};
    return task;
}

}  // namespace

TEST_CASE("a first division is found exactly when there is one") {
    int possible = 0;
    for (std::uint64_t seed = 1; seed <= 120; ++seed) {
        CAPTURE(seed);
        const auto task = drawn_task(seed, 8);
        REQUIRE(check_task(task));
        bool exists = false;
        test::each_grouping(task, [&](const auto&) { exists = true; });
        possible += exists ? 1 : 0;
        const auto list = units_of(task);
        const auto first = find_first_groups(task, list);
        CHECK((first.verdict == FirstGroups::Verdict::found) == exists);
        CHECK((first.verdict == FirstGroups::Verdict::impossible) == !exists);
    }
    CHECK(possible > 20);
    CHECK(possible < 100);
}

TEST_CASE("with rules, few people get the best division: fewest moved, then fewest alone, then farthest") {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        auto task = drawn_task(seed, 8);
        if (seed % 2 == 0) {
            task.rules.current = {0, 0, 1, 1, 1, 2, std::nullopt, std::nullopt};
        }
        const auto distances = test::drawn_distances(8, seed);
        using Rank = std::tuple<std::uint32_t, std::uint32_t, double>;
        std::optional<Rank> best;
        test::each_grouping(task, [&](const auto& group_of) {
            const Rank rank(test::moved_in(task, group_of), test::lonely_in(task, group_of),
                            -within_group_distance(distances, group_of));
            best = best ? std::min(*best, rank) : rank;
        });
        const auto groups = form_varied_groups(task, distances, {});
        REQUIRE(groups.has_value() == best.has_value());
        if (best) {
            CHECK(test::keeps_rules(task, groups->group_of));
            CHECK(groups->moved == std::get<0>(*best));
            CHECK(groups->lonely == std::get<1>(*best));
            CHECK(groups->score == doctest::Approx(-std::get<2>(*best)));
        }
    }
}

namespace {

void check_annealing_keeps_rules(std::uint64_t first_seed, std::uint64_t last_seed, std::uint64_t iterations) {
    for (std::uint64_t seed = first_seed; seed <= last_seed; ++seed) {
        CAPTURE(seed);
        GroupTask task{60, std::vector<SizeRange>(5, {10, 14}), {}};
        SeededRandom random(seed);
        const auto person = [&] { return static_cast<std::uint32_t>(random.below(40)); };
        task.rules.together = {{1, 2, 3}, {10, 20}, {30, 31, 32, 33}};
        task.rules.apart = {{1, 10}, {30, 1}, {40, 41}, {41, 42}, {40, 42}};
        for (int count = 0; count < 15; ++count) {
            task.rules.limits.push_back({person(), {1, 3}});
        }
        task.rules.minorities = {{5, 15, 25, 35, 45}};
        const auto points = test::drawn_points(60, 2, seed);
        FormOptions options;
        options.iterations = iterations;
        const auto groups = form_varied_groups(task, points, options);
        CAPTURE(groups ? "" : groups.error().message);
        REQUIRE(groups);
        CHECK(test::keeps_rules(task, groups->group_of));
        CHECK(groups->lonely == test::lonely_in(task, groups->group_of));
        CHECK(groups->lonely == 0);
        const auto alike = form_like_groups(task, points, options);
        REQUIRE(alike);
        CHECK(test::keeps_rules(task, alike->group_of));
    }
}

}  // namespace

TEST_CASE("annealing keeps every rule") { check_annealing_keeps_rules(1, 3, 1'000); }

TEST_CASE("annealing keeps every rule, many times" * doctest::test_suite("slow")) {
    check_annealing_keeps_rules(1, 20, 5'000);
}

TEST_CASE("a division that cannot be is refused") {
    GroupTask task{30, std::vector<SizeRange>(2, {15, 15}), {}};
    task.rules.apart = {{0, 1}, {1, 2}, {0, 2}};
    const auto groups = form_varied_groups(task, test::drawn_points(30, 1, 1), {});
    REQUIRE_FALSE(groups);
    CHECK(groups.error().code == ProblemCode::conflict);
    task.rules = {};
    task.rules.together = {{0, 1}};
    task.rules.apart = {{0, 1}};
    CHECK_FALSE(form_varied_groups(task, test::drawn_points(30, 1, 1), {}));
}

TEST_CASE("forming groups again moves only as many people as must") {
    // Groups of 4 to 6 and 30 people; 24 stay of whom group 0 lost all but 2: at least 2 must come to it unless those
    // who are new do. With no new people 2 move; with two, none.
    for (const bool has_new : {false, true}) {
        GroupTask task{has_new ? 26U : 24U, std::vector<SizeRange>(5, {4, 6}), {}};
        for (std::uint32_t person = 0; person < 24; ++person) {
            task.rules.current.emplace_back(person < 2 ? 0 : 1 + person % 4);
        }
        // 22 people in four groups: 6, 6, 5, 5.
        task.rules.current.resize(task.people);
        FormOptions options;
        options.iterations = 3'000;
        const auto groups = form_varied_groups(task, test::drawn_points(task.people, 2, 3), options);
        REQUIRE(groups);
        CHECK(groups->moved == (has_new ? 0 : 2));
        CHECK(test::moved_in(task, groups->group_of) == groups->moved);
        CHECK(test::keeps_rules(task, groups->group_of));
    }
}

TEST_CASE("company kept apart does not make more people move than must") {
    // Four groups of five; from now on 0 and 1, of the first, and 5 and 6, of the second, are apart.
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        GroupTask task{20, std::vector<SizeRange>(4, {5, 5}), {}};
        for (std::uint32_t person = 0; person < 20; ++person) {
            task.rules.current.emplace_back(person / 5);
        }
        task.rules.apart = {{0, 1}, {5, 6}};
        task.rules.together = {{10, 11}};
        FormOptions options;
        options.seed = seed;
        options.iterations = 2'000;
        const auto groups = form_varied_groups(task, test::drawn_points(20, 2, seed), options);
        REQUIRE(groups);
        // Somebody of 0 and 1 changes places with somebody of 5 and 6.
        CHECK(groups->moved == 2);
    }
}

}  // namespace minka::optimize
