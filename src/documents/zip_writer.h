#pragma once

#include "base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace minka::documents {

/// A file that goes into an archive, under a name.
struct ZipPart {
    std::string name;
    std::filesystem::path file;
};

/// Packs files into a ZIP archive, in constant memory, quickly rather than small. The same files give the same bytes.
/// Problems: `io_failed`.
Result<> write_zip(const std::filesystem::path& path, const std::vector<ZipPart>& parts);

}  // namespace minka::documents
