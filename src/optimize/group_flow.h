#pragma once

#include "optimize/group_state.h"

namespace minka::optimize {

/// Places `people` (units that take one place each) so that every group ends within its range, counting those already
/// `taken` in it, with as few as possible outside their current group. Nothing when there is no way.
///
/// Minimum-cost flow by shortest paths and cancelled cycles over the groups: Ahuja, Magnanti & Orlin (1993). Network
/// Flows, chapter 9.
std::optional<std::vector<std::uint32_t>> flow_into_groups(const std::vector<SizeRange>& sizes, const UnitList& list,
                                                           const std::vector<std::uint32_t>& people,
                                                           const std::vector<std::uint32_t>& taken);

}  // namespace minka::optimize
