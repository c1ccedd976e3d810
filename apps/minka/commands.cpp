#include "commands.h"

namespace minka::cli {

void add_commands(CommandTable& table) {
    add_serve_command(table);
}

}  // namespace minka::cli
