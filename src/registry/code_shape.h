#pragma once

#include "registry/import_row.h"
#include "registry/territory.h"

#include <string_view>

namespace minka::registry {

/// How the codes of a territory of a kind are written: DIVIPOLA 2 digits for a department and 5 for a municipality,
/// ubigeo and UGEL 6; any text elsewhere.
CodeShape territory_code_shape(std::string_view code_system, TerritoryKind kind);

/// The same for sites and schools: DANE 12 digits, código modular 7; any text elsewhere.
CodeShape school_code_shape(std::string_view code_system);

/// The system a column's name tells of ("Código DIVIPOLA" -> "divipola"); empty when it tells none.
std::string_view code_system_of_column(std::string_view column);

}  // namespace minka::registry
