#pragma once

#include "planning/group_forming.h"

#include <boost/describe/enum.hpp>

namespace minka::planning {

enum class GroupRuleKind { together, apart, minority, pinned, reach, times, former };
BOOST_DESCRIBE_ENUM(GroupRuleKind, together, apart, minority, pinned, reach, times, former)

/// What a rule costs: the sum of distances of the groups that are formed without it.
struct RuleCost {
    GroupRuleKind kind{};
    std::string of;    ///< the column of what brings together or keeps apart; the value of a minority
    std::string rule;  ///< in Spanish, with the columns' names
    double distance = 0;
};

/// Forms the groups once more without each rule: a column that brings together or keeps apart, a minority, pinned
/// people, the reach, the times, the former groups. Each search has as many iterations as the first had; a search is no
/// proof, so that a rule may seem to cost less than nothing. Once a stop is asked for, the rules that are left have no
/// cost.
///
/// Problems: those of `form_people_groups`.
Result<std::vector<RuleCost>> cost_of_rules(const GroupRequest& request, const FormedGroups& formed,
                                            const optimize::FormOptions& options);

/// No division of the request's people into groups of these sizes has a larger sum of distances.
/// Problems: those of `optimize::energy_bound`.
Result<double> distance_bound(const GroupRequest& request, const FormedGroups& formed);

}  // namespace minka::planning
