#pragma once

#include "command.h"

namespace minka::cli {

/// `minka submission of visit|visits|wave|sessions|teams|workshops`: the submissions that a figure rests on.
void add_submission_sources(CommandTable& table, CLI::App* group);

/// `minka submission of sessions|teams|workshops`, below the group `of`.
void add_field_sources(CommandTable& table, CLI::App* of);

}  // namespace minka::cli
