#include "optimize/route_audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace minka::optimize {
namespace {

constexpr double rounding = 1e-6;

/// One route from the depot and back, told by its sums.
struct Walk {
    double distance = 0;
    double load = 0;
    double duration = 0;
    std::vector<std::string> late;
};

/// The departure is the latest one that makes no service begin later than it must, found by walking twice.
Walk walk_route(const RouteTask& task, const std::vector<std::uint32_t>& route) {
    Walk walk;
    double clock = task.stops[0].earliest;
    double start_at_most = std::numeric_limits<double>::infinity();
    double without_waiting = 0;
    std::size_t at = 0;
    const auto go = [&](std::size_t next) {
        walk.distance += task.between(at, next);
        without_waiting += task.between(at, next);
        clock = std::max(clock + task.between(at, next), task.stops[next].earliest);
        if (clock > task.stops[next].latest + rounding) {
            walk.late.push_back(
                fmt::format("stop {} is reached at {:.3f}, after {:.3f}", next, clock, task.stops[next].latest));
        }
        start_at_most = std::min(start_at_most, task.stops[next].latest - without_waiting);
        if (next != 0) {
            walk.load += task.stops[next].demand;
            clock += task.stops[next].service;
            without_waiting += task.stops[next].service;
        }
        at = next;
    };
    for (const auto stop : route) {
        go(stop);
    }
    go(0);
    walk.duration = std::max(without_waiting, clock - start_at_most);
    return walk;
}

void check_day(const RouteTask& task, const RoutePlan& plan, std::size_t day, std::vector<DaySet>& visited,
               double& distance, std::vector<std::string>& broken) {
    for (const auto& route : plan.days[day]) {
        for (const auto stop : route) {
            if (stop == 0 || stop >= task.stops.size()) {
                broken.push_back(fmt::format("day {} visits {}, which is no stop", day + 1, stop));
                return;
            }
            if ((visited[stop] >> day & 1U) != 0) {
                broken.push_back(fmt::format("stop {} is visited twice on day {}", stop, day + 1));
            }
            visited[stop] |= DaySet{1} << day;
        }
        auto walk = walk_route(task, route);
        distance += route.empty() ? 0 : walk.distance;
        if (route.empty()) {
            continue;
        }
        if (walk.load > task.days[day].capacity + rounding) {
            broken.push_back(fmt::format("a vehicle carries {:.3f} on day {}, above {:.3f}", walk.load, day + 1,
                                         task.days[day].capacity));
        }
        if (walk.duration > task.days[day].longest + rounding) {
            broken.push_back(fmt::format("a vehicle is out for {:.3f} on day {}, above {:.3f}", walk.duration, day + 1,
                                         task.days[day].longest));
        }
        broken.insert(broken.end(), walk.late.begin(), walk.late.end());
    }
}

}  // namespace

std::vector<std::string> find_broken_rules(const RouteTask& task, const RoutePlan& plan) {
    std::vector<std::string> broken;
    if (plan.days.size() != task.days.size()) {
        return {"the plan has another number of days than the task"};
    }
    std::vector<DaySet> visited(task.stops.size());
    double distance = 0;
    for (std::size_t day = 0; day < task.days.size(); ++day) {
        if (plan.days[day].size() > task.vehicles) {
            broken.push_back(fmt::format("day {} has more routes than vehicles", day + 1));
        }
        check_day(task, plan, day, visited, distance, broken);
    }
    for (std::size_t stop = 1; stop < task.stops.size(); ++stop) {
        if (std::ranges::find(task.stops[stop].patterns, visited[stop]) == task.stops[stop].patterns.end()) {
            broken.push_back(fmt::format("stop {} is visited on days that are none of its choices", stop));
        }
    }
    if (std::abs(distance - plan.distance) > rounding * (1 + distance)) {
        broken.push_back(fmt::format("the routes measure {:.3f}, and the plan says {:.3f}", distance, plan.distance));
    }
    return broken;
}

}  // namespace minka::optimize
