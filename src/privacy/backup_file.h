#pragma once

#include "privacy/backup_manifest.h"

#include <filesystem>

namespace minka::privacy {

/// Length and BLAKE2b of a file. Problems: `io_failed`.
struct FileDigest {
    std::uint64_t byte_count = 0;
    storage::Hash hash{};
};
Result<FileDigest> digest_of(const std::filesystem::path& file);

/// Writes the manifest and after it the bytes of `content` to a new file, reads it back and compares, and only then
/// gives it its name. Problems: `io_failed`; `conflict` when the file exists; `integrity_broken` when the disk gave
/// back other bytes.
Result<> write_backup_file(const std::filesystem::path& file, const std::string& manifest,
                           const std::filesystem::path& content);

/// Reads the manifest alone. Problems: `not_found`, `io_failed`, `malformed_file`.
Result<ReadManifest> read_backup_manifest(const std::filesystem::path& file);

/// Writes the database of a backup to `target`, which only the owner may read, and checks length and hash.
/// Problems: `malformed_file` when the backup is torn or a byte of it was changed; `io_failed`.
Result<> extract_backup(const std::filesystem::path& file, const BackupManifest& manifest,
                        const std::filesystem::path& target);

}  // namespace minka::privacy
