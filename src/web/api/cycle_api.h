#pragma once

#include "web/route.h"

namespace minka::web {

/// Cycles with their gate, decisions and waves.
std::vector<Route> cycle_routes();

}  // namespace minka::web
