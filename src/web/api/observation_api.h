#pragma once

#include "web/route.h"

namespace minka::web {

/// Paired observations and the certificates of who observes.
std::vector<Route> observation_routes();

}  // namespace minka::web
