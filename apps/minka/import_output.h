#pragma once

#include "command.h"
#include "registry/table_import.h"

#include <string>

namespace minka::cli {

/// What every import of a table takes on the command line.
struct ImportWords {
    std::string file;
    std::string map;
    std::string problems;  ///< Where every problem is written as CSV.
    bool dry_run = false;
};

void add_import_words(CLI::App* command, ImportWords& words);

/// With a progress line on a terminal. Problems: those of the mapping file.
Result<registry::ImportOptions> import_options(CommandContext& context, const ImportWords& words);

/// Says what was or would be created and changed, or what is wrong, and then ends with Exit::found.
/// Problems: `io_failed` when the table of problems cannot be written.
Result<Exit> print_report(CommandContext& context, const registry::ImportReport& report, const ImportWords& words);

}  // namespace minka::cli
