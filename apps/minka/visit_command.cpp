#include "command_dates.h"
#include "commands.h"
#include "documents/json.h"
#include "plain_table.h"
#include "planning/pair_store.h"
#include "planning/visit_list.h"
#include "planning/visit_store.h"
#include "programme/cycle_rules.h"
#include "registry/place_by_code.h"
#include "registry/word_choice.h"
#include "ugel_work.h"
#include "visit_words.h"

#include <array>
#include <charconv>
#include <map>

namespace minka::cli {

namespace {

using planning::Visit;
using planning::VisitAct;
using planning::VisitState;
using storage::Reader;
using storage::Writer;

struct VisitOptions {
    std::string programme;
    std::string cycle;
    std::string visit;
    std::string from;
    std::string to;
    std::string pair;
    std::string state;
    std::string on;
    std::string date;
    std::string said_by;
    std::string channel = "call";
    std::string cause;
    std::string note;
    std::string expected;
    bool is_partly = false;
    bool is_json = false;
};

template <typename E>
Result<std::optional<E>> word(const std::string& text, const std::string& option) {
    if (text.empty()) {
        return std::optional<E>();
    }
    const auto value = registry::value_named<E>(text);
    if (!value) {
        std::string known;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
            [&](auto entry) { known += (known.empty() ? "" : ", ") + std::string(entry.name); });
        return invalid("'" + text + "' is not one of " + known + ".", option);
    }
    return value;
}

planning::VisitSight console_sight() {
    return planning::VisitSight::of(registry::Scope::of_console(registry::Purpose::operation), {});
}

/// The visit an argument names: its identifier, or "code of the school/number", the last try then.
Result<Visit> named_visit(Reader& reader, const std::string& text, LocalDate on) {
    if (const auto id = parse_uuid(text)) {
        return planning::visit_in(reader, console_sight(), {*id});
    }
    const auto slash = text.find('/');
    std::int64_t number = 0;
    const auto* end = text.data() + text.size();
    if (slash == std::string::npos || std::from_chars(text.data() + slash + 1, end, number).ptr != end) {
        return invalid("A visit is named by its identifier or as SCHOOL/NUMBER, as in 105999000011/3.", "VISIT");
    }
    planning::VisitFilter filter;
    MINKA_TRY_ASSIGN(filter.school, registry::school_by_code(reader, text.substr(0, slash), on));
    filter.retried = planning::VisitFilter::Retried::not_yet;
    MINKA_TRY_ASSIGN(const auto visits, planning::all_visits_in(reader, console_sight(), filter));
    std::optional<Visit> found;
    for (const auto& visit : visits) {
        if (visit.number == number) {
            found = visit;
        }
    }
    if (!found) {
        return problem(ProblemCode::not_found, "The school has no visit " + std::to_string(number) + ".", "VISIT");
    }
    return *found;
}

struct VisitNames {
    std::map<planning::MediatorPairId, std::string> pairs;
    std::map<registry::SchoolId, registry::School> schools;
};

Result<VisitNames> names_for(Reader& reader, const std::vector<Visit>& visits) {
    VisitNames names;
    MINKA_TRY_ASSIGN(const auto pairs, reader.all<planning::MediatorPair>("ORDER BY code"));
    for (const auto& pair : pairs) {
        names.pairs[pair.record.id] = pair.record.code;
    }
    for (const auto& visit : visits) {
        if (!names.schools.contains(visit.school_id)) {
            MINKA_TRY_ASSIGN(const auto school, reader.require<registry::School>(visit.school_id));
            names.schools[visit.school_id] = school.record;
        }
    }
    return names;
}

void print_visits(CommandContext& context, const std::vector<Visit>& visits, const VisitNames& names, bool is_json) {
    if (is_json) {
        documents::JsonArray rows;
        for (const auto& visit : visits) {
            rows.push_back(documents::json_object({{"id", to_string(visit.id)},
                                                   {"school", names.schools.at(visit.school_id).code},
                                                   {"number", visit.number},
                                                   {"planned_on", visit.planned_on.text()},
                                                   {"pair", names.pairs.at(visit.pair_id)},
                                                   {"state", registry::name_of(visit.state)},
                                                   {"locked", visit.is_locked}}));
        }
        context.out() << documents::to_pretty_json(documents::json_object({{"visits", std::move(rows)}})) << "\n";
        return;
    }
    PlainTable table({"escuela", "visita", "fecha", "pareja", "estado"});
    for (const auto& visit : visits) {
        table.add({names.schools.at(visit.school_id).code, std::to_string(visit.number), visit.planned_on.text(),
                   names.pairs.at(visit.pair_id), state_words(visit.state) + (visit.is_locked ? " (fija)" : "")});
    }
    table.print(context.out());
    context.out() << visits.size() << " visitas\n";
}

Result<Exit> list(CommandContext& context, const VisitOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "list visits", Access::reads));
    planning::VisitFilter filter;
    if (!options.from.empty()) {
        MINKA_TRY_ASSIGN(filter.from, LocalDate::parse(options.from));
    }
    if (!options.to.empty()) {
        MINKA_TRY_ASSIGN(filter.to, LocalDate::parse(options.to));
    }
    MINKA_TRY_ASSIGN(filter.state, word<VisitState>(options.state, "--state"));
    VisitNames names;
    MINKA_TRY_ASSIGN(const auto visits,
                     work.database().read(work.act.programme, [&](Reader& reader) -> Result<std::vector<Visit>> {
                         auto asked = filter;
                         if (!options.cycle.empty()) {
                             MINKA_TRY_ASSIGN(const auto cycle, programme::cycle_by_code(reader, options.cycle));
                             asked.cycle = cycle.record.id;
                         }
                         if (!options.pair.empty()) {
                             MINKA_TRY_ASSIGN(const auto pair, planning::pair_by_code(reader, options.pair));
                             asked.pair = pair.record.id;
                         }
                         auto found = planning::all_visits_in(reader, console_sight(), asked);
                         if (found) {
                             auto named = names_for(reader, *found);
                             if (!named) {
                                 return std::unexpected(named.error());
                             }
                             names = *std::move(named);
                         }
                         return found;
                     }));
    print_visits(context, visits, names, options.is_json);
    return Exit::done;
}

Result<Exit> overdue(CommandContext& context, const VisitOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "list overdue visits", Access::reads));
    auto& database = work.database();
    VisitNames names;
    MINKA_TRY_ASSIGN(const auto visits, database.read(work.act.programme, [&](Reader& reader) {
        auto found = planning::overdue_visits(reader, console_sight(), database.clock().now());
        if (found) {
            auto named = names_for(reader, *found);
            names = named ? *std::move(named) : VisitNames{};
        }
        return found;
    }));
    if (visits.empty()) {
        context.out() << "Nadie falta por llegar\n";
        return Exit::done;
    }
    print_visits(context, visits, names, options.is_json);
    return Exit::found;
}

Result<Exit> show(CommandContext& context, const VisitOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "show visit", Access::reads));
    const auto today = utc_date(work.database().clock().now());
    return work.database().read(work.act.programme, [&](Reader& reader) -> Result<Exit> {
        MINKA_TRY_ASSIGN(const auto visit, named_visit(reader, options.visit, today));
        MINKA_TRY_ASSIGN(const auto names, names_for(reader, {visit}));
        MINKA_TRY_ASSIGN(const auto events, planning::events_of(reader, visit.id));
        auto& out = context.out();
        out << names.schools.at(visit.school_id).name << ", visita " << visit.number << " (" << visit.code
            << "): " << state_words(visit.state) << ", " << visit.planned_on.text() << ", "
            << names.pairs.at(visit.pair_id) << "\n";
        for (const auto& row : events) {
            const auto& event = row.record;
            out << "  " << event.happened_on.text() << " " << act_words(event.act) << " -> " << state_words(event.state)
                << (event.cause ? ", " + cause_words(*event.cause) : "") << (event.said_by ? ", " + *event.said_by : "")
                << (event.note ? ": " + *event.note : "") << "\n";
        }
        return Exit::done;
    });
}

std::optional<std::string> unless_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

Result<Exit> take(CommandContext& context, const VisitOptions& options, VisitAct act) {
    MINKA_TRY_ASSIGN(auto work,
                     open_programme(context, options.programme, registry::name_of(act) + " visit", Access::writes));
    auto& database = work.database();
    planning::VisitStep step;
    step.act = act == VisitAct::hold && options.is_partly ? VisitAct::hold_partly : act;
    MINKA_TRY_ASSIGN(step.happened_on, past_date_option(options.on, "--on", database.clock()));
    if (!options.date.empty()) {
        MINKA_TRY_ASSIGN(step.planned_on, LocalDate::parse(options.date));
    }
    if (!options.expected.empty()) {
        MINKA_TRY_ASSIGN(step.expected_at, parse_instant(options.expected));
    }
    MINKA_TRY_ASSIGN(step.cause, word<planning::VisitCause>(options.cause, "--cause"));
    if (act == VisitAct::agree || act == VisitAct::refuse || act == VisitAct::arrive) {
        MINKA_TRY_ASSIGN(step.channel, word<planning::VisitChannel>(options.channel, "--channel"));
        step.said_by = unless_empty(options.said_by);
    }
    step.note = unless_empty(options.note);
    const auto event = database.new_id<planning::VisitEventId>();
    const auto today = utc_date(database.clock().now());
    MINKA_TRY_ASSIGN(const auto after, database.write(work.act, [&](Writer& writer) -> Result<Visit> {
        MINKA_TRY_ASSIGN(const auto visit, named_visit(writer, options.visit, today));
        MINKA_TRY_ASSIGN(const auto calendars, planning::stored_calendars(writer));
        return planning::record_step(writer, {visit.id, event, step, std::max(today, step.happened_on)}, calendars);
    }));
    context.out() << "Visita " << after.number << ": " << state_words(after.state) << ", " << after.planned_on.text()
                  << "\n";
    return Exit::done;
}

Result<Exit> replan(CommandContext& context, const VisitOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "plan visit again", Access::writes));
    auto& database = work.database();
    MINKA_TRY_ASSIGN(const auto date, LocalDate::parse(options.date));
    const auto today = utc_date(database.clock().now());
    planning::RetryOrder order;
    order.today = today;
    order.fresh.event = database.new_id<planning::VisitEventId>();
    order.fresh.visit.id = database.new_id<planning::VisitId>();
    order.fresh.visit.planned_on = date;
    MINKA_TRY_ASSIGN(const auto next, database.write(work.act, [&](Writer& writer) -> Result<Visit> {
        auto wanted = order;
        MINKA_TRY_ASSIGN(const auto failed, named_visit(writer, options.visit, today));
        wanted.failed = failed.id;
        wanted.fresh.visit.pair_id = failed.pair_id;
        if (!options.pair.empty()) {
            MINKA_TRY_ASSIGN(const auto pair, planning::pair_by_code(writer, options.pair));
            wanted.fresh.visit.pair_id = pair.record.id;
        }
        MINKA_TRY_ASSIGN(const auto calendars, planning::stored_calendars(writer));
        return planning::plan_again(writer, wanted, calendars);
    }));
    context.out() << "Visita " << next.number << ": propuesta para el " << next.planned_on.text()
                  << "; la que falló queda en el registro\n";
    return Exit::done;
}

void add_lists(CommandTable& table, CLI::App* group, const std::shared_ptr<VisitOptions>& options) {
    auto* listing =
        with_programme(table.command(group, "list", "Visitas por fecha",
                                     [options](CommandContext& context) { return list(context, *options); }),
                       options->programme);
    listing->add_option("--cycle", options->cycle, "Código del ciclo");
    listing->add_option("--from", options->from, "Planeadas desde esta fecha");
    listing->add_option("--to", options->to, "Planeadas hasta esta fecha");
    listing->add_option("--pair", options->pair, "Código de la pareja");
    listing->add_option("--state", options->state, "Estado: proposed, agreed, confirmed ...");
    listing->add_flag("--json", options->is_json, "Escribe lo mismo como JSON");
    auto* late = with_programme(
        table.command(group, "overdue", "Parejas en camino que debían haber llegado; código de salida 3 si las hay",
                      [options](CommandContext& context) { return overdue(context, *options); }),
        options->programme);
    late->add_flag("--json", options->is_json, "Escribe lo mismo como JSON");
    auto* one = with_programme(table.command(group, "show", "Una visita y su historia",
                                             [options](CommandContext& context) { return show(context, *options); }),
                               options->programme);
    one->add_option("visit", options->visit, "Identificador, o ESCUELA/NÚMERO")->required();
}

struct StepCommand {
    VisitAct act;
    const char* name;
    const char* description;
};

constexpr std::array step_commands{
    StepCommand{VisitAct::agree, "agree", "La escuela acepta la fecha: quién lo dijo y cómo"},
    StepCommand{VisitAct::refuse, "refuse", "La escuela no acepta la fecha, que no se le vuelve a proponer"},
    StepCommand{VisitAct::confirm, "confirm", "Se va: seguridad, vía y contacto revisados"},
    StepCommand{VisitAct::call_off, "call-off", "No se va, con su causa"},
    StepCommand{VisitAct::depart, "depart", "La pareja salió, y cuándo espera llegar"},
    StepCommand{VisitAct::arrive, "arrive", "La pareja llegó: lo anota quien toma su llamada"},
    StepCommand{VisitAct::hold, "hold", "La visita se realizó; en parte con --partly"},
    StepCommand{VisitAct::fail, "fail", "La visita no se pudo hacer, con su causa"},
    StepCommand{VisitAct::report, "report", "El informe de la visita está hecho"},
    StepCommand{VisitAct::give_back, "return", "La escuela recibió el acta de la visita"},
    StepCommand{VisitAct::lock, "lock", "Se queda donde está cuando se rehace el plan"},
    StepCommand{VisitAct::unlock, "unlock", "El plan puede volver a moverla"},
};

void add_words(CLI::App* command, VisitAct act, VisitOptions& options) {
    if (act == VisitAct::agree) {
        command->add_option("--said-by", options.said_by, "Qué cargo lo dijo (rectora), sin nombre")->required();
        command->add_option("--date", options.date, "Otra fecha que la propuesta");
    }
    if (act == VisitAct::agree || act == VisitAct::refuse || act == VisitAct::arrive) {
        command->add_option("--channel", options.channel, "call, radio, message, in_person o app")
            ->capture_default_str();
    }
    if (act == VisitAct::depart) {
        command->add_option("--expected", options.expected, "Cuándo espera llegar: 2026-03-11T09:30:00-05:00");
    }
    if (act == VisitAct::hold) {
        command->add_flag("--partly", options.is_partly, "Solo en parte; entonces con --cause");
    }
    if (act == VisitAct::refuse || act == VisitAct::call_off || act == VisitAct::hold || act == VisitAct::fail) {
        command->add_option("--cause", options.cause,
                            "security, road_or_river, weather, strike, school_closed, community, pair, transport, "
                            "other");
    }
    command->add_option("--note", options.note, "Una frase sin nombres");
    command->add_option("--on", options.on, "Fecha del hecho (por defecto, hoy)");
}

}  // namespace

void add_visit_command(CommandTable& table) {
    auto* group = table.group("visit", "Visitas a las escuelas");
    const auto options = std::make_shared<VisitOptions>();
    add_lists(table, group, options);
    for (const auto& step : step_commands) {
        auto* command = with_programme(
            table.command(group, step.name, step.description,
                          [options, act = step.act](CommandContext& context) { return take(context, *options, act); }),
            options->programme);
        command->add_option("visit", options->visit, "Identificador, o ESCUELA/NÚMERO")->required();
        add_words(command, step.act, *options);
    }
    auto* again =
        with_programme(table.command(group, "replan", "Una visita que falló se planea de nuevo; la fallida queda",
                                     [options](CommandContext& context) { return replan(context, *options); }),
                       options->programme);
    again->add_option("visit", options->visit, "Identificador, o ESCUELA/NÚMERO")->required();
    again->add_option("--date", options->date, "La nueva fecha")->required();
    again->add_option("--pair", options->pair, "Otra pareja");
}

}  // namespace minka::cli
