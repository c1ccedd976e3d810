#pragma once

#include "optimize/group_state.h"

namespace minka::optimize {

/// A division that keeps every rule on sizes, places and company, with as few people as possible outside their current
/// group; or that there is none.
struct FirstGroups {
    enum class Verdict { found, impossible, unknown };
    Verdict verdict = Verdict::unknown;
    std::vector<std::uint32_t> group_of;  ///< by unit, when found
};

/// People who move as one or are kept apart are placed by a search over all ways, everyone else by minimum-cost flow.
/// The search is exact: `unknown` only after `budget` steps, some seconds for a task that is hard. With units of
/// several people or people kept apart, the count of moved people is the first found and may not be the least.
FirstGroups find_first_groups(const GroupTask& task, const UnitList& list, std::uint64_t budget = 20'000'000);

/// By group, a number that groups share when no rule tells them apart.
std::vector<std::uint32_t> alike_groups(const GroupTask& task, const UnitList& list);

}  // namespace minka::optimize
