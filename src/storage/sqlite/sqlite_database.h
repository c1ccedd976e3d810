#pragma once

#include "storage/database.h"

namespace minka::storage {

/// A SQLite file with one writer thread, whose transactions share commits, and a pool of readers.
Result<std::unique_ptr<Database>> open_sqlite_database(const DatabaseOptions& options);

}  // namespace minka::storage
