#include "optimize/group_state.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace minka::optimize {
namespace {

/// Root of a union-find tree, halving the path on the way.
std::uint32_t root_of(std::vector<std::uint32_t>& parent, std::uint32_t person) {
    while (parent[person] != person) {
        parent[person] = parent[parent[person]];
        person = parent[person];
    }
    return person;
}

void limit(Unit& unit, const std::vector<std::uint32_t>& groups) {
    if (!unit.is_limited) {
        unit.is_limited = true;
        unit.allowed = groups;
        return;
    }
    std::vector<std::uint32_t> both;
    std::ranges::set_intersection(unit.allowed, groups, std::back_inserter(both));
    unit.allowed = std::move(both);
}

void find_current(Unit& unit, const GroupRules& rules) {
    if (rules.current.empty()) {
        return;
    }
    std::map<std::uint32_t, std::size_t> counts;
    for (const auto person : unit.people) {
        if (const auto group = rules.current[person]; group) {
            ++counts[*group];
            unit.currents.push_back(*group);
        }
    }
    std::size_t most = 0;
    for (const auto& [group, count] : counts) {
        if (count > most) {
            most = count;
            unit.current = group;
        }
    }
}

}  // namespace

UnitList units_of(const GroupTask& task) {
    std::vector<std::uint32_t> parent(task.people);
    std::iota(parent.begin(), parent.end(), 0U);
    for (const auto& list : task.rules.together) {
        for (const auto person : list) {
            const auto first = root_of(parent, list.front());
            const auto other = root_of(parent, person);
            parent[std::max(first, other)] = std::min(first, other);
        }
    }
    UnitList result;
    result.unit_of.resize(task.people);
    for (std::uint32_t person = 0; person < task.people; ++person) {
        const auto root = root_of(parent, person);
        if (root == person) {
            result.unit_of[person] = static_cast<std::uint32_t>(result.units.size());
            result.units.emplace_back();
        }
        result.unit_of[person] = result.unit_of[root];
        auto& unit = result.units[result.unit_of[person]];
        unit.people.push_back(person);
    }
    for (const auto& one : task.rules.limits) {
        limit(result.units[result.unit_of[one.person]], one.groups);
    }
    for (const auto& pair : task.rules.apart) {
        const auto first = result.unit_of[pair.first];
        const auto second = result.unit_of[pair.second];
        result.impossible = result.impossible || first == second;
        result.units[first].apart.push_back(second);
        result.units[second].apart.push_back(first);
    }
    for (std::uint32_t minority = 0; minority < task.rules.minorities.size(); ++minority) {
        for (const auto person : task.rules.minorities[minority]) {
            result.units[result.unit_of[person]].minorities.push_back(minority);
        }
    }
    for (auto& unit : result.units) {
        std::ranges::sort(unit.apart);
        find_current(unit, task.rules);
        result.impossible = result.impossible || (unit.is_limited && unit.allowed.empty());
    }
    return result;
}

GroupState::GroupState(const GroupTask& task, const UnitList& list, std::vector<std::uint32_t> group_of_unit)
    : task_(task),
      list_(list),
      group_of_(std::move(group_of_unit)),
      sizes_(task.sizes.size()),
      members_(task.sizes.size()),
      slot_(group_of_.size()),
      minority_counts_(task.rules.minorities.size() * task.sizes.size()) {
    for (std::uint32_t unit = 0; unit < group_of_.size(); ++unit) {
        const auto group = group_of_[unit];
        sizes_[group] += static_cast<std::uint32_t>(list.units[unit].people.size());
        place(unit, group);
        count(unit, group, 1);
        const auto& one = list.units[unit];
        is_plain_ = is_plain_ && one.people.size() == 1 && one.apart.empty() && !one.is_limited &&
                    one.minorities.empty() && !one.current;
    }
    for (const auto tally : minority_counts_) {
        lonely_ += tally == 1 ? 1U : 0U;
    }
    has_slack_ = std::ranges::any_of(task.sizes, [](const SizeRange& range) { return range.least < range.most; });
}

void GroupState::place(std::uint32_t unit, std::uint32_t group) {
    slot_[unit] = static_cast<std::uint32_t>(members_[group].size());
    members_[group].push_back(unit);
}

void GroupState::count(std::uint32_t unit, std::uint32_t group, int sign) {
    const auto groups = task_.sizes.size();
    for (const auto minority : list_.units[unit].minorities) {
        auto& tally = minority_counts_[minority * groups + group];
        tally = static_cast<std::uint32_t>(static_cast<int>(tally) + sign);
    }
    for (const auto current : list_.units[unit].currents) {
        moved_ = static_cast<std::uint32_t>(static_cast<int>(moved_) + (current != group ? sign : 0));
    }
}

bool GroupState::may_stand(std::uint32_t unit, std::uint32_t group, std::uint32_t without) const {
    const auto& one = list_.units[unit];
    if (one.is_limited && !std::ranges::binary_search(one.allowed, group)) {
        return false;
    }
    return std::ranges::none_of(one.apart,
                                [&](std::uint32_t other) { return other != without && group_of_[other] == group; });
}

int GroupState::lonely_change(std::uint32_t unit, std::uint32_t to, std::uint32_t other) const {
    if (list_.units[unit].minorities.empty() && list_.units[other].minorities.empty()) {
        return 0;
    }
    std::map<std::uint32_t, int> leaving;  // by minority, members that go from the unit's group to `to`, net
    for (const auto minority : list_.units[unit].minorities) {
        ++leaving[minority];
    }
    if (other != unit) {
        for (const auto minority : list_.units[other].minorities) {
            --leaving[minority];
        }
    }
    const auto lonely = [](int tally) { return tally == 1 ? 1 : 0; };
    int change = 0;
    for (const auto& [minority, members] : leaving) {
        const auto* counts = &minority_counts_[minority * task_.sizes.size()];
        const int from = static_cast<int>(counts[group_of_[unit]]);
        const int into = static_cast<int>(counts[to]);
        change += lonely(from - members) + lonely(into + members) - lonely(from) - lonely(into);
    }
    return change;
}

int GroupState::moved_change(std::uint32_t unit, std::uint32_t to) const {
    int change = 0;
    for (const auto current : list_.units[unit].currents) {
        change += (to != current ? 1 : 0) - (group_of_[unit] != current ? 1 : 0);
    }
    return change;
}

bool GroupState::keeps_rules_moving(std::uint32_t unit, std::uint32_t group) const {
    const auto people = static_cast<std::uint32_t>(list_.units[unit].people.size());
    const auto from = group_of_[unit];
    return from != group && sizes_[from] >= task_.sizes[from].least + people &&
           sizes_[group] + people <= task_.sizes[group].most && (is_plain_ || may_stand(unit, group, unit));
}

bool GroupState::keeps_rules(std::uint32_t first, std::uint32_t second) const {
    const auto a = group_of_[first];
    const auto b = group_of_[second];
    if (is_plain_ || a == b) {
        return a != b;
    }
    const auto size_a = sizes_[a] - list_.units[first].people.size() + list_.units[second].people.size();
    const auto size_b = sizes_[b] - list_.units[second].people.size() + list_.units[first].people.size();
    if (size_a < task_.sizes[a].least || size_a > task_.sizes[a].most || size_b < task_.sizes[b].least ||
        size_b > task_.sizes[b].most) {
        return false;
    }
    return may_stand(first, b, second) && may_stand(second, a, first);
}

bool GroupState::may_move(std::uint32_t unit, std::uint32_t group) const {
    return keeps_rules_moving(unit, group) &&
           (is_plain_ || (moved_change(unit, group) <= 0 && lonely_change(unit, group, unit) <= 0));
}

bool GroupState::may_exchange(std::uint32_t first, std::uint32_t second) const {
    return keeps_rules(first, second) && (is_plain_ || (moved_change_of_exchange(first, second) <= 0 &&
                                                        lonely_change(first, group_of_[second], second) <= 0));
}

void GroupState::move(std::uint32_t unit, std::uint32_t group) {
    const auto from = group_of_[unit];
    const auto people = static_cast<std::uint32_t>(list_.units[unit].people.size());
    auto& old = members_[from];
    slot_[old.back()] = slot_[unit];
    old[slot_[unit]] = old.back();
    old.pop_back();
    place(unit, group);
    sizes_[from] -= people;
    sizes_[group] += people;
    if (!is_plain_) {
        lonely_ = static_cast<std::uint32_t>(static_cast<int>(lonely_) + lonely_change(unit, group, unit));
        count(unit, from, -1);
        count(unit, group, 1);
    }
    group_of_[unit] = group;
}

void GroupState::exchange(std::uint32_t first, std::uint32_t second) {
    const auto a = group_of_[first];
    const auto b = group_of_[second];
    if (!is_plain_) {
        move(first, b);
        move(second, a);
        return;
    }
    std::swap(members_[a][slot_[first]], members_[b][slot_[second]]);
    std::swap(slot_[first], slot_[second]);
    group_of_[first] = b;
    group_of_[second] = a;
}

}  // namespace minka::optimize
