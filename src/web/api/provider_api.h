#pragma once

#include "web/route.h"

namespace minka::web {

/// Signing in with an account of an identity provider, and the links that let it.
std::vector<Route> provider_routes();

}  // namespace minka::web
