#pragma once

#include "programme/programme_folder.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

namespace minka::programme {

inline std::filesystem::path source_folder() {
    const char* folder = std::getenv("MINKA_SOURCE_DIR");
    return folder == nullptr ? std::filesystem::current_path() : std::filesystem::path(folder);
}

/// The files of one of the two folders that ship.
inline FolderFiles example_files(std::string_view name) {
    auto files = read_folder_files(source_folder() / "examples" / name);
    REQUIRE(files.has_value());
    return *std::move(files);
}

inline ProgrammeFolder example_folder(std::string_view name) {
    auto folder = load_programme_folder(source_folder() / "examples" / name);
    REQUIRE_MESSAGE(folder.has_value(), (folder ? std::string() : to_sentence(folder.error())));
    return *std::move(folder);
}

}  // namespace minka::programme
