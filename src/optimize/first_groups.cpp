#include "optimize/first_groups.h"

#include "optimize/group_flow.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace minka::optimize {
namespace {

class Search {
public:
    Search(const GroupTask& task, const UnitList& list, std::uint64_t budget)
        : task_(task),
          list_(list),
          budget_(budget),
          alike_(alike_groups(task, list)),
          taken_(task.sizes.size()),
          result_{FirstGroups::Verdict::impossible, std::vector<std::uint32_t>(list.units.size())} {
        for (std::uint32_t unit = 0; unit < list.units.size(); ++unit) {
            const auto& one = list.units[unit];
            (one.people.size() > 1 || !one.apart.empty() ? hard_ : easy_).push_back(unit);
        }
        const auto hardness = [&](std::uint32_t unit) {
            const auto& one = list_.units[unit];
            return std::tuple(one.is_limited ? one.allowed.size() : task_.sizes.size(),
                              -static_cast<long>(one.people.size()), -static_cast<long>(one.apart.size()));
        };
        std::ranges::stable_sort(hard_, {}, hardness);
    }

    FirstGroups run() {
        if (list_.impossible || !is_possible_one_by_one()) {
            return result_;
        }
        if (!place(0) && spent_ > budget_) {
            result_.verdict = FirstGroups::Verdict::unknown;
        }
        return result_;
    }

private:
    /// Without "together" and "apart" the flow alone decides; what it finds impossible stays so with them.
    bool is_possible_one_by_one() const {
        if (hard_.empty()) {
            return true;
        }
        UnitList singles;
        for (const auto& unit : list_.units) {
            Unit single;
            single.is_limited = unit.is_limited;
            single.allowed = unit.allowed;
            singles.units.insert(singles.units.end(), unit.people.size(), single);
        }
        std::vector<std::uint32_t> everyone(singles.units.size());
        std::iota(everyone.begin(), everyone.end(), 0U);
        return flow_into_groups(task_.sizes, singles, everyone, std::vector<std::uint32_t>(task_.sizes.size()))
            .has_value();
    }

    bool place(std::size_t depth) {
        if (++spent_ > budget_) {
            return false;
        }
        if (depth == hard_.size()) {
            return fill();
        }
        const auto unit = hard_[depth];
        std::vector<std::uint32_t> tried;
        for (const auto group : choices(unit)) {
            const bool is_untouched = taken_[group] == 0;
            if (is_untouched && std::ranges::find(tried, alike_[group]) != tried.end()) {
                continue;
            }
            if (!fits(depth, group)) {
                continue;
            }
            if (is_untouched) {
                tried.push_back(alike_[group]);
            }
            const auto people = static_cast<std::uint32_t>(list_.units[unit].people.size());
            taken_[group] += people;
            result_.group_of[unit] = group;
            if (place(depth + 1)) {
                return true;
            }
            taken_[group] -= people;
            if (spent_ > budget_) {
                return false;
            }
        }
        return false;
    }

    /// The current group first, then those with most room.
    std::vector<std::uint32_t> choices(std::uint32_t unit) const {
        const auto& one = list_.units[unit];
        std::vector<std::uint32_t> groups = one.allowed;
        if (!one.is_limited) {
            groups.resize(task_.sizes.size());
            std::iota(groups.begin(), groups.end(), 0U);
        }
        std::ranges::stable_sort(groups, {}, [&](std::uint32_t group) {
            return std::pair(one.current != group, static_cast<long>(taken_[group]) - task_.sizes[group].most);
        });
        return groups;
    }

    bool fits(std::size_t depth, std::uint32_t group) const {
        const auto& one = list_.units[hard_[depth]];
        if (taken_[group] + one.people.size() > task_.sizes[group].most) {
            return false;
        }
        for (std::size_t earlier = 0; earlier < depth; ++earlier) {
            if (result_.group_of[hard_[earlier]] == group && std::ranges::binary_search(one.apart, hard_[earlier])) {
                return false;
            }
        }
        return true;
    }

    bool fill() {
        spent_ += easy_.size() + task_.sizes.size();
        const auto groups = flow_into_groups(task_.sizes, list_, easy_, taken_);
        if (!groups) {
            return false;
        }
        for (std::size_t place = 0; place < easy_.size(); ++place) {
            result_.group_of[easy_[place]] = (*groups)[place];
        }
        result_.verdict = FirstGroups::Verdict::found;
        return true;
    }

    const GroupTask& task_;
    const UnitList& list_;
    std::uint64_t budget_;
    std::uint64_t spent_ = 0;
    std::vector<std::uint32_t> alike_;
    std::vector<std::uint32_t> hard_;
    std::vector<std::uint32_t> easy_;
    std::vector<std::uint32_t> taken_;
    FirstGroups result_;
};

}  // namespace

std::vector<std::uint32_t> alike_groups(const GroupTask& task, const UnitList& list) {
    std::vector<std::vector<std::uint32_t>> marks(task.sizes.size());
    for (std::uint32_t unit = 0; unit < list.units.size(); ++unit) {
        for (const auto group : list.units[unit].allowed) {
            marks[group].push_back(unit);
        }
        for (const auto current : list.units[unit].currents) {
            marks[current].push_back(static_cast<std::uint32_t>(list.units.size()) + unit);
        }
    }
    std::map<std::tuple<std::uint32_t, std::uint32_t, std::vector<std::uint32_t>>, std::uint32_t> seen;
    std::vector<std::uint32_t> result;
    for (std::uint32_t group = 0; group < task.sizes.size(); ++group) {
        const auto key = std::tuple(task.sizes[group].least, task.sizes[group].most, std::move(marks[group]));
        result.push_back(seen.try_emplace(key, group).first->second);
    }
    return result;
}

FirstGroups find_first_groups(const GroupTask& task, const UnitList& list, std::uint64_t budget) {
    return Search(task, list, budget).run();
}

}  // namespace minka::optimize
