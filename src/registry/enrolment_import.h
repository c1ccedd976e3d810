#pragma once

#include "registry/enrolment.h"
#include "registry/table_import.h"
#include "storage/database.h"

namespace minka::registry {

/// See docs/reference/import-columns.md.
const TableShape& enrolment_shape();

/// Imports counts of students by site, year, level, grade and class on a day. A count of the same class on the same day
/// from the same source replaces the number; one of another day stands beside it. Columns that would name students are
/// refused. Problems: those of reading the file and of writing; what is wrong with the rows is in the report.
Result<ImportReport> import_enrolment(storage::Database& database, const storage::Act& act,
                                      const ImportOptions& options);

}  // namespace minka::registry
