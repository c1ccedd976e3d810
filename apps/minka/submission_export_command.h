#pragma once

#include "command.h"

namespace minka::cli {

/// `submission export` and `submission agreement`, in the group "submission".
void add_submission_export(CommandTable& table, CLI::App* group);

}  // namespace minka::cli
