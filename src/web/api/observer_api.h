#pragma once

#include "web/route.h"

namespace minka::web {

/// Certificates of those who observe.
std::vector<Route> observer_routes();

}  // namespace minka::web
