#pragma once

#include "web/route.h"

namespace minka::web {

/// The OpenAPI 3.1 document of a table of routes: every path with who may use it, its parameters, its content and its
/// answers, problems among them. Made from the same declarations that the server runs, so that neither can go its own
/// way.
documents::JsonValue openapi_document(const std::vector<Route>& table);

/// "getProgrammesSchools" for GET /api/v1/programmes/{programme}/schools: unique in a table.
std::string operation_name(const Route& route);

}  // namespace minka::web
