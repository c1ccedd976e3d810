#pragma once

#include "web/route.h"

namespace minka::web {

/// Partners with their roles, agreements and people.
std::vector<Route> partner_routes();

}  // namespace minka::web
