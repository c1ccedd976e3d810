#pragma once

#include "command.h"
#include "measurement/calibration_file.h"
#include "measurement/person_scores.h"

namespace minka::cli {

void print_calibration(CommandContext& context, const measurement::Calibration& calibration,
                       const measurement::ItemFile& file);
void print_score_summary(CommandContext& context, const measurement::ScoreList& scores);

}  // namespace minka::cli
