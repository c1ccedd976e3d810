#pragma once

#include "optimize/group_task.h"

#include <span>

namespace minka::optimize {

/// People who move as one: those who must be together, or one person.
struct Unit {
    std::vector<std::uint32_t> people;
    std::vector<std::uint32_t> apart;    ///< units that may not share its group, ascending
    std::vector<std::uint32_t> allowed;  ///< groups that may take it, ascending; empty is all, see `is_limited`
    bool is_limited = false;
    std::vector<std::uint32_t> minorities;  ///< one entry for each member of each minority in it
    std::vector<std::uint32_t> currents;    ///< the groups its people are in today
    std::optional<std::uint32_t> current;   ///< the group of most of them
};

/// The people of a task as units. A unit may be impossible by itself (its members are kept apart, or no group may take
/// all of them): then `impossible` says so.
struct UnitList {
    std::vector<Unit> units;
    std::vector<std::uint32_t> unit_of;  ///< by person
    bool impossible = false;
};

/// The task must have passed `check_task`.
UnitList units_of(const GroupTask& task);

/// Who is in which group, with the counts that the rules need. A step is allowed when it breaks no rule on sizes,
/// places and company, leaves no more members of a minority alone than before, and takes no more people from their
/// current group.
class GroupState {
public:
    GroupState(const GroupTask& task, const UnitList& list, std::vector<std::uint32_t> group_of_unit);

    std::size_t unit_count() const { return group_of_.size(); }
    std::size_t group_count() const { return task_.sizes.size(); }
    const Unit& unit(std::uint32_t unit) const { return list_.units[unit]; }
    const UnitList& list() const { return list_; }
    std::uint32_t group_of(std::uint32_t unit) const { return group_of_[unit]; }
    const std::vector<std::uint32_t>& groups() const { return group_of_; }
    std::uint32_t size_of(std::uint32_t group) const { return sizes_[group]; }
    std::span<const std::uint32_t> units_in(std::uint32_t group) const { return members_[group]; }
    /// Whether any unit can move alone, without another in exchange.
    bool has_size_slack() const { return has_slack_; }

    bool may_move(std::uint32_t unit, std::uint32_t group) const;
    bool may_exchange(std::uint32_t first, std::uint32_t second) const;
    void move(std::uint32_t unit, std::uint32_t group);
    void exchange(std::uint32_t first, std::uint32_t second);

    /// Whether an exchange or a move keeps sizes, places and company, whatever it does to those alone or moved.
    bool keeps_rules(std::uint32_t first, std::uint32_t second) const;
    bool keeps_rules_moving(std::uint32_t unit, std::uint32_t group) const;
    /// How many more people would be outside their current group after the step.
    int moved_change(std::uint32_t unit, std::uint32_t to) const;
    int moved_change_of_exchange(std::uint32_t first, std::uint32_t second) const {
        return moved_change(first, group_of_[second]) + moved_change(second, group_of_[first]);
    }
    /// How many more members of a minority would be alone after the step.
    int lonely_change(std::uint32_t first, std::uint32_t second) const {
        return lonely_change(first, group_of_[second], second);
    }
    int lonely_change_of_move(std::uint32_t unit, std::uint32_t group) const {
        return lonely_change(unit, group, unit);
    }

    /// Members of a minority who are the only one of it in their group.
    std::uint32_t lonely() const { return lonely_; }
    /// People outside their current group.
    std::uint32_t moved() const { return moved_; }

private:
    bool may_stand(std::uint32_t unit, std::uint32_t group, std::uint32_t without) const;
    int lonely_change(std::uint32_t unit, std::uint32_t to, std::uint32_t other) const;
    void count(std::uint32_t unit, std::uint32_t group, int sign);
    void place(std::uint32_t unit, std::uint32_t group);

    const GroupTask& task_;
    const UnitList& list_;
    std::vector<std::uint32_t> group_of_;
    std::vector<std::uint32_t> sizes_;
    std::vector<std::vector<std::uint32_t>> members_;
    std::vector<std::uint32_t> slot_;             ///< by unit, its place in members_
    std::vector<std::uint32_t> minority_counts_;  ///< minority * groups + group
    bool is_plain_ = true;                        ///< no rule but sizes
    bool has_slack_ = false;
    std::uint32_t lonely_ = 0;
    std::uint32_t moved_ = 0;
};

}  // namespace minka::optimize
