#pragma once

#include "base/instant.h"
#include "privacy/erasure_list.h"
#include "storage/ledger_entry.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace minka::privacy {

/// What a backup says of itself, in lines that a person can read with any text viewer at the start of the file.
struct BackupManifest {
    int schema = 0;  ///< Number of the last migration.
    Instant created_at;
    std::string code_version;
    std::string engine;            ///< Of the database that was copied: "sqlite" or "postgresql".
    std::uint64_t byte_count = 0;  ///< Of the SQLite file that follows the manifest.
    storage::Hash content_hash{};  ///< BLAKE2b of that file.
    std::string key_fingerprint;
    ErasureHead erasures;           ///< How far the list of erasures had come.
    std::size_t finding_count = 0;  ///< What a verification of the copied ledger found.
    std::vector<storage::LedgerHead> heads;

    friend bool operator==(const BackupManifest&, const BackupManifest&) = default;
};

/// The lines, with an authentication under the master key and an empty line at the end.
std::string render_manifest(const BackupManifest& manifest, ByteView master_key);

/// A manifest read but not yet believed.
struct ReadManifest {
    BackupManifest manifest;
    std::string authenticated;  ///< The lines that the authentication covers.
    Bytes authentication;
};

/// Reads the lines, the empty one included. Problems: `malformed_file` with the line.
Result<ReadManifest> parse_manifest(std::string_view text);

/// Problems: `integrity_broken` when the manifest was not written under this master key or was changed.
Result<> authenticate_manifest(const ReadManifest& read, ByteView master_key);

/// "minka backup 1", the first line of every backup.
inline constexpr std::string_view backup_mark = "minka backup 1\n";

}  // namespace minka::privacy
