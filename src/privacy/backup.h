#pragma once

#include "privacy/backup_manifest.h"
#include "privacy/vault.h"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace minka::privacy {

struct BackupOutcome {
    BackupManifest manifest;
    /// What is wrong with the database itself, a sentence each: the backup is as broken as it is, and is made all the
    /// same.
    std::vector<std::string> findings;
};

/// Copies the database, as it is at one instant and while it is in use, into one file: a manifest in readable lines,
/// then a SQLite file, whatever the engine. The copy is opened again and checked: pages, every chain of the ledger
/// against the heads the database had when the copy began, every attachment. It never holds the master key.
///
/// Problems: `conflict` when the file exists; `io_failed`; `storage_failed`; `integrity_broken` when the copy is not
/// healthy.
Result<BackupOutcome> make_backup(storage::Database& database, const Vault& vault, const std::filesystem::path& file,
                                  const std::string& code_version);

/// Checks length, hash and manifest of a backup, and the ledger and attachments inside, without restoring it.
/// Problems: `malformed_file` when it is torn; `integrity_broken`.
Result<BackupOutcome> check_backup(const std::filesystem::path& file, const MasterKey& master_key);

/// What is wrong with the ledger and the attachments of a database, a sentence each.
Result<std::vector<std::string>> findings_in(storage::Connection& connection,
                                             std::span<const storage::LedgerHead> known_heads);

/// A sheet to print, in Spanish: which backup, which key, where it is kept, what to do when the machine is lost.
/// Holds nothing secret.
std::string recovery_sheet(const BackupManifest& manifest, const std::filesystem::path& backup_file,
                           const std::filesystem::path& master_key_file);

}  // namespace minka::privacy
