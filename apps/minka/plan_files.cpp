#include "plan_files.h"

#include "documents/csv_writer.h"
#include "documents/json.h"
#include "figure_text.h"
#include "output_file.h"
#include "planning/travel_table.h"
#include "planning/visit_outputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace minka::cli {

namespace {

using documents::json_object;
using documents::JsonArray;

documents::JsonValue span_json(const planning::Span& span) {
    return json_object({{"least", span.least}, {"mean", span.mean}, {"most", span.most}});
}

}  // namespace

Result<void> use_travel(planning::VisitWork& work, const std::string& table, std::ostream* out) {
    if (table.empty()) {
        return {};
    }
    MINKA_TRY_ASSIGN(const auto use, planning::use_travel_table(work, table));
    if (out != nullptr) {
        *out << fmt::format("Caminos: {} de la tabla, {} calculados en línea recta\n", use.given, use.computed);
    }
    return {};
}

std::string load_line(const planning::VisitWork& work, const optimize::VisitPlan& plan) {
    const auto load = planning::load_of_pairs(work, plan);
    return fmt::format(
        "Reparto entre {} parejas: de {:.0f} a {:.0f} visitas (media {}) y de {:.0f} a {:.0f} horas de camino y visita "
        "(media {})\n",
        work.teams.size(), load.visits.least, load.visits.most, FigureText(true).number(load.visits.mean, 1),
        load.hours.least, load.hours.most, FigureText(true).number(load.hours.mean, 1));
}

std::string visit_plan_json(const planning::VisitWork& work, const optimize::VisitPlan& plan, const std::string& repeat,
                            const std::vector<CostAt>& curve) {
    JsonArray undated;
    for (std::size_t visit = 0; visit < plan.visits.size(); ++visit) {
        const auto& school = work.schools[work.task.visits[visit].site];
        if (!plan.visits[visit].is_planned) {
            undated.push_back(
                json_object({{"school", school.is_high_security ? "" : school.code},
                             {"visit", std::int64_t{work.numbers[visit]} + 1},
                             {"reason", std::string(planning::block_sentence(plan.visits[visit].block))}}));
        }
    }
    JsonArray costs;
    for (const auto& at : curve) {
        costs.push_back(json_object(
            {{"iterations", static_cast<std::int64_t>(at.iterations)}, {"seconds", at.seconds}, {"cost", at.cost}}));
    }
    const auto load = planning::load_of_pairs(work, plan);
    const auto planned = std::ranges::count_if(plan.visits, &optimize::PlannedVisit::is_planned);
    return documents::to_pretty_json(json_object({{"visits", static_cast<std::int64_t>(plan.visits.size())},
                                                  {"planned", static_cast<std::int64_t>(planned)},
                                                  {"undated", std::move(undated)},
                                                  {"travel_hours", plan.travel / 60},
                                                  {"least_travel_hours", plan.least_travel / 60},
                                                  {"nights", static_cast<std::int64_t>(plan.nights)},
                                                  {"money", plan.money},
                                                  {"currency", work.cycle.costs.currency},
                                                  {"changes", static_cast<std::int64_t>(plan.changes)},
                                                  {"gap_difference", plan.gap_difference},
                                                  {"moved", static_cast<std::int64_t>(plan.moved)},
                                                  {"visits_of_pairs", span_json(load.visits)},
                                                  {"hours_of_pairs", span_json(load.hours)},
                                                  {"cost", plan.cost},
                                                  {"curve", std::move(costs)},
                                                  {"repeat", repeat}})) +
           "\n";
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
