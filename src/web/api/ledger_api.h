#pragma once

#include "web/route.h"

namespace minka::web {

/// Who did what, field by field; and who read the data of an office.
std::vector<Route> ledger_routes();

}  // namespace minka::web
