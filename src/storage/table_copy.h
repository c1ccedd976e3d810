#pragma once

#include "storage/migration.h"

#include <span>
#include <string>
#include <vector>

namespace minka::storage {

/// The tables of the schema, sorted by name, without the engine's own.
Result<std::vector<std::string>> tables_of(Connection& connection);

/// Copies every row of every table of the source into the target, in one transaction of the target. The target's
/// schema is of the same version and its tables are emptied first. A source on a server is in a transaction already,
/// so that all tables are of one instant. Problems: `integrity_broken` when the schemas differ.
Result<> copy_rows(Connection& source, Connection& target);

/// Makes a SQLite file with the schema of `migrations` and the rows of `source`, and checks it.
/// Problems: `io_failed` when the file exists.
Result<> copy_database_to_sqlite(Connection& source, std::span<const Migration> migrations, const std::string& file);

}  // namespace minka::storage
