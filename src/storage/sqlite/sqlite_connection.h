#pragma once

#include "storage/connection.h"

#include <filesystem>
#include <memory>
#include <string>

namespace minka::storage {

struct SqliteOptions {
    std::filesystem::path file;
    enum class Access { read_write, read_only } access = Access::read_write;
    std::string vfs;  ///< A registered SQLite VFS; empty for the system's. Tests use one that injects faults.
};

/// Opens a file with WAL, synchronous=FULL, foreign keys and a busy timeout of five seconds; makes it when it is to be
/// written and does not exist. Problems: `storage_failed`, and `malformed_file` when the file is not a SQLite database.
Result<std::unique_ptr<Connection>> open_sqlite(const SqliteOptions& options);

/// Whether every page and index of a SQLite file is sound. Problems: `integrity_broken`.
Result<> check_sqlite(Connection& connection, const std::filesystem::path& file);

/// Copies an open database to a new file while it is in use, as it is at one instant, and checks the copy; a copy that
/// failed is removed.
/// Problems: `storage_failed` (no space, no permission), `integrity_broken`. `io_failed` when the file exists.
Result<> copy_sqlite(Connection& source, const std::filesystem::path& target);

}  // namespace minka::storage
