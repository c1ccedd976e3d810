#pragma once

#include "web/route.h"

namespace minka::web {

/// What is stored on oneself, and who read it.
std::vector<Route> own_data_routes();

}  // namespace minka::web
