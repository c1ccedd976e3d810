#pragma once

#include "web/route.h"

namespace minka::web {

/// Reports and the pages that return to schools: asked for, made in the background, shown, taken along.
std::vector<Route> report_routes();

}  // namespace minka::web
