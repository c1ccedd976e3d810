#pragma once

#include "web/route.h"

namespace minka::web {

/// Whether the server is well, its counters, and the description of the interface itself.
std::vector<Route> system_routes();

}  // namespace minka::web
