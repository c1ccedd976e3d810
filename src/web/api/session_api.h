#pragma once

#include "web/route.h"

namespace minka::web {

/// Signing in and out, who one is, and one's own password, language and tokens.
std::vector<Route> session_routes();

}  // namespace minka::web
