#pragma once

#include "optimize/plan_visits.h"
#include "planning/school_calendar.h"
#include "planning/visit_rules_file.h"

namespace minka::planning {

/// All that a plan is made from. Day 0 is the Monday on or before the cycle's start.
struct VisitWork {
    VisitCycle cycle;
    std::vector<SchoolToVisit> schools;
    std::vector<VisitTeam> teams;
    LocalDate first_day;
    optimize::VisitTask task;            ///< site i is school i; visits by school and number; pair j is team j
    std::vector<std::uint32_t> numbers;  ///< by visit of the task: its place in the school's sequence, from 0

    LocalDate date_of(std::uint32_t day) const { return first_day.plus_days(static_cast<int>(day)); }
};

/// Turns tables, rules and calendars into the planner's task. Roads are straight lines times `winding` at `speed`; the
/// ways from the road to the schools come from the table, slower on the days of rains of each school's calendar.
///
/// Problems: `not_found` for a school without a calendar; `invalid_input` for a topic no team has or more than 64 of
/// them; `too_large` above 10,000 places.
Result<VisitWork> prepare_visits(VisitCycle cycle, std::vector<SchoolToVisit> schools, std::vector<VisitTeam> teams,
                                 const CalendarSet& calendars);

/// Keeps the visits of a former plan where they are: fixed before `today`, from then on unless something forbids it.
/// Nothing else is planned before `today`.
///
/// Problems: `invalid_input` for a school, number, date or team that is not in the work.
Result<void> keep_former(VisitWork& work, const std::vector<FormerVisit>& former, LocalDate today);

/// Kilometres on the ground, on a sphere of 6,371 km.
double distance_km(const GeoPoint& from, const GeoPoint& to);

/// Why a visit has no date, in Spanish.
std::string_view block_sentence(optimize::VisitBlock block);

}  // namespace minka::planning
