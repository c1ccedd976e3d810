#pragma once

#include "planning/group_forming.h"

namespace minka::planning {

/// What a rule costs: the sum of distances of the groups that are formed without it.
struct RuleCost {
    std::string rule;  ///< in Spanish, with the columns' names
    double distance = 0;
};

/// Forms the groups once more without each rule: a column that brings together or keeps apart, a minority, pinned
/// people, the reach, the times, the former groups. Each search has as many iterations as the first had; a search is no
/// proof, so that a rule may seem to cost less than nothing.
///
/// Problems: those of `form_people_groups`.
Result<std::vector<RuleCost>> cost_of_rules(const GroupRequest& request, const FormedGroups& formed,
                                            const optimize::FormOptions& options);

}  // namespace minka::planning
