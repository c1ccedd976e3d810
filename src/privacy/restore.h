#pragma once

#include "privacy/backup.h"
#include "storage/migration.h"

#include <filesystem>
#include <span>
#include <string>

namespace minka::privacy {

struct RestoreOptions {
    std::filesystem::path backup_file;
    std::string location;                   ///< Where no database is yet: a file, or "postgresql://...".
    std::filesystem::path master_key_file;  ///< Of the database that was backed up.
    std::span<const storage::Migration> migrations;
    /// Without the list of erasures people who were erased since the backup would come back: only for a list that is
    /// lost beyond doubt.
    enum class MissingErasureList { refuse, accept } missing_list = MissingErasureList::refuse;
    Clock* clock = nullptr;          ///< The machine's when null.
    RandomSource* random = nullptr;  ///< The operating system's when null.
};

struct RestoreOutcome {
    BackupManifest manifest;
    std::int64_t erased = 0;            ///< Subjects erased since the backup, erased again.
    std::vector<std::string> findings;  ///< What was broken in the database already when the backup was made.
};

/// Puts a backup where no database is. The backup is checked (length, hash, manifest, pages, ledger against the heads
/// of the manifest, attachments), brought to this program's schema and the erasures since then are replayed, all in a
/// file of its own beside the target; then it gets its name in one step. A kill at any moment leaves no database or
/// the whole one. A server's database is filled in one transaction.
///
/// The restored installation begins chains of its own in the ledger: those of the lost one end where the backup ends,
/// so that a receipt given later shows what is missing, and nothing is ever written twice under one number.
///
/// Problems: `conflict` when there is a database; `busy` when another process has it; `not_found` for a backup, key or
/// list of erasures that is not there; `malformed_file` for a torn backup; `integrity_broken` for another key, a
/// changed manifest, a cut ledger or a cut list of erasures; `newer_version`; `not_ready` when this machine's clock is
/// behind the backup.
Result<RestoreOutcome> restore_backup(const RestoreOptions& options);

}  // namespace minka::privacy
