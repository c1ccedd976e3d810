#pragma once

#include "documents/geojson.h"
#include "documents/json.h"

namespace minka::documents {

/// Problems: `malformed_file`, field the path below `place`.
Result<GeoGeometry> geometry_of(const JsonValue& value, const std::string& place);

}  // namespace minka::documents
