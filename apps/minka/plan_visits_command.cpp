#include "commands.h"
#include "documents/json.h"
#include "optimize/plan_routes.h"
#include "optimize/route_audit.h"
#include "planning/route_file.h"
#include "search_time.h"

#include <fmt/format.h>

#include <chrono>

namespace minka::cli {

namespace {

using documents::json_object;
using documents::JsonArray;

struct VisitWords {
    std::string pvrp;
    std::string vrptw;
    std::uint64_t seed = 1;
    std::uint64_t iterations = 0;
    std::uint64_t end_after = 0;
    std::string time;
    bool is_json = false;
};

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// How many iterations fit into the seconds, by trying a few; the trials count against them.
Result<std::uint64_t> iterations_within(const optimize::RouteTask& task, double seconds, Clock::time_point start) {
    optimize::SearchBudget trial;
    trial.iterations = 200;
    while (true) {
        const auto begin = Clock::now();
        const auto plan = optimize::plan_routes(task, trial);
        if (!plan && plan.error().code != ProblemCode::conflict) {
            return std::unexpected(plan.error());
        }
        const double took = seconds_since(begin);
        if (took > 0.02 * seconds || seconds_since(start) > 0.1 * seconds) {
            const double rate = static_cast<double>(trial.iterations) / std::max(took, 1e-6);
            return static_cast<std::uint64_t>(rate * std::max(0.0, seconds - seconds_since(start))) + 1;
        }
        trial.iterations *= 3;
    }
}

/// The plan of the words' budget: iterations, else a time, else ten seconds; with the options that repeat it.
Result<optimize::RoutePlan> plan_within(CommandContext& context, const VisitWords& words,
                                        const optimize::RouteTask& task, optimize::SearchBudget& options) {
    options.seed = words.seed;
    std::optional<Alarm> alarm;
    if (words.iterations > 0) {
        options.iterations = words.iterations;
        options.end_after = words.end_after > 0 ? words.end_after : options.end_after;
    } else {
        MINKA_TRY_ASSIGN(const auto seconds, seconds_of(words.time.empty() ? "10s" : words.time));
        const auto start = Clock::now();
        MINKA_TRY_ASSIGN(options.iterations, iterations_within(task, seconds, start));
        alarm.emplace(std::max(0.001, seconds - seconds_since(start)));
        options.stop = alarm->token();
    }
    if (context.is_terminal()) {
        options.tell = [&](std::uint64_t count, double best) {
            context.err() << fmt::format("\r{:3.0f} %  {:.2f}  ",
                                         100 * static_cast<double>(count) / static_cast<double>(options.iterations),
                                         best)
                          << std::flush;
        };
    }
    auto plan = optimize::plan_routes(task, options);
    if (context.is_terminal()) {
        context.err() << "\r\x1b[K";
    }
    return plan;
}

std::string repeat_words(const VisitWords& words, const optimize::SearchBudget& options,
                         const optimize::RoutePlan& plan) {
    auto text = fmt::format("--seed {} --iterations {}", words.seed, options.iterations);
    return plan.iterations < options.iterations ? text + fmt::format(" --end-after {}", plan.iterations) : text;
}

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
    context.out() << fmt::format("Distancia total: {:.2f}\n", plan.distance)
                  << "Comprobado: cumple capacidades, ventanas, duraciones y días\n"
                  << "Para repetirlo igual: " << repeat << "\n";
}

Result<Exit> solve_benchmark(CommandContext& context, const VisitWords& words) {
    MINKA_TRY_ASSIGN(const auto task, words.pvrp.empty() ? planning::read_vrptw_file(words.vrptw)
                                                         : planning::read_pvrp_file(words.pvrp));
    optimize::SearchBudget options;
    MINKA_TRY_ASSIGN(const auto plan, plan_within(context, words, task, options));
    if (const auto broken = optimize::find_broken_rules(task, plan); !broken.empty()) {
        return problem(ProblemCode::integrity_broken,
                       "The plan breaks a rule and is not shown: " + broken.front() + ".");
    }
    const auto repeat = repeat_words(words, options, plan);
    if (words.is_json) {
        print_json(context, plan, repeat);
    } else {
        print_routes(context, plan, repeat);
    }
    return Exit::done;
}

Result<Exit> plan_visits(CommandContext& context, const VisitWords& words) {
    if (words.pvrp.empty() == words.vrptw.empty()) {
        return invalid("Give one benchmark instance, with --pvrp or --vrptw.", "FILE");
    }
    return solve_benchmark(context, words);
}

}  // namespace

void add_plan_visits_command(CommandTable& table) {
    const auto words = std::make_shared<VisitWords>();
    auto* command = table.command(table.group("plan", "Planea"), "visits", "Planea rutas de visitas",
                                  [words](CommandContext& context) { return plan_visits(context, *words); });
    command->add_option("--pvrp", words->pvrp, "Instancia de rutas periódicas en el formato de Cordeau");
    command->add_option("--vrptw", words->vrptw, "Instancia con ventanas de tiempo en el formato de Solomon");
    command->add_option("--seed", words->seed, "Semilla")->capture_default_str();
    command->add_option("--iterations", words->iterations, "Iteraciones, para repetir un resultado");
    command->add_option("--end-after", words->end_after, "Iteración en que un reloj cortó la búsqueda que se repite");
    command->add_option("--time", words->time, "Tiempo para buscar; 10s si no se dice");
    command->add_flag("--json", words->is_json, "Escribe los mismos resultados como JSON");
}

}  // namespace minka::cli
