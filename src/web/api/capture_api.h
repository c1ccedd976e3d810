#pragma once

#include "web/route.h"

namespace minka::web {

/// What a phone takes along, and the sealed envelopes it brings home.
std::vector<Route> capture_routes();

}  // namespace minka::web
