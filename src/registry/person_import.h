#pragma once

#include "privacy/vault.h"
#include "registry/person_columns.h"
#include "registry/table_import.h"
#include "storage/database.h"

namespace minka::registry {

/// Imports people with their roles, one row a role. Who is who: a document that is recorded tells it; without one, the
/// same name in the same role at the same place is the same person, so that a second import changes nothing. Anybody
/// else is a new person, and whoever resembles somebody at the same place is listed for a human, never merged.
///
/// Names, contacts and numbers are sealed under the person's own key; the report shows that they change, not how.
/// Problems: those of reading the file and of writing; what is wrong with the rows is in the report, two heads of one
/// school at one time among them.
Result<ImportReport> import_people(storage::Database& database, const privacy::Vault& vault, const storage::Act& act,
                                   const ImportOptions& options);

}  // namespace minka::registry
