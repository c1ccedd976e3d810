#pragma once

#include "web/route.h"

namespace minka::web {

/// What a territory's office owns: its indicators, its resolutions, and everything of it in one file.
std::vector<Route> land_routes();

}  // namespace minka::web
