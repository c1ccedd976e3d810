#pragma once

#include "storage/connection.h"

#include <memory>
#include <string>

namespace minka::storage {

/// Connects to a PostgreSQL 15 server by a libpq address ("postgresql://..."). Transactions run SERIALIZABLE; only
/// unnamed statements are used, so that a connection pool between does no harm.
/// Problems: `storage_failed` with the server's reason, without a password.
Result<std::unique_ptr<Connection>> open_postgres(const std::string& address);

}  // namespace minka::storage
