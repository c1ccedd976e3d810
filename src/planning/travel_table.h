#pragma once

#include "planning/visit_plan.h"

#include <filesystem>

namespace minka::planning {

/// Ways that were taken from a table instead of the map.
struct TravelUse {
    std::size_t given = 0;
    std::size_t computed = 0;
};

/// Puts measured times into the work in the place of straight lines, and fares by their kilometres where money is
/// counted. Ways between the road and the schools stay as they are.
///
/// A `.json` file is the answer of OSRM's table service: `durations` in seconds, optional `distances` in metres, for
/// the pairs and then the schools in the order of their tables. Where it gives `sources` with a location, each must lie
/// within 25 km of its place, so that another order is noticed. A null is a way that cannot be travelled.
///
/// Any other file is a table with the columns from, to, minutes and optional km, of codes of pairs and schools; a way
/// that is given in one direction alone holds for both, and ways that are not given stay computed.
///
/// Problems: those of the readers; `invalid_input` for a code or number that is none, a way that comes twice, and a
/// matrix of another size.
Result<TravelUse> use_travel_table(VisitWork& work, const std::filesystem::path& path);

}  // namespace minka::planning
