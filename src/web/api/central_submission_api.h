#pragma once

#include "web/api/central_door.h"

namespace minka::web {

/// Submissions one by one, what was said of them, their files, and all of them as CSV.
/// Source: ODK Central API, "Submission Management".
std::vector<CentralRoute> central_submission_routes();

}  // namespace minka::web
