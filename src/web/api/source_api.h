#pragma once

#include "web/route.h"

namespace minka::web {

/// What figures rest on: visits one by one with the submissions that report them, and where a wave's answers came from.
std::vector<Route> source_routes();

}  // namespace minka::web
