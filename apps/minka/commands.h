#pragma once

#include "command.h"

namespace minka::cli {

// One line for each command file, in the order of --help.
void add_serve_command(CommandTable& table);

/// Calls every function above.
void add_commands(CommandTable& table);

}  // namespace minka::cli
