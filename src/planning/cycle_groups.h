#pragma once

#include "planning/group_costs.h"
#include "planning/group_figures.h"
#include "planning/group_store.h"

#include <set>
#include <string>
#include <vector>

namespace minka::planning {

/// A group that a scope sees.
struct GroupSeen {
    GroupOnDate group;
    bool is_own = true;  ///< No member teaches outside of the scope, so that who answers for it may form it again.
};

/// The groups of a cycle on a date as a scope sees them, and the teachers they are formed of.
struct GroupsAtHand {
    programme::CycleId cycle;
    LocalDate on;
    ColumnTable teachers;             ///< `cycle_teachers` of the scope.
    std::vector<GroupSeen> groups;    ///< Those with a teacher of the scope; for the whole programme all. By code.
    std::vector<std::string> hidden;  ///< Codes of the cycle's other groups.

    std::size_t without_group() const;  ///< Teachers in no group.
    std::size_t gone() const;           ///< Members of own groups who teach in the cycle no longer.
};

/// Problems: those of `cycle_teachers`.
Result<GroupsAtHand> groups_at_hand(storage::Reader& reader, const registry::Scope& scope, const std::string& cycle,
                                    const registry::TwoTimes& times);

/// Whether groups and teachers are the same in both: what was formed of one may be recorded in place of the other.
bool is_unchanged(const GroupsAtHand& before, const GroupsAtHand& now);

/// Indicator 17 of recorded groups: the mean over groups of H_g / H_max,g, with the largest that groups of these sizes
/// can have. Of all groups of the cycle, over members whose birth and experience bands are both known.
struct RecordedDiversity {
    std::size_t groups = 0;
    std::size_t people = 0;
    std::size_t unknown = 0;                    ///< Members who have no band, or teach in the cycle no longer.
    std::vector<AttributeDiversity> diversity;  ///< All at once, edad, experiencia; empty without people.
};

/// Problems: those of `cycle_teachers`.
Result<RecordedDiversity> recorded_diversity(const GroupsAtHand& at_hand);

/// What somebody asks of the groups of a cycle.
struct GroupsAsked {
    struct Pin {
        registry::PersonId person;
        std::string group;
    };
    optimize::SizeRange size{15, 25};
    std::optional<double> reach_km;
    bool is_anew = false;  ///< Without regard to the groups there are.
    std::vector<Pin> pinned;
    std::vector<std::vector<registry::PersonId>> together;
    std::vector<std::vector<registry::PersonId>> apart;  ///< Each of a list from each other one.
};

/// Mixed by age and experience; a band that is missing counts as the mean. With a reach, groups meet at sites of the
/// teachers, those of `guarded_sites` (by code) left out: where teachers gather is told to all of them.
///
/// Problems: `not_found` without teachers; `invalid_input` for somebody in a rule who is none of them, a list of one,
/// two groups for one person, a pin to a group of others, and a teacher's site without coordinates where a reach needs
/// them.
Result<GroupRequest> request_for_cycle(const GroupsAtHand& at_hand, const GroupsAsked& asked,
                                       const std::set<std::string>& guarded_sites);

/// Formed groups as the record takes them: all others stay as they are.
Result<WantedGroups> wanted_groups(const GroupsAtHand& at_hand, const GroupRequest& request,
                                   const FormedGroups& formed);

/// Somebody whose group would be another one.
struct GroupMove {
    registry::PersonId person;
    std::string from;  ///< Empty for who joins.
    std::string to;    ///< Empty for who leaves.
};

/// By group left, group joined, and person.
std::vector<GroupMove> moves_between(const GroupsAtHand& at_hand, const WantedGroups& wanted);

}  // namespace minka::planning
