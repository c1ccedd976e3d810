#pragma once

#include "web/route.h"

namespace minka::web {

/// What a visitor opens in the morning: what is late, what is near, and how the programme stands.
std::vector<Route> home_routes();

}  // namespace minka::web
