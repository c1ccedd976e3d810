#pragma once

#include "programme/programme_folder.h"

#include <span>
#include <string_view>

namespace minka::demo {

/// A file of examples/, as it was when this program was built.
struct EmbeddedFile {
    std::string_view folder;  ///< "apostemos"
    std::string_view path;    ///< Within the folder, "texts/es/report.yaml".
    std::string_view text;
};

/// Every file of both folders; made at build time by cmake/EmbedExamples.cmake.
std::span<const EmbeddedFile> embedded_files();

/// A programme folder that ships inside the program, so that a demo runs wherever the program was copied to.
/// Problems: `not_found`, with the folders there are.
Result<programme::FolderFiles> example_folder(std::string_view code);

}  // namespace minka::demo
