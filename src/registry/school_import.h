#pragma once

#include "registry/school.h"
#include "registry/school_columns.h"
#include "registry/table_import.h"
#include "storage/database.h"

namespace minka::registry {

/// Imports schools with their sites, one row a site. Rows with one school code are sites of one school; where the file
/// gives no school code, the site is a school of its own. Of several rows, the one whose code is the school's own (the
/// main sede), else the first, decides the school's name, sector, zone and place. A school ends when all its sites do.
///
/// Where the file gives no school_code_system, it is that of the site, and "institucion" for a site whose code is
/// modular.
///
/// A row of a site that is recorded changes only what the file has columns for.
/// Problems: those of reading the file and of writing; what is wrong with the rows is in the report.
Result<ImportReport> import_schools(storage::Database& database, const storage::Act& act, const ImportOptions& options);

}  // namespace minka::registry
