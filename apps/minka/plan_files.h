#pragma once

#include "plan_budget.h"
#include "planning/visit_plan.h"

#include <filesystem>
#include <ostream>
#include <string>

namespace minka::cli {

/// Takes ways from a table, when one is named, and says how many, where there is somewhere to say it.
Result<void> use_travel(planning::VisitWork& work, const std::string& table, std::ostream* out);

/// How evenly the pairs share the work, as a line; nothing without a visit.
std::string load_line(const planning::VisitWork& work, const optimize::VisitPlan& plan);

/// All that is told of a plan, for a program. Schools of high security are counted and not named.
std::string visit_plan_json(const planning::VisitWork& work, const optimize::VisitPlan& plan, const std::string& repeat,
                            const std::vector<CostAt>& curve);

/// "Dinero: 1234000 COP de 2000000 que hay" and a line's end, where a plan counts it.
std::string money_line(const planning::VisitWork& work, const optimize::VisitPlan& plan);

/// Writes `visits.csv`, an iCalendar file a team, `routes.geojson` and `weeks.html` into a folder; nothing of schools
/// of high security is in any of them. Problems: `io_failed`.
Result<void> write_plan_files(const std::filesystem::path& folder, const planning::VisitWork& work,
                              const optimize::VisitPlan& plan);

}  // namespace minka::cli
