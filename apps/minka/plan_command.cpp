#include "commands.h"
#include "documents/json.h"
#include "optimize/form_groups.h"
#include "optimize/group_bound.h"
#include "optimize/group_conflict.h"
#include "planning/mdgp_file.h"
#include "planning/people_table.h"
#include "search_time.h"

#include <fmt/format.h>

#include <charconv>

namespace minka::cli {

namespace {

using documents::json_object;
using documents::JsonArray;

struct GroupWords {
    std::string file;
    std::string mdgp;
    std::string size = "15..25";
    planning::PeopleColumns columns;
    std::uint64_t seed = 1;
    std::uint64_t iterations = 0;
    std::string time;
    bool is_alike = false;
    bool is_json = false;
};

Result<optimize::SizeRange> size_range(const std::string& text) {
    optimize::SizeRange range;
    const auto* end = text.data() + text.size();
    auto read = std::from_chars(text.data(), end, range.least);
    range.most = range.least;
    if (read.ec == std::errc{} && std::string_view(read.ptr, end).starts_with("..")) {
        read = std::from_chars(read.ptr + 2, end, range.most);
    }
    if (read.ec != std::errc{} || read.ptr != end) {
        return invalid("A size is written as 20 or as 15..25.", "--size");
    }
    return range;
}

/// Runs `form` with the seed and the budget that the words say: iterations, else a time, else one second.
template <typename Form>
Result<optimize::Grouping> within_budget(CommandContext& context, const GroupWords& words, const Form& form) {
    optimize::FormOptions options;
    options.seed = words.seed;
    options.iterations = words.iterations > 0 ? words.iterations : std::numeric_limits<std::uint64_t>::max();
    std::optional<Alarm> alarm;
    if (words.iterations == 0 || !words.time.empty()) {
        MINKA_TRY_ASSIGN(const auto seconds, seconds_of(words.time.empty() ? "1s" : words.time));
        alarm.emplace(seconds);
        options.stop = alarm->token();
    }
    if (context.is_terminal()) {
        options.tell = [&](std::uint64_t count) { context.err() << "\r" << count << " iteraciones" << std::flush; };
    }
    auto groups = form(options);
    if (context.is_terminal()) {
        context.err() << "\r\x1b[K";
    }
    return groups;
}

void print_repeat(CommandContext& context, const GroupWords& words, const optimize::Grouping& groups) {
    if (groups.is_best) {
        context.out() << "Se probaron todas las divisiones: no hay una mejor\n";
    } else {
        context.out() << "Para repetirlo igual: --seed " << words.seed << " --iterations " << groups.iterations << "\n";
    }
}

Result<Exit> solve_mdgp(CommandContext& context, const GroupWords& words) {
    MINKA_TRY_ASSIGN(const auto instance, planning::read_mdgp_file(words.mdgp));
    MINKA_TRY_ASSIGN(const auto groups, within_budget(context, words, [&](const optimize::FormOptions& options) {
                         return optimize::form_varied_groups(instance.task, instance.distances, options);
                     }));
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
    context.out() << fmt::format("Suma de distancias dentro de los grupos: {:.3f}\n", groups.score)
                  << fmt::format("Ninguna división pasa de {:.3f}\n", bound.value);
    print_repeat(context, words, groups);
    return Exit::done;
}

/// Members by group, as identifiers in the order of the file.
std::vector<std::vector<std::string>> members(const planning::PeopleTable& people, const optimize::Grouping& groups,
                                              std::size_t count) {
    std::vector<std::vector<std::string>> result(count);
    for (std::size_t person = 0; person < people.ids.size(); ++person) {
        result[groups.group_of[person]].push_back(people.ids[person]);
    }
    return result;
}

/// The rules that cannot be kept together, in the words of the table.
std::string conflict_sentence(const planning::PeopleTable& people, const optimize::GroupTask& task,
                              const std::vector<optimize::RulePlace>& conflict) {
    std::string sentence =
        fmt::format("En {} grupos de {} a {} no hay división que cumpla a la vez: ", task.sizes.size(),
                    task.sizes.front().least, task.sizes.front().most);
    const char* separator = "";
    for (const auto& rule : conflict) {
        sentence += separator;
        if (rule.kind == optimize::RulePlace::Kind::together) {
            sentence += people.together_names[rule.place] + " juntos";
        } else {
            const auto& pair = task.rules.apart[rule.place];
            sentence += people.ids[pair.first] + " y " + people.ids[pair.second] + " separados";
        }
        separator = "; ";
    }
    return sentence + ". Quite una de estas reglas.";
}

/// Says which rules are in conflict when there is no division; the problem as it is when none is to blame.
std::unexpected<Problem> explain(const planning::PeopleTable& people, const optimize::GroupTask& task,
                                 const Problem& found) {
    if (found.code == ProblemCode::conflict) {
        const auto conflict = optimize::smallest_conflict(task);
        if (conflict && !conflict->empty()) {
            return invalid(conflict_sentence(people, task, *conflict));
        }
    }
    return std::unexpected(found);
}

Result<Exit> group_people(CommandContext& context, const GroupWords& words) {
    MINKA_TRY_ASSIGN(const auto people, planning::read_people(words.file, words.columns));
    MINKA_TRY_ASSIGN(const auto range, size_range(words.size));
    optimize::GroupTask task{people.ids.size(), {}, people.rules};
    MINKA_TRY_ASSIGN(task.sizes, planning::sizes_within(task.people, range));
    const auto form = [&] {
        return within_budget(context, words, [&](const optimize::FormOptions& options) {
            return words.is_alike ? optimize::form_like_groups(task, people.points, options)
                                  : optimize::form_varied_groups(task, people.points, options);
        });
    };
    auto formed = form();
    // Even sizes are a wish; the range is the rule.
    const auto even = task.sizes.size();
    for (std::size_t count = 1; !formed && count <= task.people; ++count) {
        if (formed.error().code != ProblemCode::conflict) {
            break;
        }
        if (count * range.least <= task.people && count * range.most >= task.people) {
            task.sizes.assign(count, range);
            formed = form();
        }
    }
    if (!formed) {
        task.sizes.assign(even, range);
        return explain(people, task, formed.error());
    }
    const auto& groups = *formed;
    MINKA_TRY_ASSIGN(const auto bound, optimize::energy_bound(task, people.points));
    const double sum = optimize::within_group_distance(people.points, groups.group_of);
    const auto lists = members(people, groups, task.sizes.size());
    if (words.is_json) {
        JsonArray all;
        for (const auto& list : lists) {
            JsonArray ids;
            for (const auto& id : list) {
                ids.push_back(id);
            }
            all.push_back(std::move(ids));
        }
        context.out() << documents::to_pretty_json(
                             json_object({{"distance", sum},
                                          {"bound", bound.value},
                                          {"proof", std::string(to_string(bound.proof))},
                                          {"is_best", groups.is_best},
                                          {"alone", std::int64_t{groups.lonely}},
                                          {"seed", static_cast<std::int64_t>(words.seed)},
                                          {"iterations", static_cast<std::int64_t>(groups.iterations)},
                                          {"groups", std::move(all)}}))
                      << "\n";
        return Exit::done;
    }
    for (std::size_t group = 0; group < lists.size(); ++group) {
        context.out() << fmt::format("Grupo {} ({}): {}\n", group + 1, lists[group].size(),
                                     fmt::join(lists[group], ", "));
    }
    if (bound.value > 0) {
        context.out() << fmt::format("Variedad: {:.1f} % del máximo que se puede demostrar\n", 100 * sum / bound.value);
    }
    if (groups.lonely > 0) {
        context.out() << "Quedan solas en su grupo " << groups.lonely << " personas de una minoría\n";
    }
    print_repeat(context, words, groups);
    return Exit::done;
}

Result<Exit> plan_groups(CommandContext& context, const GroupWords& words) {
    if (words.file.empty() == words.mdgp.empty()) {
        return invalid("Give a table of people, or a benchmark instance with --mdgp.", "FILE");
    }
    return words.mdgp.empty() ? group_people(context, words) : solve_mdgp(context, words);
}

}  // namespace

void add_plan_command(CommandTable& table) {
    const auto words = std::make_shared<GroupWords>();
    auto* command = table.command(table.group("plan", "Planea"), "groups",
                                  "Forma grupos variados por dentro, o parecidos entre sí con --alike",
                                  [words](CommandContext& context) { return plan_groups(context, *words); });
    command->add_option("file", words->file, "Tabla de personas, CSV o XLSX");
    command->add_option("--mdgp", words->mdgp, "Instancia de referencia en el formato de MDGPLIB");
    command->add_option("--by", words->columns.varied, "Columnas que se mezclan")->delimiter(',');
    command->add_option("--id", words->columns.id, "Columna que identifica; la primera si no se dice");
    command->add_option("--together", words->columns.together, "Columnas: quien comparte valor comparte grupo")
        ->delimiter(',');
    command->add_option("--apart", words->columns.apart, "Columnas: quien comparte valor va en grupos distintos")
        ->delimiter(',');
    command->add_option("--minority", words->columns.minority, "columna=valor: nadie de ese valor queda solo");
    command->add_option("--size", words->size, "Personas por grupo")->capture_default_str();
    command->add_option("--seed", words->seed, "Semilla")->capture_default_str();
    command->add_option("--iterations", words->iterations, "Iteraciones, para repetir un resultado");
    command->add_option("--time", words->time, "Tiempo para buscar; 1s si no se dice");
    command->add_flag("--alike", words->is_alike, "Grupos parecidos entre sí en medias y varianzas");
    command->add_flag("--json", words->is_json, "Escribe los mismos resultados como JSON");
}

}  // namespace minka::cli
