#pragma once

#include "plan_budget.h"

namespace minka::cli {

struct RecordedPlanWords : BudgetWords {
    std::string programme;
    std::string cycle;
    std::string from;
    std::string out;
    std::string travel;
    std::string schools;
    bool is_json = false;
    bool is_applied = false;
};

/// Plans the visits of a recorded cycle, says what would change, and writes it when asked to.
Result<Exit> plan_recorded(CommandContext& context, const RecordedPlanWords& words);

}  // namespace minka::cli
