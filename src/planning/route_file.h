#pragma once

#include "optimize/route_task.h"

#include <filesystem>
#include <string_view>

namespace minka::planning {

/// A periodic routing instance in the text format of Cordeau, Gendreau and Laporte (1997): "1 vehicles customers days",
/// a line "longest capacity" for each day (0: no limit), then for the depot and each customer "number x y service
/// demand visits choices" and that many sets of days, each a binary number whose highest bit is the first day.
/// Distances are straight lines. The number of customers in the header may count the depot too, as it does in p01. No
/// vehicles in the header are as many as are needed.
///
/// Problems: with file and line `malformed_file`, `too_large` above 10,000 customers, and those of
/// `optimize::check_task`.
Result<optimize::RouteTask> parse_pvrp(std::string_view text, std::string_view name);

/// An instance with time windows in the text format of Solomon (1987), also that of Gehring and Homberger: a name,
/// VEHICLE with number (none: as many as are needed) and capacity, CUSTOMER with a row "number x y demand ready due
/// service" for the depot (0) and each customer. A vehicle travels one unit of distance in one of time; distances are
/// straight lines in full precision.
///
/// Problems: as `parse_pvrp`.
Result<optimize::RouteTask> parse_vrptw(std::string_view text, std::string_view name);

/// Problems: those of the parser; `io_failed`.
Result<optimize::RouteTask> read_pvrp_file(const std::filesystem::path& path);
Result<optimize::RouteTask> read_vrptw_file(const std::filesystem::path& path);

}  // namespace minka::planning
