#pragma once

#include "planning/visit_plan.h"

namespace minka::planning {

/// The least, the mean and the most of some.
struct Span {
    double least = 0;
    double mean = 0;
    double most = 0;
};

/// How the pairs share a plan's work: visits, and hours from leaving to arriving.
struct PairLoad {
    Span visits;
    Span hours;
};
PairLoad load_of_pairs(const VisitWork& work, const optimize::VisitPlan& plan);

/// What is written of a plan. A school of high security is in none of these: neither its visits nor a leg or a night
/// that would tell where it is. The pair and the coordinator see them in the programme alone.

/// Rows with a header: school, visit, date, weekday, begins, ends, team, reason. Visits without a date come with the
/// rule that blocks them.
std::vector<std::vector<std::string>> visit_rows(const VisitWork& work, const optimize::VisitPlan& plan);

/// The visits of a team as iCalendar; no names of people.
std::string team_calendar(const VisitWork& work, const optimize::VisitPlan& plan, std::uint32_t team, Instant stamped);

/// A line for each day on which a team travels, between the places of that day, as GeoJSON (RFC 7946). Days that touch
/// a school of high security are left out whole.
std::string route_geojson(const VisitWork& work, const optimize::VisitPlan& plan);

/// A page a team and week to print, as HTML without anything from elsewhere.
std::string week_sheets(const VisitWork& work, const optimize::VisitPlan& plan);

/// Planned visits that are in no output.
std::size_t hidden_visits(const VisitWork& work, const optimize::VisitPlan& plan);

}  // namespace minka::planning
