#pragma once

#include "registry/partner.h"
#include "registry/table_import.h"
#include "storage/database.h"

namespace minka::registry {

/// See docs/reference/import-columns.md.
const TableShape& partner_shape();

/// Imports partners, known by their folded names. A partner without a voice is refused: each has at least one role.
/// Problems: those of reading the file and of writing; what is wrong with the rows is in the report.
Result<ImportReport> import_partners(storage::Database& database, const storage::Act& act,
                                     const ImportOptions& options);

}  // namespace minka::registry
