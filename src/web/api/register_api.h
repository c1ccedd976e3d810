#pragma once

#include "web/route.h"

namespace minka::web {

/// Territories, schools and sites, as far as the visitor's grant reaches.
std::vector<Route> register_routes();

}  // namespace minka::web
