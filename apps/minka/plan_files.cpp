#include "plan_files.h"

#include "documents/csv_writer.h"
#include "output_file.h"
#include "planning/visit_outputs.h"

#include <fmt/format.h>

#include <sstream>

namespace minka::cli {

namespace {}  // namespace

Result<void> write_plan_files(const std::filesystem::path& folder, const planning::VisitWork& work,
                              const optimize::VisitPlan& plan) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    std::ostringstream table;
    documents::CsvWriter writer(table);
    for (const auto& row : planning::visit_rows(work, plan)) {
        MINKA_TRY(writer.row(row));
    }
    MINKA_TRY(writer.finish());
    MINKA_TRY(write_output_file(folder / "visits.csv", table.str()));
    MINKA_TRY_ASSIGN(const auto stamped, parse_instant(work.cycle.starts_on.text()));
    for (std::uint32_t team = 0; team < work.teams.size(); ++team) {
        MINKA_TRY(write_output_file(folder / fmt::format("team-{:03}.ics", team + 1),
                                    planning::team_calendar(work, plan, team, stamped)));
    }
    MINKA_TRY(write_output_file(folder / "routes.geojson", planning::route_geojson(work, plan)));
    return write_output_file(folder / "weeks.html", planning::week_sheets(work, plan));
}

}  // namespace minka::cli
