#pragma once

#include "command.h"
#include "planning/visit_plan.h"

#include <filesystem>
#include <string>

namespace minka::cli {

/// Takes ways from a table, when one is named, and says how many.
Result<void> use_travel(CommandContext& context, planning::VisitWork& work, const std::string& table);

/// "Dinero: 1234000 COP de 2000000 que hay" and a line's end, where a plan counts it.
std::string money_line(const planning::VisitWork& work, const optimize::VisitPlan& plan);

/// Writes `visits.csv`, an iCalendar file a team, `routes.geojson` and `weeks.html` into a folder; nothing of schools
/// of high security is in any of them. Problems: `io_failed`.
Result<void> write_plan_files(const std::filesystem::path& folder, const planning::VisitWork& work,
                              const optimize::VisitPlan& plan);

}  // namespace minka::cli
