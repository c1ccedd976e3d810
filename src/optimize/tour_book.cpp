#include "optimize/tour_book.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace minka::optimize {
namespace {

/// Rounding of sums of a few dozen distances.
constexpr double slack = 1e-9;

}  // namespace

TourBook::TourBook(const RouteTask& task)
    : task_(task),
      has_windows_(task.has_windows()),
      has_longest_(task.has_longest()),
      back_(task.distance.size()),
      tours_(task.vehicles * task.days.size()),
      tour_of_(task.stops.size() * task.days.size()),
      days_of_(task.stops.size()),
      marks_(task.stops.size() * task.days.size()),
      is_touched_(tours_.size()) {
    const auto count = task.stops.size();
    for (std::size_t from = 0; from < count; ++from) {
        for (std::size_t to = 0; to < count; ++to) {
            back_[to * count + from] = task.distance[from * count + to];
        }
    }
    for (std::size_t tour = 0; tour < tours_.size(); ++tour) {
        refresh(tour);
    }
}

double TourBook::mean_stops() const {
    std::size_t stops = 0;
    std::size_t used = 0;
    for (const auto& tour : tours_) {
        stops += tour.stops.size();
        used += tour.stops.empty() ? 0U : 1U;
    }
    return used == 0 ? 0 : static_cast<double>(stops) / static_cast<double>(used);
}

/// The shortest time from leaving to being back when the vehicle leaves as late as it can without being later anywhere.
///
/// Source: Savelsbergh, M. (1992). The vehicle routing problem with time windows: minimizing route duration. ORSA
/// Journal on Computing 4(2), 146-154 (forward time slack).
double TourBook::least_duration(const Tour& tour, std::uint32_t added, std::size_t place) const {
    const double start = task_.stops[0].earliest;
    double time = start;
    double waited = 0;
    double delay = std::numeric_limits<double>::infinity();
    std::uint32_t previous = 0;
    const auto visit = [&](std::uint32_t stop) {
        time += task_.between(previous, stop);
        const double wait = std::max(0.0, task_.stops[stop].earliest - time);
        time += wait;
        waited += wait;
        delay = std::min(delay, task_.stops[stop].latest - time + waited);
        time += stop == 0 ? 0 : task_.stops[stop].service;
        previous = stop;
    };
    for (std::size_t i = 0; i <= tour.stops.size(); ++i) {
        if (added != 0 && i == place) {
            visit(added);
        }
        visit(i < tour.stops.size() ? tour.stops[i] : 0U);
    }
    return time - start - std::min(waited, delay);
}

bool TourBook::is_in_time(const Tour& tour, std::uint32_t stop, std::size_t place, std::size_t day) const {
    const auto previous = place == 0 ? 0U : tour.stops[place - 1];
    const auto next = place < tour.stops.size() ? tour.stops[place] : 0U;
    const double begin = std::max(task_.stops[stop].earliest, tour.leave[place] + task_.between(previous, stop));
    if (begin > task_.stops[stop].latest ||
        begin + task_.stops[stop].service + task_.between(stop, next) > tour.latest[place]) {
        return false;
    }
    return !has_longest_ || least_duration(tour, stop, place) <= task_.days[day].longest + slack;
}

double TourBook::time_price(const Tour& tour, std::size_t day, double added) const {
    const double over = tour.distance + tour.service - task_.days[day].longest;
    return weights_.time * (std::max(0.0, over + added) - std::max(0.0, over));
}

void TourBook::count_in(std::size_t tour, double sign) {
    const auto& at = tours_[tour];
    const auto& limits = task_.days[day_of(tour)];
    distance_ += sign * at.distance;
    cost_ += sign * at.cost;
    const bool is_over =
        at.load > limits.capacity + slack || (!has_windows_ && at.distance + at.service > limits.longest + slack);
    broken_ += is_over ? static_cast<int>(sign) : 0;
}

void TourBook::touch(std::size_t tour) {
    if (is_touched_[tour] != 0) {
        return;
    }
    is_touched_[tour] = 1;
    if (before_count_ == before_.size()) {
        before_.emplace_back();
    }
    before_[before_count_].first = tour;
    before_[before_count_].second = tours_[tour];
    ++before_count_;
}

/// Works out everything that follows from the stops.
void TourBook::refresh(std::size_t tour) {
    auto& at = tours_[tour];
    const auto length = at.stops.size();
    const auto day = day_of(tour);
    at.edge.resize(length + 1);
    at.load = 0;
    at.distance = 0;
    at.service = 0;
    std::uint32_t previous = 0;
    for (std::size_t i = 0; i <= length; ++i) {
        const auto stop = i < length ? at.stops[i] : 0U;
        at.edge[i] = task_.between(previous, stop);
        at.distance += at.edge[i];
        at.load += i < length ? task_.stops[stop].demand : 0;
        at.service += i < length ? task_.stops[stop].service : 0;
        previous = stop;
    }
    at.cost = at.distance + weights_.load * over_load(at, 0, day);
    if (!has_windows_) {
        at.cost += has_longest_ ? weights_.time * std::max(0.0, at.distance + at.service - task_.days[day].longest) : 0;
        return;
    }
    at.leave.resize(length + 1);
    at.latest.resize(length + 1);
    at.leave[0] = task_.stops[0].earliest;
    for (std::size_t i = 0; i < length; ++i) {
        const auto& stop = task_.stops[at.stops[i]];
        at.leave[i + 1] = std::max(stop.earliest, at.leave[i] + at.edge[i]) + stop.service;
    }
    at.latest[length] = task_.stops[0].latest;
    for (auto i = length; i-- > 0;) {
        const auto& stop = task_.stops[at.stops[i]];
        at.latest[i] = std::min(stop.latest, at.latest[i + 1] - at.edge[i + 1] - stop.service);
    }
}

void TourBook::insert(std::uint32_t stop, const Insertion& where) {
    touch(where.tour);
    count_in(where.tour, -1);
    auto& stops = tours_[where.tour].stops;
    stops.insert(stops.begin() + static_cast<std::ptrdiff_t>(where.place), stop);
    refresh(where.tour);
    count_in(where.tour, 1);
    const auto day = day_of(where.tour);
    tour_of_[stop * task_.days.size() + day] = where.tour;
    days_before_.emplace_back(stop, days_of_[stop]);
    days_of_[stop] |= DaySet{1} << day;
}

void TourBook::mark(std::uint32_t stop, std::size_t day) {
    marks_[stop * task_.days.size() + day] = 1;
    open_.push_back(tour_of(stop, day));
    days_before_.emplace_back(stop, days_of_[stop]);
    days_of_[stop] &= ~(DaySet{1} << day);
}

void TourBook::close_gaps() {
    std::ranges::sort(open_);
    open_.erase(std::ranges::unique(open_).begin(), open_.end());
    for (const auto tour : open_) {
        touch(tour);
        count_in(tour, -1);
        const auto day = day_of(tour);
        std::erase_if(tours_[tour].stops, [&](std::uint32_t stop) {
            auto& mark = marks_[stop * task_.days.size() + day];
            const bool is_gone = mark != 0;
            mark = 0;
            return is_gone;
        });
        refresh(tour);
        count_in(tour, 1);
    }
    open_.clear();
}

void TourBook::begin() {
    for (std::size_t i = 0; i < before_count_; ++i) {
        is_touched_[before_[i].first] = 0;
    }
    before_count_ = 0;
    days_before_.clear();
}

void TourBook::take_back() {
    for (std::size_t i = 0; i < before_count_; ++i) {
        const auto tour = before_[i].first;
        count_in(tour, -1);
        std::swap(tours_[tour], before_[i].second);
        count_in(tour, 1);
        const auto day = day_of(tour);
        for (const auto stop : tours_[tour].stops) {
            tour_of_[stop * task_.days.size() + day] = static_cast<std::uint32_t>(tour);
        }
    }
    for (auto change = days_before_.rbegin(); change != days_before_.rend(); ++change) {
        days_of_[change->first] = change->second;
    }
    begin();
}

void TourBook::set_weights(const LimitWeights& weights) {
    weights_ = weights;
    distance_ = 0;
    cost_ = 0;
    broken_ = 0;
    for (std::size_t tour = 0; tour < tours_.size(); ++tour) {
        refresh(tour);
        count_in(tour, 1);
    }
}

}  // namespace minka::optimize
