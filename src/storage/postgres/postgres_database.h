#pragma once

#include "storage/database.h"

namespace minka::storage {

/// A PostgreSQL server, with one committer in this process and a pool of connections that read; every transaction runs
/// SERIALIZABLE and again after a serialization failure. Several processes may work on one server.
Result<std::unique_ptr<Database>> open_postgres_database(const DatabaseOptions& options);

}  // namespace minka::storage
