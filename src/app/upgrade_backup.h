#pragma once

#include "base/result.h"

#include <filesystem>
#include <string>

namespace minka::app {

/// Copies a database of an older version into a SQLite file before its schema changes: beside the file, or beside the
/// master key for a server's database. Returns the copy's name. The copy holds no key.
///
/// A copy of that version that stands there already is from an upgrade that failed and left the database as it was; it
/// is kept. Problems: `storage_failed` (no space), `io_failed`.
Result<std::filesystem::path> back_up_before_upgrade(const std::string& database, const std::filesystem::path& key_file,
                                                     int version);

}  // namespace minka::app
