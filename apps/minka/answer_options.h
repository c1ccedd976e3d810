#pragma once

#include "measurement/answer_file.h"

#include <CLI/CLI.hpp>

namespace minka::cli {

/// The table of answers and how to read it: FILE, --items, --reverse, --categories, --missing.
void with_answers(CLI::App* command, std::string& file, measurement::AnswerFileOptions& reading);

}  // namespace minka::cli
