#include "commands.h"
#include "documents/csv_writer.h"
#include "documents/json.h"
#include "figure_text.h"
#include "group_option_words.h"
#include "optimize/group_bound.h"
#include "output_file.h"
#include "planning/group_costs.h"
#include "planning/group_figures.h"
#include "planning/mdgp_file.h"
#include "recorded_groups.h"
#include "search_time.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <sstream>

namespace minka::cli {

namespace {

using documents::json_object;
using documents::JsonArray;
using documents::JsonValue;

const FigureText in_spanish(true);

struct GroupWords {
    std::string file;
    std::string mdgp;
    std::string programme;
    std::string cycle;
    std::string on;
    std::string size;  ///< 15..25 when nothing is said
    std::size_t groups = 0;
    planning::PeopleColumns columns;
    std::string sites;
    std::vector<std::string> where;
    std::string reach;
    std::string places;
    std::string former;
    std::string out;
    std::uint64_t seed = 1;
    std::uint64_t iterations = 0;
    std::string time;
    bool counts_processor = false;
    bool fills_missing = false;
    bool is_anew = false;
    bool is_applied = false;
    bool is_alike = false;
    bool has_costs = false;
    bool is_json = false;
};

/// The budget that the words say: iterations, else a time, else one second. Told on the terminal as it is spent.
class Budget {
public:
    static Result<std::unique_ptr<Budget>> of(CommandContext& context, const GroupWords& words) {
        auto budget = std::make_unique<Budget>(context);
        budget->options.seed = words.seed;
        budget->options.iterations =
            words.iterations > 0 ? words.iterations : std::numeric_limits<std::uint64_t>::max();
        const bool has_time = words.iterations == 0 || !words.time.empty();
        MINKA_TRY_ASSIGN(const auto seconds, seconds_of(words.time.empty() ? "1s" : words.time));
        const auto kind = words.counts_processor ? TimeKind::processor : TimeKind::wall;
        const double start = seconds_now(kind);
        budget->alarm_.emplace(has_time ? seconds : std::numeric_limits<double>::infinity(), kind);
        budget->options.stop = budget->alarm_->token();
        if (context.is_terminal()) {
            budget->options.tell = [&context, has_time, seconds, kind, start, most = words.iterations](auto count) {
                const double share = has_time ? (seconds_now(kind) - start) / seconds
                                              : static_cast<double>(count) / static_cast<double>(most);
                const auto full = static_cast<int>(30 * std::clamp(share, 0.0, 1.0));
                context.err() << fmt::format("\r[{:=<{}}{: <{}}] {} iteraciones; Ctrl-C termina con lo hallado", "",
                                             full, "", 30 - full, count)
                              << std::flush;
            };
        }
        return budget;
    }
    explicit Budget(CommandContext& context) : context_(context) {}
    ~Budget() {
        if (context_.is_terminal()) {
            context_.err() << "\r\x1b[K";
        }
    }
    Budget(const Budget&) = delete;
    Budget& operator=(const Budget&) = delete;

    optimize::FormOptions options;

private:
    CommandContext& context_;
    std::optional<Alarm> alarm_;
};

void print_repeat(CommandContext& context, const GroupWords& words, const optimize::Grouping& groups) {
    if (groups.is_best) {
        context.out() << "Se probaron todas las divisiones: no hay una mejor\n";
    } else {
        context.out() << "Para repetirlo igual: --seed " << words.seed << " --iterations " << groups.iterations << "\n";
    }
}

Result<Exit> solve_mdgp(CommandContext& context, const GroupWords& words) {
    MINKA_TRY_ASSIGN(const auto instance, planning::read_mdgp_file(words.mdgp));
    MINKA_TRY_ASSIGN(auto budget, Budget::of(context, words));
    MINKA_TRY_ASSIGN(const auto groups,
                     optimize::form_varied_groups(instance.task, instance.distances, budget->options));
    budget.reset();
    MINKA_TRY_ASSIGN(const auto bound, optimize::farthest_bound(instance.task, instance.distances));
    if (words.is_json) {
        JsonArray placed;
        for (const auto group : groups.group_of) {
            placed.push_back(std::int64_t{group});
        }
        context.out() << documents::to_pretty_json(
                             json_object({{"score", groups.score},
                                          {"bound", bound.value},
                                          {"proof", std::string(to_string(bound.proof))},
                                          {"is_best", groups.is_best},
                                          {"seed", static_cast<std::int64_t>(words.seed)},
                                          {"iterations", static_cast<std::int64_t>(groups.iterations)},
                                          {"groups", std::move(placed)}}))
                      << "\n";
        return Exit::done;
    }
    context.out() << fmt::format("Suma de distancias dentro de los grupos: {}\n", in_spanish.number(groups.score, 3))
                  << fmt::format("Ninguna división pasa de {}\n", in_spanish.number(bound.value, 3));
    print_repeat(context, words, groups);
    return Exit::done;
}

/// The people of a file, or the teachers of a cycle in the register.
Result<GroupSource> people_source(CommandContext& context, const GroupWords& words) {
    if (!words.file.empty()) {
        GroupSource source;
        MINKA_TRY_ASSIGN(source.people, planning::read_column_table(words.file));
        return source;
    }
    return register_source(context, {words.programme, words.cycle, words.on});
}

/// A number of groups makes them as even as can be, unless a size says how uneven they may be.
Result<void> take_sizes(const GroupWords& words, planning::GroupRequest& request) {
    MINKA_TRY_ASSIGN(request.size, size_range(words.size));
    if (words.groups == 0) {
        return {};
    }
    request.groups = words.groups;
    if (words.size.empty()) {
        const auto people = request.people.ids.size();
        request.size.least = static_cast<std::uint32_t>(people / words.groups);
        request.size.most = static_cast<std::uint32_t>((people + words.groups - 1) / words.groups);
    }
    return {};
}

Result<planning::GroupRequest> request_of(CommandContext& context, const GroupWords& words) {
    auto columns = words.columns;
    columns.missing =
        words.fills_missing ? planning::MissingNumbers::count_as_mean : planning::MissingNumbers::are_refused;
    if (words.where.size() == 2) {
        columns.latitude = words.where.front();
        columns.longitude = words.where.back();
    } else if (words.where.size() == 1) {
        columns.site = words.where.front();
    } else if (!words.where.empty()) {
        return invalid("Where people are is one column of sites, or a latitude and a longitude.", "--where");
    }
    if (!words.programme.empty() && columns.varied.empty()) {
        columns.varied = {"edad", "experiencia"};
    }
    MINKA_TRY(take_weights(columns));
    MINKA_TRY_ASSIGN(const auto source, people_source(context, words));
    std::optional<planning::ColumnTable> sites;
    if (!words.sites.empty()) {
        MINKA_TRY_ASSIGN(sites, planning::read_column_table(words.sites));
    }
    planning::GroupRequest request;
    MINKA_TRY_ASSIGN(request.people, planning::people_from(source.people, columns, sites ? &*sites : nullptr));
    MINKA_TRY(take_sizes(words, request));
    request.is_alike = words.is_alike;
    if (!words.reach.empty()) {
        MINKA_TRY_ASSIGN(request.reach_km, kilometres(words.reach));
    }
    if (!words.places.empty()) {
        MINKA_TRY_ASSIGN(const auto table, planning::read_column_table(words.places));
        MINKA_TRY_ASSIGN(request.places, planning::meeting_places(table));
    }
    if (!words.former.empty()) {
        MINKA_TRY_ASSIGN(const auto table, planning::read_column_table(words.former));
        MINKA_TRY_ASSIGN(request.former, planning::former_groups(table, request.people));
    } else if (!words.is_anew && source.recorded.rows() > 0) {
        MINKA_TRY_ASSIGN(request.former, planning::former_groups(source.recorded, request.people));
    }
    return request;
}

/// Groups with what is told of them.
struct GroupsTold {
    planning::GroupRequest request;
    planning::FormedGroups formed;
    double bound = 0;
    std::vector<planning::AttributeDiversity> diversity;
    std::vector<planning::RuleCost> costs;
    std::optional<optimize::GroupSpread> spread;

    std::vector<std::vector<std::string>> members() const {
        std::vector<std::vector<std::string>> lists(formed.names.size());
        for (std::size_t person = 0; person < request.people.ids.size(); ++person) {
            lists[formed.grouping.group_of[person]].push_back(request.people.ids[person]);
        }
        return lists;
    }
};

Result<void> measure(GroupsTold& told) {
    const auto& people = told.request.people;
    MINKA_TRY_ASSIGN(const auto bound, optimize::energy_bound(told.formed.task, people.points));
    told.bound = bound.value;
    MINKA_TRY_ASSIGN(told.diversity,
                     planning::diversity_of(people, told.formed.grouping.group_of, told.formed.names.size()));
    if (told.request.is_alike) {
        told.spread = optimize::spread_of_groups(people.points, told.formed.grouping.group_of);
    }
    return {};
}

std::string words_of(const std::string& attribute) { return attribute.empty() ? "todo junto" : attribute; }

void print_json(CommandContext& context, const GroupWords& words, const GroupsTold& told) {
    const auto& formed = told.formed;
    JsonArray all;
    JsonArray names;
    for (const auto& list : told.members()) {
        JsonArray ids;
        for (const auto& id : list) {
            ids.push_back(id);
        }
        all.push_back(std::move(ids));
    }
    for (const auto& name : formed.names) {
        names.push_back(name);
    }
    JsonArray diversity;
    for (const auto& [of, figure] : told.diversity) {
        diversity.push_back(json_object({{"of", words_of(of)}, {"value", figure.value}, {"best", figure.best}}));
    }
    JsonArray costs;
    for (const auto& cost : told.costs) {
        costs.push_back(json_object({{"rule", cost.rule}, {"distance", cost.distance}}));
    }
    JsonArray places;
    for (std::size_t group = 0; group < formed.names.size() && !(formed.places.empty() && formed.times.empty());
         ++group) {
        places.push_back(json_object({{"place", formed.places.empty() ? "" : formed.places[group]},
                                      {"time", formed.times.empty() ? "" : formed.times[group]}}));
    }
    context.out() << documents::to_pretty_json(
                         json_object({{"distance", formed.distance},
                                      {"bound", told.bound},
                                      {"proof", "energy"},
                                      {"is_best", formed.grouping.is_best},
                                      {"alone", std::int64_t{formed.grouping.lonely}},
                                      {"moved", std::int64_t{formed.grouping.moved}},
                                      {"diversity", std::move(diversity)},
                                      {"costs", std::move(costs)},
                                      {"seed", static_cast<std::int64_t>(words.seed)},
                                      {"iterations", static_cast<std::int64_t>(formed.grouping.iterations)},
                                      {"names", std::move(names)},
                                      {"meetings", std::move(places)},
                                      {"groups", std::move(all)}}))
                  << "\n";
}

void print_figures(std::ostream& out, const GroupsTold& told) {
    const auto& formed = told.formed;
    if (told.bound > 0) {
        out << fmt::format("Variedad: {} % del máximo que se puede demostrar\n",
                           in_spanish.number(100 * formed.distance / told.bound, 1));
    }
    for (const auto& [of, figure] : told.diversity) {
        out << fmt::format("Diversidad de {}: {} de 1; lo mejor posible con estos tamaños, {}\n", words_of(of),
                           in_spanish.number(figure.value, 3), in_spanish.number(figure.best, 3));
    }
    if (told.spread) {
        out << fmt::format(
            "Grupos parecidos: sus medias varían {} y sus desviaciones {} (en desviaciones "
            "típicas de todas las personas)\n",
            in_spanish.number(told.spread->of_means, 3), in_spanish.number(told.spread->of_deviations, 3));
    }
    if (formed.grouping.lonely > 0) {
        out << "Quedan solas en su grupo " << formed.grouping.lonely << " personas de una minoría\n";
    }
    if (told.request.people.filled > 0) {
        out << told.request.people.filled << " datos faltan y cuentan como la media\n";
    }
    if (told.request.reach_km) {
        out << fmt::format("Hasta su lugar de encuentro: {} km de media, {} km a lo más, en línea recta\n",
                           in_spanish.number(formed.mean_km, 1), in_spanish.number(formed.farthest_km, 1));
    }
    if (told.request.former) {
        const auto stayed =
            std::ranges::count_if(told.request.former->group_of, [](auto& name) { return !name.empty(); });
        out << fmt::format(
            "Cambian de grupo {} de las {} personas que siguen; llegan {} y se fueron {}\n", formed.grouping.moved,
            stayed, static_cast<std::ptrdiff_t>(told.request.people.ids.size()) - stayed, told.request.former->left);
    }
    for (const auto& cost : told.costs) {
        const double more = formed.distance > 0 ? 100 * (cost.distance / formed.distance - 1) : 0.0;
        out << fmt::format("Sin la regla «{}» la suma de distancias sería {} en vez de {} ({}{} %)\n", cost.rule,
                           in_spanish.number(cost.distance, 3), in_spanish.number(formed.distance, 3),
                           more < 0 ? "" : "+", in_spanish.number(more, 2));
    }
}

void print_groups(CommandContext& context, const GroupsTold& told) {
    const auto lists = told.members();
    for (std::size_t group = 0; group < lists.size(); ++group) {
        const auto& formed = told.formed;
        std::string meeting;
        if (!formed.places.empty()) {
            meeting += " en " + formed.places[group];
        }
        if (!formed.times.empty()) {
            meeting += ", " + formed.times[group];
        }
        context.out() << fmt::format("Grupo {} ({}){}: {}\n", formed.names[group], lists[group].size(), meeting,
                                     fmt::join(lists[group], ", "));
    }
}

Result<void> write_groups(const std::string& path, const GroupsTold& told) {
    std::ostringstream text;
    documents::CsvWriter writer(text);
    const auto& formed = told.formed;
    const std::vector<std::string> header{"person", "group", "place", "time"};
    MINKA_TRY(writer.row(header));
    for (std::size_t person = 0; person < told.request.people.ids.size(); ++person) {
        const auto group = formed.grouping.group_of[person];
        const std::vector<std::string> row{told.request.people.ids[person], formed.names[group],
                                           formed.places.empty() ? "" : formed.places[group],
                                           formed.times.empty() ? "" : formed.times[group]};
        MINKA_TRY(writer.row(row));
    }
    MINKA_TRY(writer.finish());
    return write_output_file(path, text.str());
}

Result<void> keep_in_register(CommandContext& context, const GroupWords& words, const GroupsTold& told) {
    MINKA_TRY_ASSIGN(const auto changes, record_in_register(context, {words.programme, words.cycle, words.on},
                                                            told.formed, told.members()));
    if (!words.is_json) {
        context.out() << changes;
    }
    return {};
}

Result<Exit> group_people(CommandContext& context, const GroupWords& words) {
    GroupsTold told;
    MINKA_TRY_ASSIGN(told.request, request_of(context, words));
    MINKA_TRY_ASSIGN(auto budget, Budget::of(context, words));
    MINKA_TRY_ASSIGN(told.formed, planning::form_people_groups(told.request, budget->options));
    if (words.has_costs) {
        auto again = budget->options;
        again.stop = {};
        MINKA_TRY_ASSIGN(told.costs, planning::cost_of_rules(told.request, told.formed, again));
    }
    budget.reset();
    MINKA_TRY(measure(told));
    if (!words.out.empty()) {
        MINKA_TRY(write_groups(words.out, told));
    }
    if (words.is_json) {
        print_json(context, words, told);
        if (words.is_applied) {
            MINKA_TRY(keep_in_register(context, words, told));
        }
        return Exit::done;
    }
    print_groups(context, told);
    print_figures(context.out(), told);
    print_repeat(context, words, told.formed.grouping);
    if (words.is_applied) {
        MINKA_TRY(keep_in_register(context, words, told));
    } else if (!words.programme.empty()) {
        context.out() << "Nada se guardó; con --apply quedan en el registro\n";
    }
    return Exit::done;
}

Result<Exit> plan_groups(CommandContext& context, const GroupWords& words) {
    const int asked = (words.file.empty() ? 0 : 1) + (words.mdgp.empty() ? 0 : 1) + (words.programme.empty() ? 0 : 1);
    if (asked != 1 || words.programme.empty() != words.cycle.empty()) {
        return invalid("Give a table of people, or --programme and --cycle, or a benchmark instance with --mdgp.",
                       "FILE");
    }
    if (words.is_applied && words.programme.empty()) {
        return invalid("Only groups of a cycle of the register are kept in it.", "--apply");
    }
    return words.mdgp.empty() ? group_people(context, words) : solve_mdgp(context, words);
}

void add_people_options(CLI::App* command, const std::shared_ptr<GroupWords>& words) {
    auto& columns = words->columns;
    command->add_option("file", words->file, "Tabla de personas, CSV o XLSX");
    command->add_option("--programme", words->programme, "Código del programa: docentes del registro");
    command->add_option("--cycle", words->cycle, "Código del ciclo en que participan sus escuelas");
    command->add_option("--on", words->on, "Fecha del registro (por defecto, hoy)");
    command->add_option("--mdgp", words->mdgp, "Instancia de referencia en el formato de MDGPLIB");
    command->add_option("--by", columns.varied, "Columnas que se mezclan; con peso, edad:2")->delimiter(',');
    command->add_option("--id", columns.id, "Columna que identifica; la primera si no se dice");
    command->add_flag("--missing-as-mean", words->fills_missing, "Un número que falta cuenta como la media");
}

void add_rule_options(CLI::App* command, const std::shared_ptr<GroupWords>& words) {
    auto& columns = words->columns;
    command->add_option("--together", columns.together, "Columnas: quien comparte valor comparte grupo")
        ->delimiter(',');
    command->add_option("--apart", columns.apart, "Columnas: quien comparte valor va en grupos distintos")
        ->delimiter(',');
    command->add_option("--minority", columns.minority, "columna=valor: nadie de ese valor queda solo");
    command->add_option("--pinned", columns.pinned, "Columna: el grupo en que debe estar; vacía, cualquiera");
    command->add_option("--times", columns.times, "Columna: cuándo puede, con ; entre varias; * es siempre");
    command->add_option("--where", words->where, "Columnas latitud,longitud, o una con el código de --sites")
        ->delimiter(',');
    command->add_option("--sites", words->sites, "Tabla de sedes: code, latitude, longitude");
    command->add_option("--reach", words->reach, "Hasta dónde se viaja al encuentro, en línea recta: 25km");
    command->add_option("--places", words->places,
                        "Lugares de encuentro: code, latitude, longitude, groups; sin ella se eligen entre los sitios "
                        "de las personas");
    command->add_option("--former", words->former, "Grupos de antes (person, group, place, time): cambian pocos");
    command->add_flag("--anew", words->is_anew, "Sin mirar los grupos que el registro tiene");
    command->add_option("--size", words->size, "Personas por grupo; 15..25 si no se dice");
    command->add_option("--groups", words->groups, "Cuántos grupos")->check(CLI::PositiveNumber);
}

}  // namespace

void add_plan_command(CommandTable& table) {
    const auto words = std::make_shared<GroupWords>();
    auto* command = table.command(table.group("plan", "Planea"), "groups",
                                  "Forma grupos variados por dentro, o parecidos entre sí con --alike",
                                  [words](CommandContext& context) { return plan_groups(context, *words); });
    add_people_options(command, words);
    add_rule_options(command, words);
    command->add_option("--seed", words->seed, "Semilla")->capture_default_str();
    command->add_option("--iterations", words->iterations, "Iteraciones, para repetir un resultado");
    command->add_option("--time", words->time, "Tiempo para buscar; 1s si no se dice");
    command->add_flag("--processor-time", words->counts_processor, "--time cuenta el procesador, no el reloj");
    command->add_option("--out", words->out, "CSV con person, group, place, time");
    command->add_flag("--apply", words->is_applied, "Deja los grupos del ciclo en el registro");
    command->add_flag("--costs", words->has_costs, "Dice qué cuesta cada regla: forma los grupos otra vez sin ella");
    command->add_flag("--alike", words->is_alike, "Grupos parecidos entre sí en medias y varianzas");
    command->add_flag("--json", words->is_json, "Escribe los mismos resultados como JSON");
}

}  // namespace minka::cli
