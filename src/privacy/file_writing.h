#pragma once

#include "base/bytes.h"
#include "base/result.h"

#include <filesystem>

namespace minka::privacy {

enum class Existing { keep, replace };

/// Writes a file that only its owner may read, on disk when this returns; a kill leaves the old file or the new one.
/// Problems: `io_failed`; `conflict` when the file exists and is to be kept.
Result<> write_private_file(const std::filesystem::path& file, ByteView content, Existing existing);

/// Gives `from` the name `to`, on disk when this returns. Problems: `conflict` when `to` exists; `io_failed`.
Result<> rename_without_replacing(const std::filesystem::path& from, const std::filesystem::path& to);

/// Makes the content of a file durable. Problems: `io_failed`.
Result<> flush_to_disk(const std::filesystem::path& file);

}  // namespace minka::privacy
