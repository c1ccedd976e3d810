#pragma once

#include "optimize/plan_routes.h"

#include <string>

namespace minka::optimize {

/// What a plan breaks, a sentence each; none when it keeps every rule. Works from the task and the lists of stops
/// alone, walking each route from the depot and back, and uses nothing of the search.
std::vector<std::string> find_broken_rules(const RouteTask& task, const RoutePlan& plan);

}  // namespace minka::optimize
