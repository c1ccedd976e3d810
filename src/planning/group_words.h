#pragma once

#include "optimize/group_conflict.h"
#include "planning/group_forming.h"

namespace minka::planning {

/// Why there is no division, in Spanish: rules that cannot be kept together, each with who it is about. Many limits of
/// one kind are told by the first few and their number.
std::string conflict_sentence(const GroupRequest& request, const FormedGroups& attempt,
                              const std::vector<optimize::RulePlace>& conflict);

}  // namespace minka::planning
