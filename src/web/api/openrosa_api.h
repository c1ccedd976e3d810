#pragma once

#include "web/route.h"

namespace minka::web {

/// What ODK Collect and its like speak: the list of forms, the forms with their files, and filled forms. Each address
/// exists twice, under /key/{token} for an enrolled device and under /openrosa for a name and password.
///
/// Sources: docs.getodk.org/openrosa (form discovery and submission, version 1.0); ODK XForms Specification.
std::vector<Route> openrosa_routes();

/// A problem as field clients show it: an OpenRosaResponse.
HttpResponse field_problem_response(const Problem& problem, std::string_view language);

}  // namespace minka::web
