#pragma once

#include "optimize/route_task.h"

#include <span>

namespace minka::optimize {

/// The way of one vehicle on one day, with what makes an insertion cheap to judge.
struct Tour {
    std::vector<std::uint32_t> stops;  ///< without the depot
    std::vector<double> edge;          ///< edge[i] leads to stops[i], the last one back to the depot
    std::vector<double> leave;   ///< leave[0] at the depot; leave[i + 1] is the earliest end of service at stops[i]
    std::vector<double> latest;  ///< when service at stops[i] may begin so that all after it is in time; last: depot
    double load = 0;
    double distance = 0;
    double service = 0;
    double cost = 0;  ///< the distance and what the broken limits weigh
};

/// What a unit over a limit weighs beside a unit of distance.
struct LimitWeights {
    double load = 1;
    double time = 1;
};

/// Where a stop would go on a day, and what it would add.
struct Insertion {
    double cost = std::numeric_limits<double>::infinity();
    std::uint32_t tour = 0;
    std::uint32_t place = 0;
};

/// All tours of a plan in the making. Windows are always kept; capacity and, without windows, the longest time may be
/// broken at a price. The tours that an iteration changes can be taken back as they were.
class TourBook {
public:
    explicit TourBook(const RouteTask& task);

    const RouteTask& task() const { return task_; }
    std::size_t tour_count() const { return tours_.size(); }
    const Tour& tour(std::size_t index) const { return tours_[index]; }
    std::size_t day_of(std::size_t tour) const { return tour / task_.vehicles; }
    DaySet days_of(std::uint32_t stop) const { return days_of_[stop]; }
    std::uint32_t tour_of(std::uint32_t stop, std::size_t day) const {
        return tour_of_[stop * task_.days.size() + day];
    }
    double distance() const { return distance_; }
    double cost() const { return cost_; }
    bool keeps_limits() const { return broken_ == 0; }
    double mean_stops() const;

    /// The cheapest insertion on a day. `skips()` is asked before each better one is taken.
    template <typename Skips>
    Insertion cheapest(std::uint32_t stop, std::size_t day, Skips&& skips) const;

    void insert(std::uint32_t stop, const Insertion& where);
    /// Marks a stop as gone from a day; `close_gaps` then takes the marked ones out of their tours.
    void mark(std::uint32_t stop, std::size_t day);
    void close_gaps();
    bool is_marked(std::uint32_t stop, std::size_t day) const { return marks_[stop * task_.days.size() + day]; }

    /// What happens from here on can be taken back, or kept.
    void begin();
    void take_back();

    void set_weights(const LimitWeights& weights);

private:
    double over_load(const Tour& tour, double added, std::size_t day) const {
        return std::max(0.0, tour.load + added - task_.days[day].capacity);
    }
    bool is_in_time(const Tour& tour, std::uint32_t stop, std::size_t place, std::size_t day) const;
    double time_price(const Tour& tour, std::size_t day, double added) const;
    void touch(std::size_t tour);
    void refresh(std::size_t tour);
    void count_in(std::size_t tour, double sign);
    double least_duration(const Tour& tour, std::uint32_t added, std::size_t place) const;

    const RouteTask& task_;
    bool has_windows_;
    bool has_longest_;
    LimitWeights weights_;
    std::vector<double> back_;  ///< the distances the other way round, so that both ends are read along a row
    std::vector<Tour> tours_;
    std::vector<std::uint32_t> tour_of_;
    std::vector<DaySet> days_of_;
    std::vector<char> marks_;
    std::vector<std::uint32_t> open_;  ///< tours with marked stops
    double distance_ = 0;
    double cost_ = 0;
    int broken_ = 0;  ///< tours over a limit
    std::vector<std::pair<std::size_t, Tour>> before_;
    std::size_t before_count_ = 0;
    std::vector<char> is_touched_;
    std::vector<std::pair<std::uint32_t, DaySet>> days_before_;
};

template <typename Skips>
Insertion TourBook::cheapest(std::uint32_t stop, std::size_t day, Skips&& skips) const {
    Insertion best;
    const auto count = task_.stops.size();
    const double* from = &task_.distance[stop * count];
    const double* into = &back_[stop * count];
    const double demand = task_.stops[stop].demand;
    bool has_empty = false;
    const auto first = day * task_.vehicles;
    for (auto index = first; index < first + task_.vehicles; ++index) {
        const auto& tour = tours_[index];
        if (tour.stops.empty()) {
            if (has_empty) {
                continue;
            }
            has_empty = true;
        }
        const double price = weights_.load * (over_load(tour, demand, day) - over_load(tour, 0, day));
        if (price >= best.cost) {
            continue;
        }
        std::uint32_t previous = 0;
        for (std::size_t place = 0; place <= tour.stops.size(); ++place) {
            const auto next = place < tour.stops.size() ? tour.stops[place] : 0U;
            const double added = into[previous] + from[next] - tour.edge[place];
            previous = next;
            double cost = added + price;
            if (cost >= best.cost) {
                continue;
            }
            if (has_windows_) {
                if (!is_in_time(tour, stop, place, day)) {
                    continue;
                }
            } else if (has_longest_) {
                cost += time_price(tour, day, added + task_.stops[stop].service);
                if (cost >= best.cost) {
                    continue;
                }
            }
            if (!skips()) {
                best = {cost, static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(place)};
            }
        }
    }
    return best;
}

}  // namespace minka::optimize
