#pragma once

#include "optimize/route_task.h"
#include "optimize/search_budget.h"

namespace minka::optimize {

/// Which vehicle visits what, in which order.
struct RoutePlan {
    std::vector<std::vector<std::vector<std::uint32_t>>> days;  ///< by day and vehicle: stops without the depot
    double distance = 0;
    std::uint64_t iterations = 0;  ///< reached
};

/// Routes of little total distance that visit every stop on the days of one of its patterns and keep capacities,
/// windows and longest times. The same task, seed, iterations and end give the same plan.
///
/// A few neighbouring stretches of tours are taken out and put back one stop at a time where they cost least, with a
/// position passed over now and then; the outcome is taken or left by simulated annealing. A stop with several patterns
/// gets the cheapest one anew. Capacity may be exceeded on the way, at a price that follows how often it is.
///
/// Problems: those of `check_task`; `conflict` when no plan that keeps the limits was found.
///
/// Source: Christiaens, J. & Vanden Berghe, G. (2020). Slack induction by string removals for vehicle routing problems.
/// Transportation Science 54(2), 417-433. doi:10.1287/trsc.2019.0914. The changing prices are those of Vidal, T.,
/// Crainic, T. G., Gendreau, M., Lahrichi, N. & Rei, W. (2012). A hybrid genetic algorithm for multidepot and periodic
/// vehicle routing problems. Operations Research 60(3), 611-624. The choice of patterns is ours.
Result<RoutePlan> plan_routes(const RouteTask& task, const SearchBudget& options);

}  // namespace minka::optimize
