#include "every_grouping.h"

#include "base/random.h"

#include <algorithm>

namespace minka::optimize::test {

bool keeps_rules(const GroupTask& task, const std::vector<std::uint32_t>& group_of) {
    for (std::uint32_t group = 0; group < task.sizes.size(); ++group) {
        const auto size = static_cast<std::uint32_t>(std::ranges::count(group_of, group));
        if (size < task.sizes[group].least || size > task.sizes[group].most) {
            return false;
        }
    }
    for (const auto& list : task.rules.together) {
        for (const auto person : list) {
            if (group_of[person] != group_of[list.front()]) {
                return false;
            }
        }
    }
    for (const auto& pair : task.rules.apart) {
        if (group_of[pair.first] == group_of[pair.second]) {
            return false;
        }
    }
    for (const auto& limit : task.rules.limits) {
        if (std::ranges::find(limit.groups, group_of[limit.person]) == limit.groups.end()) {
            return false;
        }
    }
    return true;
}

void each_grouping(const GroupTask& task, const std::function<void(const std::vector<std::uint32_t>&)>& look) {
    std::vector<std::uint32_t> group_of(task.people, 0);
    while (true) {
        if (keeps_rules(task, group_of)) {
            look(group_of);
        }
        std::size_t person = 0;
        while (person < task.people && ++group_of[person] == task.sizes.size()) {
            group_of[person++] = 0;
        }
        if (person == task.people) {
            return;
        }
    }
}

std::uint32_t lonely_in(const GroupTask& task, const std::vector<std::uint32_t>& group_of) {
    std::uint32_t lonely = 0;
    for (const auto& minority : task.rules.minorities) {
        for (std::uint32_t group = 0; group < task.sizes.size(); ++group) {
            const auto count =
                std::ranges::count_if(minority, [&](std::uint32_t person) { return group_of[person] == group; });
            lonely += count == 1 ? 1U : 0U;
        }
    }
    return lonely;
}

std::uint32_t moved_in(const GroupTask& task, const std::vector<std::uint32_t>& group_of) {
    std::uint32_t moved = 0;
    for (std::size_t person = 0; person < task.rules.current.size(); ++person) {
        moved += task.rules.current[person] && *task.rules.current[person] != group_of[person] ? 1U : 0U;
    }
    return moved;
}

DistanceMatrix drawn_distances(std::size_t people, std::uint64_t seed) {
    SeededRandom random(seed);
    DistanceMatrix distances{people, std::vector<double>(people * people)};
    for (std::size_t i = 0; i < people; ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            distances.at(i, j) = static_cast<double>(random.below(100));
            distances.at(j, i) = distances.between(i, j);
        }
    }
    return distances;
}

PointTable drawn_points(std::size_t people, std::size_t dimensions, std::uint64_t seed) {
    SeededRandom random(seed);
    PointTable points{people, dimensions, {}};
    for (std::size_t i = 0; i < people * dimensions; ++i) {
        points.values.push_back(random.normal());
    }
    return points;
}

}  // namespace minka::optimize::test
