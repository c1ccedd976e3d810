#include "optimize/route_task.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace minka::optimize {
namespace {

bool is_amount(double value) { return std::isfinite(value) && value >= 0; }

Result<void> check_stop(const RouteTask& task, std::size_t place) {
    const auto& stop = task.stops[place];
    const auto field = fmt::format("stops[{}]", place);
    if (!is_amount(stop.demand) || !is_amount(stop.service) || !is_amount(stop.earliest) ||
        !(stop.latest >= stop.earliest)) {
        return invalid(
            "A demand, a time of service and a window are numbers from 0 on, and a window ends after it begins.",
            field);
    }
    if ((place == 0) != stop.patterns.empty()) {
        return invalid("Every stop but the depot has at least one set of days.", field);
    }
    for (const auto days : stop.patterns) {
        if (days == 0 || (task.days.size() < 64 && (days >> task.days.size()) != 0)) {
            return invalid("A set of days holds a day that is not there, or none.", field);
        }
    }
    return {};
}

/// Whether a vehicle that serves this stop alone keeps all limits of the day.
bool can_serve_alone(const RouteTask& task, std::size_t place, const VehicleLimits& limits) {
    const auto& stop = task.stops[place];
    const double arrival = std::max(stop.earliest, task.stops[0].earliest + task.between(0, place));
    const double back = arrival + stop.service + task.between(place, 0);
    return stop.demand <= limits.capacity && arrival <= stop.latest && back <= task.stops[0].latest &&
           task.between(0, place) + stop.service + task.between(place, 0) <= limits.longest;
}

Result<void> check_reach(const RouteTask& task) {
    for (std::size_t place = 1; place < task.stops.size(); ++place) {
        const bool is_served = std::ranges::any_of(task.stops[place].patterns, [&](DaySet days) {
            for (std::size_t day = 0; day < task.days.size(); ++day) {
                if ((days >> day & 1U) != 0 && !can_serve_alone(task, place, task.days[day])) {
                    return false;
                }
            }
            return true;
        });
        if (!is_served) {
            return problem(ProblemCode::conflict, "No vehicle could serve this stop even if it did nothing else.",
                           fmt::format("stops[{}]", place));
        }
    }
    return {};
}

}  // namespace

bool RouteTask::has_windows() const {
    return std::ranges::any_of(stops,
                               [](const RouteStop& stop) { return stop.earliest > 0 || std::isfinite(stop.latest); });
}

bool RouteTask::has_longest() const {
    return std::ranges::any_of(days, [](const VehicleLimits& limits) { return std::isfinite(limits.longest); });
}

std::vector<double> straight_distances(const std::vector<double>& x, const std::vector<double>& y) {
    const auto count = x.size();
    std::vector<double> distance(count * count);
    for (std::size_t from = 0; from < count; ++from) {
        for (std::size_t to = 0; to < count; ++to) {
            const double across = x[from] - x[to];
            const double along = y[from] - y[to];
            distance[from * count + to] = std::sqrt(across * across + along * along);
        }
    }
    return distance;
}

Result<void> check_task(const RouteTask& task) {
    const auto count = task.stops.size();
    if (count < 2 || task.vehicles == 0 || task.days.empty() || task.days.size() > 64) {
        return invalid("A task has a depot, at least one stop, a vehicle and 1 to 64 days.", "stops");
    }
    if (task.distance.size() != count * count || !std::ranges::all_of(task.distance, is_amount)) {
        return invalid("The distances are one number from 0 on for each pair of stops.", "distance");
    }
    for (const auto& limits : task.days) {
        if (!(limits.capacity >= 0) || !(limits.longest >= 0)) {
            return invalid("A capacity and a longest time are numbers from 0 on.", "days");
        }
    }
    for (std::size_t place = 0; place < count; ++place) {
        MINKA_TRY(check_stop(task, place));
    }
    return check_reach(task);
}

}  // namespace minka::optimize
