#pragma once

#include "optimize/plan_visits.h"

namespace minka::optimize {

/// What a visit plan breaks, a sentence each; none when it keeps every rule. Follows each pair's days one by one from
/// the task and the itinerary alone, with its own arithmetic, and compares the totals.
std::vector<std::string> find_broken_rules(const VisitTask& task, const VisitPlan& plan);

}  // namespace minka::optimize
