#pragma once

#include "storage/database.h"

namespace minka::storage {

/// A PostgreSQL server; every transaction runs SERIALIZABLE and again after a serialization failure.
Result<std::unique_ptr<Database>> open_postgres_database(const DatabaseOptions& options);

}  // namespace minka::storage
