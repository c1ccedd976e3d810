#pragma once

#include "optimize/group_task.h"

namespace minka::optimize {

/// One rule of a task, by its place in the list of its kind.
struct RulePlace {
    enum class Kind { together, apart, limit } kind = Kind::together;
    std::size_t place = 0;

    friend bool operator==(const RulePlace&, const RulePlace&) = default;
};

/// Rules that cannot be kept all at once, whatever the others: leave any one of them out, and the rest of them can be.
/// Empty when the task has a division, when none was decided in time, or when sizes alone are to blame. The smallest of
/// nine such sets; another may have fewer rules.
///
/// Problems: those of `check_task`.
///
/// Source: the deletion filter, Chinneck, J. W. & Dravnieks, E. W. (1991). Locating minimal infeasible constraint sets
/// in linear programs. ORSA Journal on Computing 3(2), 157-168; dropping halves first, then single rules.
Result<std::vector<RulePlace>> smallest_conflict(const GroupTask& task);

}  // namespace minka::optimize
