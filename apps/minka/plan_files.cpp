#include "plan_files.h"

#include "documents/csv_writer.h"
#include "output_file.h"
#include "planning/travel_table.h"
#include "planning/visit_outputs.h"

#include <fmt/format.h>

#include <sstream>

namespace minka::cli {

Result<void> use_travel(CommandContext& context, planning::VisitWork& work, const std::string& table) {
    if (table.empty()) {
        return {};
    }
    MINKA_TRY_ASSIGN(const auto use, planning::use_travel_table(work, table));
    context.out() << fmt::format("Caminos: {} de la tabla, {} calculados en línea recta\n", use.given, use.computed);
    return {};
}

std::string money_line(const planning::VisitWork& work, const optimize::VisitPlan& plan) {
    const auto& costs = work.cycle.costs;
    if (!costs.is_counted()) {
        return {};
    }
    const auto limit = costs.budget > 0 ? fmt::format(" de {:.0f} que hay", costs.budget) : std::string();
    return fmt::format("Dinero: {:.0f} {}{}\n", plan.money, costs.currency, limit);
}

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
