#pragma once

#include "web/route.h"

namespace minka::web {

/// Backups of the whole installation, which stay in a folder of the server.
std::vector<Route> backup_routes();

}  // namespace minka::web
