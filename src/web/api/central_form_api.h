#pragma once

#include "web/api/central_door.h"

namespace minka::web {

/// Signing in, projects and forms. Source: ODK Central API, "Authentication", "Project Management", "Form Management".
std::vector<CentralRoute> central_form_routes();

}  // namespace minka::web
