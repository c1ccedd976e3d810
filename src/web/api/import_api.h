#pragma once

#include "web/route.h"

namespace minka::web {

/// Tables brought into the registers: first looked at without writing, then written whole or not at all.
std::vector<Route> import_routes();

}  // namespace minka::web
