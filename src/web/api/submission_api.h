#pragma once

#include "web/route.h"

namespace minka::web {

/// The filled forms of a programme for its own screens: exports, and conflicts that a person decides.
std::vector<Route> submission_routes();

}  // namespace minka::web
