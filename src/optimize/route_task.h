#pragma once

#include "base/result.h"

#include <cstdint>
#include <limits>
#include <vector>

namespace minka::optimize {

/// Days as bits; the first day is the lowest bit. At most 64.
using DaySet = std::uint64_t;

/// A place to be visited. Times and distances share one unit: a vehicle travels one in one.
struct RouteStop {
    double demand = 0;
    double service = 0;  ///< time spent there
    double earliest = 0;
    double latest = std::numeric_limits<double>::infinity();  ///< when service may begin at the latest
    /// The sets of days of which one is to be chosen; it is visited once on each of them. Empty at the depot only.
    std::vector<DaySet> patterns;
};

/// What a vehicle can do on a day.
struct VehicleLimits {
    double capacity = std::numeric_limits<double>::infinity();
    double longest = std::numeric_limits<double>::infinity();  ///< from leaving the depot to being back
};

/// Vehicles that leave one depot on each of several days to visit places (periodic vehicle routing; with one day and
/// windows: vehicle routing with time windows). `stops[0]` is the depot; its window is that of the vehicles.
struct RouteTask {
    std::vector<RouteStop> stops;
    std::vector<double> distance;     ///< row by row, `stops.size()` squared; from the row's stop to the column's
    std::vector<VehicleLimits> days;  ///< one for each day
    std::size_t vehicles = 0;         ///< on each day

    double between(std::size_t from, std::size_t to) const { return distance[from * stops.size() + to]; }
    bool has_windows() const;
    bool has_longest() const;
};

/// Straight lines between points, `x` and `y` alike long.
std::vector<double> straight_distances(const std::vector<double>& x, const std::vector<double>& y);

/// Problems: `invalid_input` naming the field for a depot alone, a distance, demand, time or limit that is negative or
/// no number, a window that ends before it begins, a stop without pattern or with a day that is not there, more than 64
/// days, no vehicle, or a distance matrix of another size; `conflict` for a stop that no vehicle could serve alone.
Result<void> check_task(const RouteTask& task);

}  // namespace minka::optimize
