#pragma once

#include "optimize/group_state.h"

namespace minka::optimize {

/// People up to whom every division can be tried.
inline constexpr std::size_t smallest_search = 12;

/// The best division of a small task, by trying every one: fewest people moved, then fewest alone, then the largest sum
/// of within-group distances. Groups by unit; nothing when there is none, or when the search would take more than some
/// seconds (many groups that no two are alike).
struct EveryDivision {
    std::vector<std::uint32_t> group_of;
    bool is_complete = false;  ///< false: too many divisions, nothing is known
    bool is_found = false;
};
EveryDivision try_every_division(const GroupTask& task, const UnitList& list, const DistanceMatrix& distances);

}  // namespace minka::optimize
