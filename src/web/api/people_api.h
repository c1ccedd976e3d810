#pragma once

#include "web/route.h"

namespace minka::web {

/// People by name, with the roles they hold today.
std::vector<Route> people_routes();

}  // namespace minka::web
