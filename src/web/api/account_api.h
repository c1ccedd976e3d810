#pragma once

#include "web/route.h"

namespace minka::web {

/// Accounts and what they may see in a programme.
std::vector<Route> account_routes();

}  // namespace minka::web
