#pragma once

#include "optimize/visit_task.h"
#include "planning/visit_tables.h"

#include <map>
#include <string>

namespace minka::planning {

/// One visit of the sequence that every school gets.
struct VisitMoment {
    double minutes = 0;
    std::vector<std::string> topics;
};

/// A zone or a road that is closed for some days.
struct Closure {
    std::string place;  ///< a school's code, or a territory with all whose codes begin with it
    DateRange days;
    optimize::DayState why = optimize::DayState::security;
};

/// What is paid, in one currency. A pair's rates are of both people.
struct VisitCosts {
    std::string currency;
    double per_km = 0;
    double per_day = 0;    ///< a pair out of its base
    double per_night = 0;  ///< a pair away
    double budget = 0;     ///< no plan spends more; 0 for no limit

    bool is_counted() const { return !currency.empty(); }
};

/// What a coordinator decides before a plan is made.
struct VisitCycle {
    std::string code;
    LocalDate starts_on;
    LocalDate ends_on;
    std::vector<VisitMoment> visits;
    optimize::VisitRules rules;
    double opens = 7 * 60;  ///< minutes of the day
    double closes = 13 * 60;
    double speed = 35;                                      ///< km/h on the road
    double winding = 1.4;                                   ///< road over straight line
    std::map<std::string, double, std::less<>> wet_access;  ///< by mode of access: how many times as long in the rains
    std::vector<Closure> closures;
    VisitCosts costs;
};

/// Keys: `format`, `cycle`, `starts_on`, `ends_on`, `visits` (each `minutes` and optional `topics`), `least_gap`,
/// `most_gap` in days, `leaves`, `returns`, `opens`, `closes` as 07:30; optional `daily_hours`, `most_of_school`,
/// `budget_nights`, `speed_kmh`, `winding`, `wet_access` (a factor by mode of
/// access, for schools without minutes of their own), `closures` (`place`, `from`, `to`, `why`: security or road),
/// `costs`
/// (`currency`, optional `per_km`, `per_day`, `per_night`, `budget`).
///
/// Problems: `malformed_file`, `io_failed`, and the first of what is wrong, with file and line.
Result<VisitCycle> read_visit_cycle(const std::filesystem::path& path);

/// The rules in `visits.yaml` of a programme folder (path to text): the same keys without `cycle`, `starts_on` and
/// `ends_on`, which the recorded cycle gives.
///
/// Problems: `not_ready` without such a file; the first of what is wrong, with file and line.
Result<VisitCycle> folder_visit_rules(const std::map<std::string, std::string>& files);

}  // namespace minka::planning
