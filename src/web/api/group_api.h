#pragma once

#include "web/route.h"

namespace minka::web {

/// Teacher groups of a cycle: what there is, forming them in the background, and recording what was formed.
std::vector<Route> group_routes();

}  // namespace minka::web
