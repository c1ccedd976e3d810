#pragma once

#include "base/result.h"

#include <filesystem>
#include <string_view>

namespace minka::cli {

/// Writes a file that somebody asked for by name, beside its place first, so that a failure leaves what was there.
/// Problems: `io_failed`.
Result<> write_output_file(const std::filesystem::path& path, std::string_view content);

}  // namespace minka::cli
