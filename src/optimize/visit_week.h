#pragma once

#include "optimize/plan_visits.h"

#include <array>
#include <limits>
#include <span>

namespace minka::optimize {

/// A visit on its day of the week, in the order in which a pair makes them.
struct WeekVisit {
    std::uint32_t visit = 0;
    std::uint32_t day = 0;  ///< of the cycle

    friend bool operator==(const WeekVisit&, const WeekVisit&) = default;
};

/// What a week costs a pair; nothing else is kept, since it is worked out again in less than a microsecond.
struct WeekCost {
    bool is_possible = true;
    Minutes travel = 0;
    Minutes duty = 0;  ///< travel, waiting and visits
    std::uint32_t nights = 0;
};

/// Where a pair sleeps at the end of each day of a week.
enum class Night : std::uint8_t { base, here, ahead };
using WeekNights = std::array<Night, 7>;

/// The way of one pair through one week: out from the base, from site to site, nights at the last site or ahead at the
/// next one, back at the base on the seventh day. The nights are chosen so that travel and nights cost least.
///
/// `visits` are in the order of days. Impossible is: a visit outside the hours of its site, a day longer than allowed
/// or with travel out of hours, travel on a day on which the pair is not available, more hours or nights than the pair
/// has.
class WeekPlanner {
public:
    explicit WeekPlanner(const VisitTask& task);

    WeekCost cost(std::size_t pair, std::size_t week, std::span<const WeekVisit> visits,
                  WeekNights* nights = nullptr) const;

    /// The days of a possible week, one after the other.
    std::vector<PairDay> days(std::size_t pair, std::size_t week, std::span<const WeekVisit> visits) const;

    /// What a possible week is paid with.
    double money(std::size_t pair, std::size_t week, std::span<const WeekVisit> visits) const;

    /// From one place to another on a day, with the ways from and to the road.
    Minutes travel(std::size_t from_site, std::size_t to_site, std::size_t base, std::size_t day) const;

private:
    /// The cheapest way to one place for the night.
    struct Path {
        Minutes cost = std::numeric_limits<Minutes>::infinity();
        Minutes travel = 0;
        Minutes duty = 0;
        std::uint32_t nights = 0;
        WeekNights slept{};
    };
    /// The base, the last site visited and the next one.
    struct Evenings {
        std::array<Path, 3> paths{};
        std::array<std::size_t, 3> places{at_base, at_base, at_base};
    };
    Evenings next_evening(std::size_t pair, std::size_t day, const Evenings& last,
                          const std::array<std::size_t, 3>& ends, bool is_last,
                          std::span<const WeekVisit> visits) const;

    double fare(std::size_t from_site, std::size_t to_site, std::size_t base) const;

    /// Whether each site that needs a night has one before or after the day's visit.
    bool has_nights(std::span<const WeekVisit> visits, std::size_t woke_at, std::size_t sleeps_at) const;

    /// A day up to the end of its last visit.
    struct Morning {
        bool is_possible = false;
        Minutes travel = 0;
        Minutes leaves = 0;
        Minutes ends = 0;
    };
    Morning morning(std::size_t pair, std::size_t day, std::size_t from, std::span<const WeekVisit> visits) const;

    const VisitTask* task_;
    std::vector<Minutes> ways_;  ///< by site and day: from the road to the site
};

}  // namespace minka::optimize
