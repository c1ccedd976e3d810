#pragma once

#include "command.h"

namespace minka::cli {

/// Paired observation: its sheets, their release, the teacher's page, and who is certified to observe.
void add_observation_command(CommandTable& table);

}  // namespace minka::cli
