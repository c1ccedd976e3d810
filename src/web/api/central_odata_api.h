#pragma once

#include "web/api/central_door.h"

namespace minka::web {

/// The OData feed of a form's submissions. Source: OData Version 4.0; ODK Central API, "OData Endpoints".
std::vector<CentralRoute> central_odata_routes();

}  // namespace minka::web
