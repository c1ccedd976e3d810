#include "optimize/group_conflict.h"

#include "base/random.h"
#include "every_grouping.h"

#include <doctest/doctest.h>

#include <array>

namespace minka::optimize {
namespace {

bool can_be(const GroupTask& task) {
    bool exists = false;
    test::each_grouping(task, [&](const auto&) { exists = true; });
    return exists;
}

}  // namespace

TEST_CASE("three people who are apart two by two do not fit two groups, and the other rules are not to blame") {
    GroupTask task{8, {{4, 4}, {4, 4}}, {}};
    task.rules.together = {{6, 7}};
    task.rules.apart = {{0, 6}, {1, 2}, {2, 3}, {4, 5}, {1, 3}};
    const auto conflict = smallest_conflict(task);
    REQUIRE(conflict);
    CHECK(*conflict == std::vector<RulePlace>{
                           {RulePlace::Kind::apart, 1}, {RulePlace::Kind::apart, 2}, {RulePlace::Kind::apart, 4}});
    task.rules.apart.pop_back();
    const auto none = smallest_conflict(task);
    REQUIRE(none);
    CHECK(none->empty());
}

TEST_CASE("a rule that cannot be kept by itself is the conflict") {
    GroupTask task{6, {{3, 3}, {3, 3}}, {}};
    task.rules.together = {{0, 1}, {2, 3, 4, 5}};
    const auto conflict = smallest_conflict(task);
    REQUIRE(conflict);
    CHECK(*conflict == std::vector<RulePlace>{{RulePlace::Kind::together, 1}});
}

TEST_CASE("without any one rule of a conflict the rest of it can be") {
    int found = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        SeededRandom random(seed);
        GroupTask task{7, {{2, 3}, {2, 2}, {2, 3}}, {}};
        for (int count = 0; count < 13; ++count) {
            const auto first = static_cast<std::uint32_t>(random.below(7));
            task.rules.apart.push_back({first, (first + 1 + static_cast<std::uint32_t>(random.below(6))) % 7});
        }
        const auto conflict = smallest_conflict(task);
        REQUIRE(conflict);
        REQUIRE(conflict->empty() == can_be(task));
        for (const auto& left_out : *conflict) {
            GroupTask rest{task.people, task.sizes, {}};
            for (const auto& rule : *conflict) {
                if (!(rule == left_out)) {
                    rest.rules.apart.push_back(task.rules.apart[rule.place]);
                }
            }
            CHECK(can_be(rest));
            ++found;
        }
    }
    CHECK(found > 0);
}

TEST_CASE("a conflict of any kinds of rules is one, and needs each of its rules") {
    std::array<int, 3> kinds{};
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        SeededRandom random(seed);
        const auto person = [&] { return static_cast<std::uint32_t>(random.below(6)); };
        GroupTask task{6, {{2, 3}, {1, 2}, {1, 2}}, {}};
        for (int count = 0; count < 4; ++count) {
            const auto first = person();
            task.rules.apart.push_back({first, (first + 1 + static_cast<std::uint32_t>(random.below(5))) % 6});
            task.rules.limits.push_back({person(), {static_cast<std::uint32_t>(random.below(3))}});
        }
        task.rules.together = {{person(), person()}, {person(), person()}};
        const auto conflict = smallest_conflict(task);
        REQUIRE(conflict);
        REQUIRE(conflict->empty() == can_be(task));
        for (std::size_t left_out = 0; left_out <= conflict->size() && !conflict->empty(); ++left_out) {
            GroupTask rest{task.people, task.sizes, {}};
            for (std::size_t place = 0; place < conflict->size(); ++place) {
                const auto& rule = (*conflict)[place];
                if (place == left_out) {
                    ++kinds[static_cast<std::size_t>(rule.kind)];
                } else if (rule.kind == RulePlace::Kind::together) {
                    rest.rules.together.push_back(task.rules.together[rule.place]);
                } else if (rule.kind == RulePlace::Kind::apart) {
                    rest.rules.apart.push_back(task.rules.apart[rule.place]);
                } else {
                    rest.rules.limits.push_back(task.rules.limits[rule.place]);
                }
            }
            CHECK(can_be(rest) == (left_out < conflict->size()));
        }
    }
    for (const int kind : kinds) {
        CHECK(kind > 5);
    }
}

TEST_CASE("a limit to no group at all is a conflict by itself") {
    GroupTask task{4, {{2, 2}, {2, 2}}, {}};
    task.rules.limits = {{1, {0}}, {2, {}}};
    const auto conflict = smallest_conflict(task);
    REQUIRE(conflict);
    CHECK(*conflict == std::vector<RulePlace>{{RulePlace::Kind::limit, 1}});
}

}  // namespace minka::optimize
