#pragma once

#include "web/route.h"

namespace minka::web {

/// Pedagogical teams: the board of a programme's stages, the share of UGEL with a team at a date, and the steps of one
/// UGEL from no team to an active one.
std::vector<Route> team_routes();

}  // namespace minka::web
