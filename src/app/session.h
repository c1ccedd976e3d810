#pragma once

#include "forms/submission.h"
#include "privacy/vault.h"
#include "storage/database.h"

#include <filesystem>
#include <memory>
#include <string>

namespace minka::app {

struct SessionOptions {
    std::string database;    ///< A file, or "postgresql://...".
    std::string master_key;  ///< A file; empty for the place beside the database.
    storage::DatabaseOptions::Access access = storage::DatabaseOptions::Access::read_write;
    Clock* clock = nullptr;          ///< The machine's when null; outlives the session otherwise. For a demo.
    RandomSource* random = nullptr;  ///< Of identifiers, never of keys; the operating system's when null.
};

/// An open database with the keys that belong to it and the rooms wired together: what every command and, later, the
/// server works with.
class Session {
public:
    /// Problems: those of `storage::Database::open` and `privacy::Vault::unlock`; `not_ready` when a server's database
    /// is named without a key file.
    static Result<std::unique_ptr<Session>> open(const SessionOptions& options);

    storage::Database& database() { return *database_; }
    const privacy::Vault& vault() const { return *vault_; }
    /// Where submissions go in, with the projections of every room.
    forms::SubmissionBook& submissions() { return *submissions_; }
    const std::filesystem::path& master_key_file() const { return master_key_file_; }
    bool is_writable() const { return is_writable_; }
    /// The copy made before an older database was upgraded; empty when there was nothing to upgrade.
    const std::filesystem::path& upgrade_backup() const { return upgrade_backup_; }

    /// The programme with a code such as "apostemos". Problems: `not_found`, with the codes there are.
    Result<ProgrammeId> programme_by_code(const std::string& code);

private:
    std::unique_ptr<storage::Database> database_;
    std::unique_ptr<privacy::Vault> vault_;
    forms::Projections projections_;
    std::unique_ptr<forms::SubmissionBook> submissions_;
    std::filesystem::path master_key_file_;
    std::filesystem::path upgrade_backup_;
    bool is_writable_ = false;
};

/// The master key of a database: the file that was named, or the one beside it.
/// Problems: `not_ready` for a server's database without a name.
Result<std::filesystem::path> master_key_file_of(const std::string& database, const std::string& master_key);

}  // namespace minka::app
