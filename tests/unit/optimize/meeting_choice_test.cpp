#include "optimize/meeting_choice.h"

#include "base/random.h"
#include "every_grouping.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace minka::optimize {
namespace {

/// Whether everyone can be in a group they can come to, by trying every division.
bool serves_everyone(const MeetingTask& task, const std::vector<std::uint32_t>& chosen) {
    GroupTask groups{task.open_to.size(), task.sizes, {}};
    groups.rules.apart = task.apart;
    for (std::uint32_t person = 0; person < task.open_to.size(); ++person) {
        GroupLimit limit{person, {}};
        for (std::uint32_t group = 0; group < chosen.size(); ++group) {
            const bool is_pinned_elsewhere = !task.pinned.empty() && task.pinned[person].value_or(group) != group;
            if (std::ranges::find(task.open_to[person], chosen[group]) != task.open_to[person].end() &&
                !is_pinned_elsewhere) {
                limit.groups.push_back(group);
            }
        }
        groups.rules.limits.push_back(limit);
    }
    bool exists = false;
    test::each_grouping(groups, [&](const auto& group_of) { exists = exists || test::keeps_rules(groups, group_of); });
    return exists;
}

bool has_room(const MeetingTask& task, const std::vector<std::uint32_t>& chosen) {
    for (std::uint32_t meeting = 0; meeting < task.most_groups.size(); ++meeting) {
        if (std::ranges::count(chosen, meeting) > static_cast<std::ptrdiff_t>(task.most_groups[meeting])) {
            return false;
        }
    }
    return true;
}

}  // namespace

TEST_CASE("meetings are chosen so that those who must be apart can be, whenever there is such a choice") {
    int possible = 0;
    int hard = 0;
    for (std::uint64_t seed = 1; seed <= 80; ++seed) {
        CAPTURE(seed);
        SeededRandom random(seed);
        MeetingTask task{{{1, 3}, {1, 3}, {1, 3}}, {}, {2, 2, 2}, {}, {}, {{0, 1}, {1, 2}}};
        for (int person = 0; person < 6; ++person) {
            const auto open = 1 + random.below(7);
            auto& list = task.open_to.emplace_back();
            for (std::uint32_t meeting = 0; meeting < 3; ++meeting) {
                if ((open >> meeting & 1U) != 0) {
                    list.push_back(meeting);
                }
            }
        }
        bool exists = false;
        bool exists_together = false;
        auto together = task;
        together.apart.clear();
        for (std::uint32_t code = 0; code < 27; ++code) {
            const std::vector<std::uint32_t> choice{code / 9, code / 3 % 3, code % 3};
            exists = exists || (has_room(task, choice) && serves_everyone(task, choice));
            exists_together = exists_together || (has_room(task, choice) && serves_everyone(together, choice));
        }
        const auto chosen = choose_meetings(task, 1);
        possible += exists ? 1 : 0;
        hard += exists && choose_meetings(together, 1) && !serves_everyone(task, *choose_meetings(together, 1)) ? 1 : 0;
        if (exists) {
            REQUIRE(chosen);
            CHECK(serves_everyone(task, *chosen));
        }
        CHECK(chosen.has_value() == exists_together);
    }
    CHECK(possible > 20);
    CHECK(hard > 0);
    MeetingTask wrong{{{1, 2}}, {{0}}, {1}, {}, {}, {{0, 0}}};
    CHECK_FALSE(choose_meetings(wrong, 1));
}

TEST_CASE("a meeting is chosen for each group to which its people can come, exactly when there is one") {
    int possible = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        SeededRandom random(seed);
        MeetingTask task{{{2, 3}, {2, 3}}, {}, {1, 1, 2}, {}, std::vector<std::optional<std::uint32_t>>(5)};
        for (int person = 0; person < 5; ++person) {
            const auto open = 1 + random.below(7);
            auto& list = task.open_to.emplace_back();
            for (std::uint32_t meeting = 0; meeting < 3; ++meeting) {
                if ((open >> meeting & 1U) != 0) {
                    list.push_back(meeting);
                }
            }
        }
        if (seed % 3 == 0) {
            task.pinned[0] = 1;
        }
        if (seed % 4 == 0) {
            task.fixed = {std::nullopt, 2};
        }
        bool exists = false;
        for (std::uint32_t first = 0; first < 3; ++first) {
            for (std::uint32_t second = 0; second < 3; ++second) {
                const bool is_as_fixed = task.fixed.empty() || second == 2;
                exists = exists ||
                         (is_as_fixed && has_room(task, {first, second}) && serves_everyone(task, {first, second}));
            }
        }
        const auto chosen = choose_meetings(task, 1);
        CHECK(chosen.has_value() == exists);
        possible += exists ? 1 : 0;
        if (chosen) {
            CHECK(has_room(task, *chosen));
            CHECK(serves_everyone(task, *chosen));
            CHECK(*choose_meetings(task, 1) == *chosen);
        }
    }
    CHECK(possible > 10);
    CHECK(possible < 58);
}

TEST_CASE("a person who can come to no meeting is named") {
    const auto chosen = choose_meetings({{{1, 2}}, {{0}, {}}, {1}, {}, {}}, 1);
    REQUIRE_FALSE(chosen);
    CHECK(chosen.error().code == ProblemCode::conflict);
    CHECK(chosen.error().message == "Person 1 can come to no meeting.");
}

TEST_CASE("meetings that are not there are refused") {
    CHECK_FALSE(choose_meetings({{{1, 2}}, {{0}, {3}}, {1}, {}, {}}, 1));
    CHECK_FALSE(choose_meetings({{{1, 2}}, {{0}, {0}}, {1}, {4}, {}}, 1));
    CHECK_FALSE(choose_meetings({{{1, 2}}, {{0}, {0}}, {1}, {}, {1, 0}}, 1));
}

}  // namespace minka::optimize
