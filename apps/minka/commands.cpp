#include "commands.h"

namespace minka::cli {

void add_commands(CommandTable& table) { static_cast<void>(table); }

}  // namespace minka::cli
