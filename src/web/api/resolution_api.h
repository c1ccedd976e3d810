#pragma once

#include "web/route.h"

namespace minka::web {

/// The draft of a team's resolution, to print and to sign by hand.
std::vector<Route> resolution_routes();

}  // namespace minka::web
