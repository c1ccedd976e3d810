#pragma once

#include "planning/visit_plan.h"

#include <filesystem>

namespace minka::cli {

/// Writes `visits.csv`, an iCalendar file a team, `routes.geojson` and `weeks.html` into a folder; nothing of schools
/// of high security is in any of them. Problems: `io_failed`.
Result<void> write_plan_files(const std::filesystem::path& folder, const planning::VisitWork& work,
                              const optimize::VisitPlan& plan);

}  // namespace minka::cli
