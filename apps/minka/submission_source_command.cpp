#include "submission_source_command.h"

#include "command_dates.h"
#include "measurement/wave_sources.h"
#include "plain_table.h"
#include "planning/visit_list.h"
#include "planning/visit_reports.h"
#include "planning/visit_sources.h"
#include "programme/cycle_rules.h"
#include "registry/school_lookup.h"
#include "registry/word_choice.h"
#include "ugel_work.h"

namespace minka::cli {

namespace {

struct SourceOptions {
    std::string programme;
    std::string visit;
    std::string cycle;
    std::string wave;
    std::string school;
    std::string as_of;
};

// The school an option names; nothing when it names none. Problems: `not_found`, also for a code of several.
Result<std::optional<registry::SchoolId>> school_option(storage::Reader& reader, const std::string& code) {
    if (code.empty()) {
        return std::nullopt;
    }
    MINKA_TRY_ASSIGN(const auto lookup, registry::SchoolLookup::load(reader));
    const auto found = lookup.named("", code);
    if (found.size() != 1) {
        return problem(ProblemCode::not_found,
                       found.empty() ? lookup.why_unknown(code) : "Several schools have this code.", "--school");
    }
    return *found.begin();
}

Result<Exit> list_of_visit(CommandContext& context, const SourceOptions& options) {
    const auto visit = parse_uuid(options.visit);
    if (!visit) {
        return invalid(visit.error().message, "visit");
    }
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "", Access::reads));
    MINKA_TRY_ASSIGN(const auto sources, work.database().read(work.act.programme, [&](storage::Reader& reader) {
        return planning::sources_of(reader, planning::VisitId{*visit});
    }));
    if (sources.empty()) {
        context.out() << "Ninguna entrega habla de esta visita.\n";
        return Exit::found;
    }
    PlainTable table({"entrega", "resultado", "fecha", "asistentes"});
    for (const auto& source : sources) {
        table.add({to_string(source.submission), registry::name_of(source.outcome), source.held_on.text(),
                   std::to_string(source.attended)});
    }
    table.print(context.out());
    return Exit::done;
}

// Indicator 12, one visit after the other.
Result<Exit> list_of_visits(CommandContext& context, const SourceOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "", Access::reads));
    MINKA_TRY_ASSIGN(const auto as_of, date_option(options.as_of, "--as-of", work.database().clock()));
    const auto scope = registry::Scope::of_console(registry::Purpose::monitoring);
    const registry::TwoTimes times{as_of};
    planning::VisitCount count;
    std::vector<planning::HeldVisit> visits;
    const auto read = [&](storage::Reader& reader) -> Result<> {
        MINKA_TRY_ASSIGN(const auto cycle, programme::cycle_by_code(reader, options.cycle));
        MINKA_TRY_ASSIGN(const auto school, school_option(reader, options.school));
        MINKA_TRY_ASSIGN(visits, planning::held_visits(reader, scope, cycle.record.id, times, school));
        MINKA_TRY_ASSIGN(count, planning::count_visits(reader, scope, cycle.record.id, times));
        return {};
    };
    MINKA_TRY(work.database().read(work.act.programme, read));
    PlainTable table({"visita", "escuela", "código", "fecha", "entregas"});
    std::int64_t from_field = 0;
    for (const auto& visit : visits) {
        std::string reports;
        for (const auto& report : visit.reports) {
            reports += (reports.empty() ? "" : " ") + to_string(report);
        }
        from_field += visit.reports.empty() ? 0 : 1;
        table.add({to_string(visit.id), visit.school_code, visit.code, visit.held_on.text(),
                   reports.empty() ? "oficina" : reports});
    }
    table.print(context.out());
    if (options.school.empty()) {
        context.out() << "Visitas realizadas: " << count.held << " de " << count.due << " debidas al " << as_of.text()
                      << "\n";
    }
    context.out() << visits.size() << " realizadas: " << from_field << " por informes del campo, "
                  << std::ssize(visits) - from_field << " por la oficina sola\n";
    return Exit::done;
}

// What the figures of a wave, or of a school's page, rest on: files of answers, and sheets from the field.
Result<Exit> list_of_wave(CommandContext& context, const SourceOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "", Access::reads));
    std::vector<measurement::WaveSource> sources;
    const auto read = [&](storage::Reader& reader) -> Result<> {
        MINKA_TRY_ASSIGN(const auto frame, measurement::find_wave(reader, options.cycle, options.wave));
        MINKA_TRY_ASSIGN(const auto school, school_option(reader, options.school));
        MINKA_TRY_ASSIGN(sources, measurement::sources_of(reader, frame, school));
        return {};
    };
    MINKA_TRY(work.database().read(work.act.programme, read));
    PlainTable table({"informante", "formulario", "versión", "archivo", "recibido", "entregas", "respuestas"});
    std::int64_t responses = 0;
    for (const auto& source : sources) {
        responses += source.responses;
        table.add({source.informant, source.form, source.form_version,
                   source.file ? to_string(*source.file) : "hojas anónimas",
                   source.file_received ? source.file_received->text() : "", std::to_string(source.submissions),
                   std::to_string(source.responses)});
    }
    table.print(context.out());
    context.out() << responses << " respuestas\n";
    return Exit::done;
}

}  // namespace

void add_submission_sources(CommandTable& table, CLI::App* group) {
    auto* of = group->add_subcommand("of", "Las entregas en que se apoya una cifra");
    of->require_subcommand(1);
    const auto options = std::make_shared<SourceOptions>();
    const auto add = [&](const char* name, const char* description,
                         Result<Exit> (*run)(CommandContext&, const SourceOptions&)) {
        auto* command = table.command(of, name, description,
                                      [options, run](CommandContext& context) { return run(context, *options); });
        with_programme(command, options->programme);
        return command;
    };
    const auto of_cycle = [&](CLI::App* command) {
        command->add_option("--cycle", options->cycle, "Código del ciclo")->required();
        command->add_option("--school", options->school, "De una sola escuela: su código o el de una sede");
    };
    add("visit", "Una visita: su estado y su asistencia", list_of_visit)
        ->add_option("visit", options->visit, "La visita")
        ->required();
    auto* visits = add("visits", "Las visitas realizadas de un ciclo, una por una", list_of_visits);
    of_cycle(visits);
    visits->add_option("--as-of", options->as_of, "A qué fecha (AAAA-MM-DD); hoy si falta");
    auto* wave = add("wave", "Una toma del índice, o la página de una escuela", list_of_wave);
    of_cycle(wave);
    wave->add_option("--wave", options->wave, "Código de la toma")->required();
    add_field_sources(table, of);
}

}  // namespace minka::cli
