#include "command_dates.h"
#include "commands.h"
#include "measurement/completion_board.h"
#include "privacy/erasure.h"
#include "programme/analysis_plan.h"
#include "programme/cycle_rules.h"
#include "programme/share_text.h"
#include "programme/wave_rules.h"
#include "registry/enrolled_classes.h"
#include "ugel_work.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

namespace minka::cli {

namespace {

struct WaveOptions {
    std::string programme;
    std::string cycle;
    std::string wave;
    std::string name;
    std::string from;
    std::string to;
    std::string instrument;
    std::string mode = "unlinked";
    std::string file;
    int number = 1;
    std::int64_t sample_size = 0;
    std::int64_t sample_seed = 0;
    bool only_missing = false;
};

using SharedOptions = std::shared_ptr<WaveOptions>;

Result<programme::WaveMode> mode_option(const std::string& text) {
    programme::WaveMode mode{};
    if (!boost::describe::enum_from_string(text.c_str(), mode)) {
        return invalid("'" + text + "' is not one of self_code, token, unlinked.", "--mode");
    }
    return mode;
}

Result<Exit> plan_wave(CommandContext& context, const WaveOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "plan wave", Access::writes));
    auto& database = work.database();
    const auto& index = work.folder.index.code;
    if (!options.instrument.empty() && options.instrument != index) {
        return invalid("The programme's instrument is " + index + ".", "--instrument");
    }
    programme::Wave wave;
    wave.id = database.new_id<programme::WaveId>();
    wave.code = options.wave;
    wave.name = options.name.empty() ? options.wave : options.name;
    wave.number = options.number;
    wave.instrument = index;
    MINKA_TRY_ASSIGN(wave.mode, mode_option(options.mode));
    MINKA_TRY_ASSIGN(wave.opens_on, date_option(options.from, "--from", database.clock()));
    MINKA_TRY_ASSIGN(wave.closes_on, date_option(options.to, "--to", database.clock()));
    if (options.sample_size > 0) {
        wave.sample_size = options.sample_size;
        wave.sample_seed = options.sample_seed;
    }
    MINKA_TRY(database.write(work.act, [&](storage::Writer& writer) -> Result<> {
        MINKA_TRY_ASSIGN(const auto cycle, programme::cycle_by_code(writer, options.cycle));
        auto planned = wave;
        planned.cycle_id = cycle.record.id;
        return programme::plan_wave(writer, planned);
    }));
    context.out() << "Ola " << options.wave << ": planeada del " << wave.opens_on.text() << " al "
                  << wave.closes_on.text() << "\n";
    return Exit::done;
}

Result<Exit> lock_plan(CommandContext& context, const WaveOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "lock analysis plan", Access::writes));
    std::ifstream file(options.file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file.is_open() || text.empty()) {
        return problem(ProblemCode::io_failed, "The file cannot be read, or is empty.", options.file);
    }
    auto& database = work.database();
    const auto id = database.new_id<programme::AnalysisPlanId>();
    const auto name = std::filesystem::path(options.file).filename().string();
    programme::AnalysisPlan plan;
    MINKA_TRY(database.write(work.act, [&](storage::Writer& writer) -> Result<> {
        MINKA_TRY_ASSIGN(const auto cycle, programme::cycle_by_code(writer, options.cycle));
        MINKA_TRY_ASSIGN(const auto folder, programme::stored_folder(writer, cycle.record.programme_version));
        MINKA_TRY_ASSIGN(plan, programme::lock_analysis_plan(writer, id, cycle.record, folder.index, text, name));
        return {};
    }));
    context.out() << (context.is_spanish() ? "Plan de análisis guardado, huella " : "Plan of analysis stored, hash ")
                  << plan.content_hash << "\n";
    return Exit::done;
}

Result<Exit> move_wave(CommandContext& context, const WaveOptions& options, programme::WaveState to) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "move wave", Access::writes));
    MINKA_TRY(work.database().write(work.act, [&](storage::Writer& writer) -> Result<> {
        MINKA_TRY_ASSIGN(const auto cycle, programme::cycle_by_code(writer, options.cycle));
        MINKA_TRY_ASSIGN(const auto wave, programme::wave_by_code(writer, cycle.record.id, options.wave));
        return programme::advance_wave(writer, wave.record.id, to);
    }));
    context.out() << "Ola " << options.wave << (to == programme::WaveState::open ? ": abierta\n" : ": cerrada\n");
    return Exit::done;
}

Result<Exit> show_board(CommandContext& context, const WaveOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "show wave board", Access::reads));
    measurement::WaveFrame frame;
    MINKA_TRY_ASSIGN(
        const auto board,
        work.database().read(work.act.programme,
                             [&](storage::Reader& reader) -> Result<std::vector<measurement::CompletionRow>> {
                                 MINKA_TRY_ASSIGN(frame, measurement::find_wave(reader, options.cycle, options.wave));
                                 return measurement::completion_board(reader, frame);
                             }));
    struct Sums {
        programme::Share people;
        programme::Share schools;
    };
    std::map<std::string, Sums> sums;
    for (const auto& row : board) {
        auto& sum = sums[row.informant];
        sum.people.n += row.responses;
        sum.people.total += row.eligible;
        sum.schools.n += row.responses > 0 ? 1 : 0;
        sum.schools.total += row.eligible > 0 ? 1 : 0;
    }
    const auto& language = context.options().language;
    for (const auto& informant : frame.index.informants) {
        const auto& sum = sums[informant.code];
        context.out() << informant.name.in(language) << ": " << programme::format_share(sum.people, language)
                      << " de las personas, " << programme::format_share(sum.schools, language) << " de las escuelas\n";
    }
    for (const auto& row : board) {
        if (row.eligible > 0 && (!options.only_missing || row.responses == 0)) {
            context.out() << row.code_system << " " << row.code << "  " << row.name << "  " << row.informant << "  "
                          << row.responses << "/" << row.eligible << "\n";
        }
    }
    return Exit::done;
}

Result<Exit> draw_sample(CommandContext& context, const WaveOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "draw wave sample", Access::reads));
    return work.database().read(work.act.programme, [&](storage::Reader& reader) -> Result<Exit> {
        MINKA_TRY_ASSIGN(const auto frame, measurement::find_wave(reader, options.cycle, options.wave));
        if (!frame.wave.sample_size || !frame.wave.sample_seed) {
            return problem(ProblemCode::not_ready, "In this wave everybody is asked: it was planned without --sample.",
                           "--wave");
        }
        MINKA_TRY_ASSIGN(const auto classes, registry::enrolled_classes(reader, frame.wave.opens_on.year()));
        if (classes.empty()) {
            return problem(ProblemCode::not_ready,
                           "There are no classes of the wave's year; 'minka import enrolment' brings them.", "--wave");
        }
        context.out() << "sede;clase;estudiantes;posiciones\n";
        for (const auto& drawn : classes) {
            MINKA_TRY_ASSIGN(const auto positions,
                             programme::sample_positions(
                                 static_cast<std::uint64_t>(*frame.wave.sample_seed), drawn.site + "/" + drawn.label,
                                 static_cast<int>(drawn.students), static_cast<int>(*frame.wave.sample_size)));
            context.out() << drawn.site << ";" << drawn.label << ";" << drawn.students << ";";
            for (std::size_t i = 0; i < positions.size(); ++i) {
                context.out() << (i > 0 ? " " : "") << positions[i];
            }
            context.out() << "\n";
        }
        return Exit::done;
    });
}

// Answers stay, and nobody can put two of one person together any more. For when the term of linked codes has ended.
Result<Exit> destroy_links(CommandContext& context, const WaveOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "destroy links", Access::writes));
    MINKA_TRY_ASSIGN(const auto cycle, work.database().read(work.act.programme, [&](storage::Reader& reader) {
        return programme::cycle_by_code(reader, options.cycle);
    }));
    const privacy::ErasureRequest request{cycle.record.id.uuid, privacy::ErasureBasis::term_ended,
                                          utc_date(work.database().clock().now())};
    MINKA_TRY_ASSIGN(const auto outcome,
                     privacy::erase_subject(work.database(), work.session->vault(), work.act, request));
    context.out() << (outcome.was_erased_before
                          ? "Los enlaces de este ciclo ya se habían destruido; no cambió nada.\n"
                          : "Llave destruida: las respuestas quedan y nadie puede unir las de una persona.\n");
    return outcome.left_remains ? Exit::found : Exit::done;
}

CLI::App* with_wave(CLI::App* command, const SharedOptions& options) {
    with_programme(command, options->programme);
    command->add_option("--cycle", options->cycle, "Código del ciclo")->required();
    command->add_option("--wave", options->wave, "Código de la ola")->required();
    return command;
}

}  // namespace

void add_wave_command(CommandTable& table) {
    auto* group = table.group("wave", "Olas de medición");
    const auto options = std::make_shared<WaveOptions>();
    const auto command = [&](const std::string& name, const std::string& description, CommandBody body) {
        return with_wave(table.command(group, name, description, std::move(body)), options);
    };
    auto* lock = table.command(group, "lock-plan", "Guarda el plan de análisis antes de abrir la toma final",
                               [options](CommandContext& context) { return lock_plan(context, *options); });
    with_programme(lock, options->programme);
    lock->add_option("--cycle", options->cycle, "Código del ciclo")->required();
    auto* unlink = table.command(group, "destroy-links",
                                 "Destruye la llave que une las respuestas de un ciclo, al cumplir su plazo",
                                 [options](CommandContext& context) { return destroy_links(context, *options); });
    with_programme(unlink, options->programme);
    unlink->add_option("--cycle", options->cycle, "Código del ciclo")->required();
    lock->add_option("--file", options->file, "El plan, analysis.yaml")->required();
    auto* plan = command("plan", "Planea una ola con sus fechas",
                         [options](CommandContext& context) { return plan_wave(context, *options); });
    plan->add_option("--from", options->from, "Primer día (AAAA-MM-DD)")->required();
    plan->add_option("--to", options->to, "Último día")->required();
    plan->add_option("--name", options->name, "Nombre (por defecto, su código)");
    plan->add_option("--number", options->number, "1 es la línea base")->capture_default_str();
    plan->add_option("--instrument", options->instrument,
                     "Código del instrumento (por defecto, el índice del programa)");
    plan->add_option("--mode", options->mode, "self_code, token o unlinked")->capture_default_str();
    auto* sample = plan->add_option("--sample", options->sample_size,
                                    "Estudiantes por clase, por su puesto en la lista; sin ella responden todos");
    auto* seed = plan->add_option("--seed", options->sample_seed, "Con ella cualquiera sortea los mismos puestos");
    sample->needs(seed)->check(CLI::PositiveNumber);
    seed->needs(sample)->check(CLI::NonNegativeNumber);
    command("open", "Abre una ola",
            [options](CommandContext& context) { return move_wave(context, *options, programme::WaveState::open); });
    command("close", "Cierra una ola",
            [options](CommandContext& context) { return move_wave(context, *options, programme::WaveState::closed); });
    command("board", "Cuántas personas han respondido, por escuela: para buscar lo que falta",
            [options](CommandContext& context) { return show_board(context, *options); })
        ->add_flag("--missing", options->only_missing, "Solo escuelas de las que no hay ninguna respuesta");
    command("sample", "Qué puestos de la lista de cada clase responden",
            [options](CommandContext& context) { return draw_sample(context, *options); });
}

}  // namespace minka::cli
