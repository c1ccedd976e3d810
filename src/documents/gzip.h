#pragma once

#include "base/result.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace minka::documents {

/// Whether the bytes begin as a gzip file does.
bool is_gzip(std::string_view bytes);

/// The bytes that a gzip file holds, all its members one after the other.
///
/// Problems: `malformed_file` when it is torn or damaged, `too_large` above `most` bytes.
Result<std::string> gunzip(std::string_view bytes, std::size_t most);

}  // namespace minka::documents
