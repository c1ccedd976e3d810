#pragma once

#include "storage/database.h"

#include <filesystem>
#include <memory>
#include <string>

namespace minka::app {

struct SessionOptions {
    std::string database;    ///< A file, or "postgresql://...".
    std::string master_key;  ///< A file; empty for the place beside the database.
    storage::DatabaseOptions::Access access = storage::DatabaseOptions::Access::read_write;
};

/// An open database with the keys that belong to it: what every command and, later, the server works with.
class Session {
public:
    /// Problems: those of `storage::Database::open`; `not_ready` when a server's database is named without a key file.
    static Result<std::unique_ptr<Session>> open(const SessionOptions& options);

    storage::Database& database() { return *database_; }
    const std::filesystem::path& master_key_file() const { return master_key_file_; }
    bool is_writable() const { return is_writable_; }

    /// The programme with a code such as "apostemos". Problems: `not_found`, with the codes there are.
    Result<ProgrammeId> programme_by_code(const std::string& code);

private:
    std::unique_ptr<storage::Database> database_;
    std::filesystem::path master_key_file_;
    bool is_writable_ = false;
};

}  // namespace minka::app
