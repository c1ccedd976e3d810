#pragma once

#include "web/route.h"

namespace minka::web {

/// The code that one's phone shows at sign-in: on, off, and lost.
std::vector<Route> second_factor_routes();

}  // namespace minka::web
