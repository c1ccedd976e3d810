#pragma once

#include "web/route.h"

#include <vector>

namespace minka::web {

/// Visits of pairs to schools: the board of a week, lists, steps, and a pair's calendar.
std::vector<Route> visit_routes();

}  // namespace minka::web
