#pragma once

#include "optimize/plan_visits.h"
#include "optimize/visit_week.h"

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
    bool can_go_alone(std::uint32_t visit, std::uint32_t pair, std::uint32_t day) const;

private:
    struct PairWeek {
        std::vector<WeekVisit> visits;
        WeekCost cost;
    };

    void find_open_days();
    double links(std::uint32_t visit, std::uint32_t pair, std::uint32_t day) const;
    double link(std::uint32_t first, std::uint32_t second) const;
    double link(std::uint32_t first, std::uint32_t pair, std::uint32_t day, std::uint32_t second) const;
    std::optional<std::uint32_t> neighbour(std::uint32_t visit, int step) const;
    bool is_open(std::uint32_t visit, std::uint32_t pair, int day) const;
    /// The least that a visit adds to the travel of a week, by the triangle of roads.
    Minutes detour(std::uint32_t visit, std::size_t pair, std::size_t week) const;
    void try_day(std::uint32_t visit, std::uint32_t pair, std::uint32_t day, VisitPlace& best, auto&& skips) const;
    void touch(std::size_t index);
    void count_week(std::size_t index, double sign);

    const VisitTask* task_;
    WeekPlanner planner_;
    std::size_t week_count_;
    std::vector<PlannedVisit> planned_;
    std::vector<PairWeek> weeks_;
    std::vector<std::uint32_t> visits_of_site_;
    std::vector<double> even_gap_;  ///< by site
    std::vector<int> first_day_;    ///< by visit: with it, those before find open days enough
    std::vector<int> last_day_;
    double cost_ = 0;
    double links_ = 0;
    Minutes travel_ = 0;
    std::uint64_t nights_ = 0;
    std::size_t absent_ = 0;
    std::vector<std::pair<std::size_t, PairWeek>> weeks_before_;
    std::vector<std::pair<std::uint32_t, PlannedVisit>> visits_before_;
    std::vector<char> is_touched_;
    double links_before_ = 0;
    mutable std::vector<WeekVisit> trial_;
};

inline void VisitBook::try_day(std::uint32_t visit, std::uint32_t pair, std::uint32_t day, VisitPlace& best,
                               auto&& skips) const {
    const auto soft = links(visit, pair, day);
    if (soft >= best.cost) {
        return;
    }
    const auto& at = weeks_[pair * week_count_ + day / 7];
    const double before = at.cost.travel + task_->weights.night * at.cost.nights;
    std::uint32_t position = 0;
    while (position < at.visits.size() && at.visits[position].day < day) {
        ++position;
    }
    for (;; ++position) {
        trial_.assign(at.visits.begin(), at.visits.end());
        trial_.insert(trial_.begin() + position, {visit, day});
        const auto week = planner_.cost(pair, day / 7, trial_);
        const double cost = soft + week.travel + task_->weights.night * week.nights - before;
        const bool fits =
            week.is_possible && (task_->rules.most_total_nights == 0 || week.nights <= at.cost.nights ||
                                 nights_ + week.nights - at.cost.nights <= task_->rules.most_total_nights);
        if (fits && cost < best.cost && !skips()) {
            best = {cost, pair, day, position};
        }
        if (position >= at.visits.size() || at.visits[position].day != day) {
            return;
        }
    }
}

template <typename Skips>
VisitPlace VisitBook::cheapest(std::uint32_t visit, std::span<const std::uint32_t> pairs, Skips&& skips) const {
    VisitPlace best;
    const auto days = window(visit);
    for (const auto pair : pairs) {
        if ((task_->visits[visit].topics & ~task_->pairs[pair].topics) != 0 || !may_do_more_of_site(visit, pair)) {
            continue;
        }
        for (int monday = days.first - days.first % 7; monday <= days.last; monday += 7) {
            if (detour(visit, pair, static_cast<std::size_t>(monday / 7)) >= best.cost) {
                continue;
            }
            const int first = std::max(monday, days.first);
            const int last = std::min(monday + 6, days.last);
            const bool is_empty = weeks_[pair * week_count_ + static_cast<std::size_t>(monday / 7)].visits.empty();
            int nearest = -1;
            for (int day = first; day <= last; ++day) {
                if (!is_open(visit, pair, day)) {
                    continue;
                }
                if (!is_empty) {
                    try_day(visit, pair, static_cast<std::uint32_t>(day), best, skips);
                } else if (nearest < 0 || std::abs(day - days.wished) < std::abs(nearest - days.wished)) {
                    nearest = day;
                }
            }
            // In an empty week the days differ by little: the best by its date, and one amid the week.
            if (nearest >= 0) {
                try_day(visit, pair, static_cast<std::uint32_t>(nearest), best, skips);
                if (monday + 2 != nearest && monday + 2 >= first && monday + 2 <= last &&
                    is_open(visit, pair, monday + 2)) {
                    try_day(visit, pair, static_cast<std::uint32_t>(monday + 2), best, skips);
                }
            }
        }
    }
    return best;
}

}  // namespace minka::optimize
