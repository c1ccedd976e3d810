#pragma once

#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace minka::optimize {

/// Minutes; money and wishes are weighed in minutes of travel.
using Minutes = double;

/// Why nobody may visit a site on a day; `open` when someone may.
enum class DayState : std::uint8_t { open, no_school, security, refused, weekday, unreachable };

/// A school as the planner sees it.
struct VisitSite {
    std::size_t place = 0;       ///< row of the travel matrix
    std::vector<DayState> days;  ///< by day
    Minutes opens = 7 * 60;      ///< a visit begins at this time of the day at the earliest
    Minutes closes = 13 * 60;    ///< and has ended by this one
    Minutes access = 0;          ///< from the road to the school, each way, on a dry day
    Minutes wet_access = 0;      ///< the same in the rains
    std::vector<char> is_wet;    ///< by day
    double fare = 0;             ///< from the road to the school, each way
    bool needs_night = false;    ///< who visits sleeps there, before or after the visit
};

struct Visit {
    std::size_t site = 0;
    std::uint32_t number = 0;  ///< in the sequence of its site, from 0 without a gap
    Minutes length = 0;
    std::uint64_t topics = 0;                 ///< all of them must be among the pair's
    std::optional<std::uint32_t> locked_day;  ///< with the pair: stays where it is
    std::optional<std::uint32_t> locked_pair;
    std::optional<std::uint32_t> former_day;  ///< in the plan that is redone
    std::optional<std::uint32_t> former_pair;
};

/// Two people who travel together.
struct VisitPair {
    std::size_t base = 0;            ///< row of the travel matrix
    std::uint64_t topics = 0;        ///< on which both or one can work
    std::vector<char> is_available;  ///< by day; both are
    Minutes most_weekly = 44 * 60;   ///< travel and visits
    std::uint32_t most_nights = 4;   ///< away from the base in a week
};

/// What every plan keeps.
struct VisitRules {
    int least_gap = 14;  ///< days from a visit to the next one at its site
    int most_gap = 56;
    int first_day = 0;                    ///< no visit is before it but those that are locked
    Minutes leaves = 5 * 60;              ///< nobody is on the road before this time of the day
    Minutes returns = 19 * 60;            ///< nor after this one
    Minutes most_daily = 11 * 60;         ///< from leaving to arriving, waiting included
    std::uint32_t most_of_site = 0;       ///< visits of one site by one pair; 0 for no limit
    std::uint32_t most_total_nights = 0;  ///< of all pairs, the budget; 0 for no limit
};

/// What a plan is measured by, in minutes of travel.
struct VisitWeights {
    Minutes night = 90;     ///< a pair away for a night
    Minutes new_pair = 45;  ///< another pair than at the visit before
    Minutes gap_day = 2;    ///< a day of difference from the even gap
    Minutes moved = 600;    ///< a visit on another day or by another pair than in the former plan
};

/// What a plan is paid with, in one currency. Without amounts, money is not counted.
struct VisitMoney {
    std::vector<float> fares;  ///< on the road, as `travel`; or empty
    double day = 0;            ///< for a pair on a day on which it is out
    double night = 0;          ///< for a pair's night away
    double most = 0;           ///< the budget; 0 for no limit

    bool is_counted() const { return !fares.empty() || day > 0 || night > 0; }
};

/// Days count from a Monday; seven make a week, at whose end every pair is at its base.
struct VisitTask {
    std::size_t places = 0;
    std::vector<float> travel;  ///< minutes on the road, row by row, `places` squared
    std::size_t days = 0;
    std::vector<VisitSite> sites;
    std::vector<Visit> visits;  ///< those of a site one after the other
    std::vector<VisitPair> pairs;
    VisitRules rules;
    VisitWeights weights;
    VisitMoney money;

    Minutes road(std::size_t from, std::size_t to) const { return travel[from * places + to]; }
    std::size_t weeks() const { return (days + 6) / 7; }
};

/// Problems: `invalid_input` naming the field for a size that does not fit, a number that is none, a place, site or
/// pair that is not there, visits of a site that are not in sequence, and a lock without its pair or the other way
/// round.
Result<void> check_task(const VisitTask& task);

}  // namespace minka::optimize
