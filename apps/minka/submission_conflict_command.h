#pragma once

#include "command.h"

namespace minka::cli {

/// `submission conflicts`, in the group "submission".
void add_submission_conflicts(CommandTable& table, CLI::App* group);

}  // namespace minka::cli
