#pragma once

#include <string_view>

namespace minka {

/// The version of this program, as the project of CMakeLists.txt has it; backups and releases carry it.
inline constexpr std::string_view program_version = "0.1.0";

}  // namespace minka
