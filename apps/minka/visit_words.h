#pragma once

#include "planning/visit.h"

#include <string>

namespace minka::cli {

/// In Spanish, as the console says them: "acordada", "no se pudo hacer", "clima".
const std::string& state_words(planning::VisitState state);
const std::string& act_words(planning::VisitAct act);
const std::string& cause_words(planning::VisitCause cause);

}  // namespace minka::cli
