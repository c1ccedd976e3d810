#pragma once

#include "optimize/search_budget.h"
#include "optimize/visit_task.h"

namespace minka::optimize {

/// Why a visit has no date: the first of these rules that leaves nothing for it.
enum class VisitBlock : std::uint8_t {
    none,
    no_open_day,    ///< its site is open to it on no day between the visits before and after it
    no_topic,       ///< no pair works on its topics
    no_free_pair,   ///< no pair that does is available on such a day
    out_of_reach,   ///< no such pair could go, visit and be back within hours and nights, with an empty week
    share_of_pair,  ///< those pairs have made their share of the site's visits
    full,           ///< their weeks have no room left
    budget,         ///< a week has room, and the budget of nights or money has not
};

struct PlannedVisit {
    bool is_planned = false;
    std::uint32_t day = 0;
    std::uint32_t pair = 0;
    VisitBlock block = VisitBlock::none;
};

/// Stands for the base where a site is expected.
inline constexpr std::size_t at_base = static_cast<std::size_t>(-1);

/// What a pair does on a day on which it travels or visits.
struct PairDay {
    std::uint32_t pair = 0;
    std::uint32_t day = 0;
    std::size_t wakes_at = at_base;  ///< a site
    std::size_t sleeps_at = at_base;
    Minutes leaves = 0;   ///< of the day
    Minutes arrives = 0;  ///< where it sleeps
    Minutes travel = 0;
    std::vector<std::uint32_t> visits;  ///< in order
    std::vector<Minutes> begins;        ///< one for each visit
};

/// Days and pairs of all visits.
struct VisitPlan {
    std::vector<PlannedVisit> visits;  ///< as in the task
    std::vector<PairDay> itinerary;    ///< by pair and day
    double cost = 0;                   ///< travel and what the weights make of the rest
    Minutes travel = 0;
    std::uint64_t nights = 0;
    double money = 0;           ///< where the task counts it
    std::uint64_t changes = 0;  ///< visits by another pair than the one before at their site
    double gap_difference = 0;  ///< mean days from the even gap
    std::uint64_t moved = 0;    ///< visits that are not where the former plan had them
    Minutes least_travel = 0;   ///< a proven bound: no plan with these visits travels less
    std::uint64_t iterations = 0;
};

/// A date and a pair for every visit for which the rules leave one. Locked visits stay. With former dates, the former
/// plan is kept where it can be, and what is moved must be worth it.
///
/// Annealing as in `plan_routes`: the visits of a pair's week and of sites near to them are taken out and put back
/// where they cost least. The same task, seed, iterations and end give the same plan.
///
/// Problems: those of `check_task`; `conflict` when locked visits cannot stay together under the rules.
Result<VisitPlan> plan_visits(const VisitTask& task, const SearchBudget& budget);

/// What no plan travels less than: each visit's site is reached from somewhere, and each week away ends at the base.
Minutes travel_bound(const VisitTask& task, const std::vector<PlannedVisit>& visits);

}  // namespace minka::optimize
