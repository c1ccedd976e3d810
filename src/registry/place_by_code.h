#pragma once

#include "registry/school.h"
#include "storage/reader.h"

#include <string>

namespace minka::registry {

/// The territory, or the school, with a code that stands on a date, whatever its code system.
/// Problems: `not_found`; `conflict` when records of two systems have the code.
Result<TerritoryId> territory_by_code(storage::Reader& reader, const std::string& code, LocalDate on);
Result<SchoolId> school_by_code(storage::Reader& reader, const std::string& code, LocalDate on);

}  // namespace minka::registry
