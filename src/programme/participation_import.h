#pragma once

#include "registry/table_import.h"
#include "storage/database.h"

#include <string>

namespace minka::programme {

/// The columns `school`, `code_system`, `state`, `since` and `reason`.
const registry::TableShape& participation_shape();

/// Reads which schools take part in a cycle: one row a school and change of state (invited, joined, active, paused,
/// exited), in any order. A row that is recorded already changes nothing; later states follow the recorded ones.
///
/// Problems: those of TableImport and cycle_by_code. A row's own: an unknown or ambiguous school, and those of
/// check_participation.
Result<registry::ImportReport> import_participation(storage::Database& database, const storage::Act& act,
                                                    const registry::ImportOptions& options, const std::string& cycle);

}  // namespace minka::programme
