#pragma once

#include "storage/connection.h"

#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace minka::storage {

/// One forward step of the schema. A released migration is never changed; a mistake is mended by the next one.
struct Migration {
    int number = 0;           ///< 1, 2, 3 ... over all modules.
    std::string_view name;    ///< The module and the matter: "registry".
    std::string_view schema;  ///< In the schema language of dialect.h.
};

/// The ledger, its heads and the installation: number 1.
std::span<const Migration> storage_migrations();

/// The number of the last migration applied; 0 for an empty database.
Result<int> schema_version(Connection& connection);

/// Called before the first step of an upgrade of a database that holds data, with its version: makes the backup.
using BeforeUpgrade = std::function<Result<>(int version)>;

/// Brings the schema up to date, in one transaction under a lock: after a failure the old schema stands.
/// Problems: `newer_version` when a newer minka wrote the database; what `before_upgrade` says; `storage_failed`.
Result<> migrate(Connection& connection, std::span<const Migration> migrations, Instant now,
                 const BeforeUpgrade& before_upgrade);

}  // namespace minka::storage
