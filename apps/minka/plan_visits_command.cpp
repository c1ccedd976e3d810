#include "commands.h"
#include "documents/json.h"
#include "figure_text.h"
#include "optimize/plan_routes.h"
#include "optimize/plan_visits.h"
#include "optimize/route_audit.h"
#include "optimize/visit_audit.h"
#include "plan_budget.h"
#include "plan_files.h"
#include "planning/calendar_file.h"
#include "planning/route_file.h"
#include "planning/visit_outputs.h"
#include "recorded_plan_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>

namespace minka::cli {

namespace {

using documents::json_object;
using documents::JsonArray;

struct VisitWords : BudgetWords {
    std::string pvrp;
    std::string vrptw;
    bool is_json = false;
    std::string from;
    bool is_applied = false;
    std::string programme;
    std::string cycle;
    std::string rules;
    std::string schools;
    std::string teams;
    std::string former;
    std::string today;
    std::string travel;
    std::string out;
};

void print_json(CommandContext& context, const optimize::RoutePlan& plan, const std::string& repeat) {
    JsonArray days;
    for (const auto& routes : plan.days) {
        JsonArray vehicles;
        for (const auto& route : routes) {
            JsonArray stops;
            for (const auto stop : route) {
                stops.push_back(std::int64_t{stop});
            }
            vehicles.push_back(std::move(stops));
        }
        days.push_back(std::move(vehicles));
    }
    context.out() << documents::to_pretty_json(json_object({{"distance", plan.distance},
                                                            {"iterations", static_cast<std::int64_t>(plan.iterations)},
                                                            {"repeat", repeat},
                                                            {"days", std::move(days)}}))
                  << "\n";
}

void print_routes(CommandContext& context, const optimize::RoutePlan& plan, const std::string& repeat) {
    for (std::size_t day = 0; day < plan.days.size(); ++day) {
        for (std::size_t vehicle = 0; vehicle < plan.days[day].size(); ++vehicle) {
            const auto& route = plan.days[day][vehicle];
            if (!route.empty()) {
                context.out() << fmt::format("Día {}, vehículo {}: {}\n", day + 1, vehicle + 1, fmt::join(route, " "));
            }
        }
    }
    context.out() << fmt::format("Distancia total: {}\n", FigureText(true).number(plan.distance, 2))
                  << "Comprobado: cumple capacidades, ventanas, duraciones y días\n"
                  << "Para repetirlo igual: " << repeat << "\n";
}

Result<Exit> solve_benchmark(CommandContext& context, const VisitWords& words) {
    MINKA_TRY_ASSIGN(const auto task, words.pvrp.empty() ? planning::read_vrptw_file(words.vrptw)
                                                         : planning::read_pvrp_file(words.pvrp));
    const auto search = [&](const optimize::SearchBudget& budget) { return optimize::plan_routes(task, budget); };
    MINKA_TRY_ASSIGN(const auto searched, plan_within(context, words, search));
    const auto& plan = searched.plan;
    if (const auto broken = optimize::find_broken_rules(task, plan); !broken.empty()) {
        return problem(ProblemCode::integrity_broken,
                       "The plan breaks a rule and is not shown: " + broken.front() + ".");
    }
    const auto repeat = repeat_words(words, searched.rounds, plan.iterations);
    if (words.is_json) {
        print_json(context, plan, repeat);
    } else {
        context.out() << curve_lines(searched.curve);
        print_routes(context, plan, repeat);
    }
    return Exit::done;
}

void print_visits(CommandContext& context, const planning::VisitWork& work, const optimize::VisitPlan& plan,
                  const std::string& repeat) {
    auto& out = context.out();
    const auto planned = std::ranges::count_if(plan.visits, &optimize::PlannedVisit::is_planned);
    out << fmt::format("{} de {} visitas con fecha y pareja\n", planned, plan.visits.size());
    std::map<std::string_view, int> blocked;
    for (const auto& visit : plan.visits) {
        blocked[planning::block_sentence(visit.block)] += visit.is_planned ? 0 : 1;
    }
    for (const auto& [sentence, count] : blocked) {
        if (count > 0) {
            out << fmt::format("  {} sin fecha: {}\n", count, sentence);
        }
    }
    const auto hours = [](double minutes) { return static_cast<long>(std::lround(minutes / 60)); };
    out << fmt::format("Viaje: {} horas; ningún plan con estas visitas baja de {}\n", hours(plan.travel),
                       hours(plan.least_travel))
        << fmt::format("Noches fuera: {}; cambios de pareja: {}; días de diferencia con el intervalo parejo: {:.0f}\n",
                       plan.nights, plan.changes, plan.gap_difference)
        << load_line(work, plan) << money_line(work, plan);
    if (std::ranges::any_of(work.task.visits, [](const auto& visit) { return visit.former_day.has_value(); })) {
        out << "Visitas que cambian frente al plan anterior: " << plan.moved << "\n";
        for (std::size_t visit = 0; visit < plan.visits.size(); ++visit) {
            const auto& asked = work.task.visits[visit];
            const auto& at = plan.visits[visit];
            if (asked.former_day && !work.schools[asked.site].is_high_security &&
                (!at.is_planned || at.day != *asked.former_day || at.pair != *asked.former_pair)) {
                out << fmt::format(
                    "  {} visita {}: {} {} -> {}\n", work.schools[asked.site].code, asked.number + 1,
                    work.date_of(*asked.former_day).text(), work.teams[*asked.former_pair].code,
                    at.is_planned ? work.date_of(at.day).text() + " " + work.teams[at.pair].code : "sin fecha");
            }
        }
    }
    out << "Comprobado: ninguna regla rota\n";
    if (const auto hidden = planning::hidden_visits(work, plan); hidden > 0) {
        out << hidden << " visitas a escuelas de seguridad alta no están en ningún archivo\n";
    }
    out << "Para repetirlo igual: " << repeat << "\n";
}

Result<Exit> plan_cycle(CommandContext& context, const VisitWords& words) {
    MINKA_TRY_ASSIGN(auto cycle, planning::read_visit_cycle(words.rules));
    if (!words.cycle.empty() && words.cycle != cycle.code) {
        return invalid("The rules are of the cycle " + cycle.code + ".", "--cycle");
    }
    MINKA_TRY_ASSIGN(auto schools, planning::read_schools_to_visit(words.schools));
    MINKA_TRY_ASSIGN(auto teams, planning::read_visit_teams(words.teams));
    MINKA_TRY_ASSIGN(const auto calendars, planning::read_calendars(words.programme));
    MINKA_TRY_ASSIGN(auto work,
                     planning::prepare_visits(std::move(cycle), std::move(schools), std::move(teams), calendars));
    MINKA_TRY(use_travel(work, words.travel, words.is_json ? nullptr : &context.out()));
    if (!words.former.empty()) {
        MINKA_TRY_ASSIGN(const auto former, planning::read_former_visits(words.former));
        MINKA_TRY_ASSIGN(const auto today, LocalDate::parse(words.today));
        MINKA_TRY(planning::keep_former(work, former, today));
    }
    const auto search = [&](const optimize::SearchBudget& each) { return optimize::plan_visits(work.task, each); };
    MINKA_TRY_ASSIGN(const auto searched, plan_within(context, words, search));
    const auto& plan = searched.plan;
    if (const auto broken = optimize::find_broken_rules(work.task, plan); !broken.empty()) {
        return problem(ProblemCode::integrity_broken,
                       "The plan breaks a rule and is not shown: " + broken.front() + ".");
    }
    if (!words.out.empty()) {
        MINKA_TRY(write_plan_files(words.out, work, plan));
    }
    const auto repeat = repeat_words(words, searched.rounds, plan.iterations);
    if (words.is_json) {
        context.out() << visit_plan_json(work, plan, repeat, searched.curve);
        return Exit::done;
    }
    context.out() << curve_lines(searched.curve);
    print_visits(context, work, plan, repeat);
    return Exit::done;
}

Result<Exit> plan_visits(CommandContext& context, const VisitWords& words) {
    const int asked = (words.pvrp.empty() ? 0 : 1) + (words.vrptw.empty() ? 0 : 1) + (words.programme.empty() ? 0 : 1);
    if (asked != 1) {
        return invalid("Give a programme folder, or one benchmark instance with --pvrp or --vrptw.", "--programme");
    }
    if (words.programme.empty()) {
        return solve_benchmark(context, words);
    }
    if (!std::filesystem::is_directory(words.programme)) {
        return plan_recorded(context, {words, words.programme, words.cycle, words.from, words.out, words.travel,
                                       words.schools, words.is_json, words.is_applied});
    }
    if (words.rules.empty() || words.schools.empty() || words.teams.empty()) {
        return invalid("A plan needs --rules, --schools and --teams.", "--rules");
    }
    if (words.former.empty() != words.today.empty()) {
        return invalid("A former plan needs the day from which it may change, with --today.", "--today");
    }
    return plan_cycle(context, words);
}

}  // namespace

void add_plan_visits_command(CommandTable& table) {
    const auto words = std::make_shared<VisitWords>();
    auto* command =
        table.command(table.group("plan", "Planea"), "visits", "Da fecha y pareja a cada visita de un ciclo",
                      [words](CommandContext& context) { return plan_visits(context, *words); });
    command->add_option("--programme", words->programme,
                        "Código de un programa de la base de datos, o una carpeta con sus calendarios");
    command->add_option("--cycle", words->cycle, "Código del ciclo; el de las reglas si no se dice");
    command->add_option("--from", words->from, "Con la base de datos: nada se planea antes; hoy si no se dice");
    command->add_flag("--apply", words->is_applied, "Con la base de datos: guarda el plan como visitas propuestas");
    command->add_option("--rules", words->rules, "Fechas del ciclo, visitas y límites, YAML");
    command->add_option(
        "--schools", words->schools,
        "Tabla de escuelas, CSV o XLSX; con la base de datos, lo que se sabe de ellas y el registro no dice");
    command->add_option("--teams", words->teams, "Tabla de parejas, CSV o XLSX");
    command->add_option("--travel", words->travel,
                        "Tiempos de viaje medidos: CSV (from, to, minutes, km) o tabla de OSRM en JSON");
    command->add_option("--former", words->former, "visits.csv de un plan anterior, que se conserva en lo posible");
    command->add_option("--today", words->today, "Lo anterior a esta fecha no se toca");
    command->add_option("--out", words->out, "Carpeta para tabla, iCalendar, GeoJSON y hojas de semana");
    command->add_option("--pvrp", words->pvrp, "Instancia de rutas periódicas en el formato de Cordeau");
    command->add_option("--vrptw", words->vrptw, "Instancia con ventanas de tiempo en el formato de Solomon");
    command->add_option("--seed", words->seed, "Semilla")->capture_default_str();
    command
        ->add_option("--iterations", words->rounds, "Iteraciones de cada vuelta, con comas, para repetir un resultado")
        ->delimiter(',')
        ->check(CLI::PositiveNumber);
    command->add_option("--end-after", words->end_after, "Iteración en que un reloj cortó la búsqueda que se repite");
    command->add_option("--time", words->time, "Tiempo para buscar; 10s si no se dice");
    command->add_flag("--processor-time", words->counts_processor, "--time cuenta el procesador, no el reloj");
    command->add_flag("--curve", words->shows_curve, "Muestra cómo baja el costo con el tiempo");
    command->add_flag("--json", words->is_json, "Escribe los mismos resultados como JSON");
}

}  // namespace minka::cli
