#pragma once

#include "web/route.h"

namespace minka::web {

/// What the data-protection officer answers for: requests with their terms, erasures with their proof, consents.
std::vector<Route> privacy_routes();

}  // namespace minka::web
