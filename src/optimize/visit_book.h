#pragma once

#include "optimize/insertion_memory.h"
#include "optimize/plan_visits.h"
#include "optimize/visit_week.h"

#include <algorithm>
#include <cmath>
#include <memory>

namespace minka::optimize {

/// Where a visit would go, and what it would add.
struct VisitPlace {
    double cost = std::numeric_limits<double>::infinity();
    std::uint32_t pair = 0;
    std::uint32_t day = 0;
    std::uint32_t position = 0;  ///< in the pair's week
};

/// Days that are left to a visit between its neighbours in the sequence.
struct DayWindow {
    int first = 0;
    int last = -1;
    double wished = 0;  ///< the day that makes the gaps even
};

/// A visit plan in the making: the weeks of all pairs. Rules are always kept. Changes can be taken back.
class VisitBook {
public:
    explicit VisitBook(const VisitTask& task);

    const PlannedVisit& planned(std::uint32_t visit) const { return planned_[visit]; }
    const std::vector<PlannedVisit>& all() const { return planned_; }
    std::span<const WeekVisit> week_of(std::uint32_t visit) const;
    std::span<const WeekVisit> week(std::size_t pair, std::size_t week) const {
        return weeks_[pair * week_count_ + week].visits;
    }
    double cost() const { return cost_; }
    Minutes travel() const { return travel_; }
    std::uint64_t nights() const { return nights_; }
    bool keeps_budget() const { return has_left(0, 0); }
    std::size_t absent() const { return absent_; }

    DayWindow window(std::uint32_t visit) const;
    /// The cheapest place with one of the pairs. `skips()` is asked before each better one is taken.
    template <typename Skips>
    VisitPlace cheapest(std::uint32_t visit, std::span<const std::uint32_t> pairs, Skips&& skips) const;
    /// The place on one day with one pair; infinite cost when the rules forbid it.
    VisitPlace place_on(std::uint32_t visit, std::uint32_t pair, std::uint32_t day) const;

    void insert(std::uint32_t visit, const VisitPlace& where);
    void remove(std::uint32_t visit);

    void begin();
    void take_back();
    /// Whether every week changed since `begin` can be travelled: what is left of a week may lack the night on its way,
    /// or take a night more.
    bool is_possible() const;
    /// Works out all costs anew, against rounding.
    void recount();

    bool may_do_more_of_site(std::uint32_t visit, std::uint32_t pair) const;
    /// Whether a pair's week takes the visit on a day, were there no budget.
    bool has_room(std::uint32_t visit, std::uint32_t pair, std::uint32_t day) const;
    bool can_go_alone(std::uint32_t visit, std::uint32_t pair, std::uint32_t day) const;

private:
    struct PairWeek {
        std::vector<WeekVisit> visits;
        WeekCost cost;
        double money = 0;       ///< where there is a budget
        std::uint64_t key = 0;  ///< of pair, week and what it holds
    };
    /// What ties a visit to those before and after it at its site.
    struct Links {
        struct Neighbour {
            bool is_there = false;
            std::uint32_t pair = 0;
            double wished = 0;  ///< day at the even gap
        };
        std::array<Neighbour, 2> neighbours;
        double without = 0;  ///< what ties the two together while the visit is not there
    };

    void find_open_days();
    /// Whether the budget allows for so much more; what takes less is always allowed.
    bool has_left(int nights, double money) const {
        const bool has_nights = task_->rules.most_total_nights == 0 || nights < 0 ||
                                nights_ + static_cast<std::uint64_t>(nights) <= task_->rules.most_total_nights;
        return has_nights && (task_->money.most <= 0 || money < 0 || money_ + money <= task_->money.most);
    }
    Links links_of(std::uint32_t visit) const;
    /// What a visit there adds besides travel: its gaps, other pairs than its neighbours', and having been moved.
    double cost_of(const Links& links, std::uint32_t visit, std::uint32_t pair, std::uint32_t day) const;
    double links(std::uint32_t visit, std::uint32_t pair, std::uint32_t day) const {
        return cost_of(links_of(visit), visit, pair, day);
    }
    double link(std::uint32_t first, std::uint32_t second) const;
    std::optional<std::uint32_t> neighbour(std::uint32_t visit, int step) const;
    bool is_open(std::uint32_t visit, std::uint32_t pair, int day) const;
    /// The least that a visit adds to the travel of a week, by the triangle of roads.
    Minutes detour(std::uint32_t visit, std::size_t pair, std::size_t week) const;
    void try_day(std::uint32_t visit, std::uint32_t pair, std::uint32_t day, const Links& links, WeekInsertions& known,
                 VisitPlace& best, auto&& skips) const;
    /// What the links cost at least on some of the days.
    double least_cost_of(const Links& links, std::uint32_t pair, const DayWindow& days) const;
    void try_week(std::uint32_t visit, std::uint32_t pair, const DayWindow& days, const Links& links, VisitPlace& best,
                  auto&& skips) const;
    WeekInsertions& insertions(std::uint32_t visit, std::size_t index) const {
        return memory_->at(mixed(weeks_[index].key, kinds_[visit]));
    }
    bool fits_into_day(std::uint32_t visit, std::span<const WeekVisit> visits, std::uint32_t day) const;
    void work_out(std::uint32_t visit, std::uint32_t pair, std::uint32_t day, WeekInsertions& known) const;
    /// After a change of a week's visits.
    void renew(std::size_t index);
    void touch(std::size_t index);
    void count_week(std::size_t index, double sign);

    const VisitTask* task_;
    WeekPlanner planner_;
    std::size_t week_count_;
    std::vector<PlannedVisit> planned_;
    std::vector<PairWeek> weeks_;
    std::vector<std::uint64_t> kinds_;  ///< by visit: visits of one kind cost the same anywhere
    std::shared_ptr<InsertionMemory> memory_;
    std::vector<std::uint32_t> visits_of_site_;
    std::vector<double> even_gap_;  ///< by site
    std::vector<int> first_day_;    ///< by visit: with it, those before find open days enough
    std::vector<int> last_day_;
    double cost_ = 0;
    double links_ = 0;
    Minutes travel_ = 0;
    std::uint64_t nights_ = 0;
    double money_ = 0;  ///< where there is a budget
    std::size_t absent_ = 0;
    std::vector<std::pair<std::size_t, PairWeek>> weeks_before_;
    std::vector<std::pair<std::uint32_t, PlannedVisit>> visits_before_;
    std::vector<char> is_touched_;
    double links_before_ = 0;
    mutable std::vector<WeekVisit> trial_;
};

inline double VisitBook::cost_of(const Links& links, std::uint32_t visit, std::uint32_t pair, std::uint32_t day) const {
    double cost = -links.without;
    for (const auto& each : links.neighbours) {
        if (each.is_there) {
            cost += task_->weights.gap_day * std::abs(day - each.wished) +
                    (pair != each.pair ? task_->weights.new_pair : 0);
        }
    }
    const auto& at = task_->visits[visit];
    if (at.former_day && (*at.former_day != day || *at.former_pair != pair)) {
        cost += task_->weights.moved;
    }
    return cost;
}

/// A sum of distances from two days is least at either, or at the end of the window that is nearest to it.
inline double VisitBook::least_cost_of(const Links& links, std::uint32_t pair, const DayWindow& days) const {
    double cost = -links.without;
    const auto& first = links.neighbours[links.neighbours[0].is_there ? 0 : 1];
    const double day = std::clamp(first.wished, static_cast<double>(days.first), static_cast<double>(days.last));
    for (const auto& each : links.neighbours) {
        if (each.is_there) {
            cost += task_->weights.gap_day * std::abs(day - each.wished) +
                    (pair != each.pair ? task_->weights.new_pair : 0);
        }
    }
    return cost;
}

inline void VisitBook::try_day(std::uint32_t visit, std::uint32_t pair, std::uint32_t day, const Links& links,
                               WeekInsertions& known, VisitPlace& best, auto&& skips) const {
    const auto soft = cost_of(links, visit, pair, day);
    if (soft >= best.cost) {
        return;
    }
    const auto weekday = day % 7;
    if ((known.known_days >> weekday & 1U) == 0) {
        work_out(visit, pair, day, known);
    }
    const double cost = soft + static_cast<double>(known.costs[weekday]);
    const bool fits = has_left(known.more_nights[weekday], static_cast<double>(known.more_money[weekday]));
    if (cost < best.cost && fits && !skips()) {
        best = {cost, pair, day, known.positions[weekday]};
    }
}

inline void VisitBook::try_week(std::uint32_t visit, std::uint32_t pair, const DayWindow& days, const Links& links,
                                VisitPlace& best, auto&& skips) const {
    if (least_cost_of(links, pair, days) >= best.cost) {
        return;
    }
    const auto week = static_cast<std::size_t>(days.first / 7);
    const auto index = pair * week_count_ + week;
    auto& known = insertions(visit, index);
    if (known.known_days == 0 && detour(visit, pair, week) >= best.cost) {
        return;
    }
    const bool is_empty = weeks_[index].visits.empty();
    const int amid = static_cast<int>(7 * week + 2);
    int nearest = -1;
    for (int day = days.first; day <= days.last; ++day) {
        if (!is_open(visit, pair, day)) {
            continue;
        }
        if (!is_empty) {
            try_day(visit, pair, static_cast<std::uint32_t>(day), links, known, best, skips);
        } else if (nearest < 0 || std::abs(day - days.wished) < std::abs(nearest - days.wished)) {
            nearest = day;
        }
    }
    // In an empty week the days differ by little: the best by its date, and one amid the week.
    if (nearest >= 0) {
        try_day(visit, pair, static_cast<std::uint32_t>(nearest), links, known, best, skips);
        if (amid != nearest && amid >= days.first && amid <= days.last && is_open(visit, pair, amid)) {
            try_day(visit, pair, static_cast<std::uint32_t>(amid), links, known, best, skips);
        }
    }
}

template <typename Skips>
VisitPlace VisitBook::cheapest(std::uint32_t visit, std::span<const std::uint32_t> pairs, Skips&& skips) const {
    VisitPlace best;
    const auto days = window(visit);
    if (days.first > days.last) {
        return best;
    }
    const auto links = links_of(visit);
    // From the week with the wished day outwards, so that weeks far from it are seldom looked into.
    const int first_week = days.first / 7;
    const int last_week = days.last / 7;
    const int wished = std::clamp(static_cast<int>(days.wished / 7), first_week, last_week);
    const int steps = 2 * std::max(wished - first_week, last_week - wished);
    for (const auto pair : pairs) {
        if ((task_->visits[visit].topics & ~task_->pairs[pair].topics) != 0 || !may_do_more_of_site(visit, pair)) {
            continue;
        }
        for (int step = 0; step <= steps; ++step) {
            const int week = wished + (step % 2 == 0 ? step / 2 : -(step + 1) / 2);
            if (week >= first_week && week <= last_week) {
                try_week(visit, pair, {std::max(7 * week, days.first), std::min(7 * week + 6, days.last), days.wished},
                         links, best, skips);
            }
        }
    }
    return best;
}

}  // namespace minka::optimize
