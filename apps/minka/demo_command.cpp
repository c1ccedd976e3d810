#include "base/program_version.h"
#include "commands.h"
#include "demo/demo.h"
#include "reports/cycle_report.h"

#include <filesystem>

namespace minka::cli {

namespace {

struct DemoCommand {
    std::string programme;
    std::uint64_t seed = 1;
    double scale = 1;
    std::string folder;
};

// Identifiers of a demo are drawn apart from its figures.
constexpr std::uint64_t identifier_seed = 0x6d696e6b61ULL;

/// Where everything is after a demo was loaded.
struct Placed {
    std::string database;
    std::filesystem::path key_file;
    std::filesystem::path page;
};

void tell_next_steps(CommandContext& context, const demo::LoadedDemo& loaded, const DemoCommand& command,
                     const Placed& placed) {
    auto& out = context.out();
    const auto base = "minka --database " + placed.database;
    out << "\nLa demostración está lista. Todo en ella es ficticio, salvo los nombres de departamentos y regiones.\n"
        << "  base de datos: " << placed.database << "\n"
        << "  llave maestra: " << placed.key_file.string() << " (guárdela aparte: sin ella no se leen los nombres)\n"
        << "  informe:       " << placed.page.string() << "\n"
        << "\nPara seguir:\n"
        << "  " << base << " report cycle --programme " << command.programme << " --cycle " << loaded.cycle
        << " --as-of " << loaded.told_on.text() << " --demo --lang en --out informe-en\n";
    if (command.programme == demo::code_of(demo::DemoProgramme::apostemos)) {
        out << "  " << base << " team count --programme apostemos --as-of " << loaded.told_on.text() << "\n";
    } else {
        out << "  " << base << " cycle gate --programme " << command.programme << " --cycle " << loaded.cycle
            << " --on " << loaded.told_on.text() << "\n";
    }
    out << "  " << base << " ledger verify --programme " << command.programme << "\n";
}

Result<Exit> run_demo(CommandContext& context, const DemoCommand& command) {
    const auto programme = demo::demo_programme(command.programme);
    if (!programme) {
        return invalid("There is a demo of ser-mas-maestro and one of apostemos.", "PROGRAMME");
    }
    if (context.is_forwarded()) {
        return problem(ProblemCode::busy,
                       "Another process holds this database; a demo is made in one of its own: --database FILE.",
                       context.options().database);
    }
    ManualClock clock(demo::demo_start(*programme));
    SeededRandom identifiers(command.seed ^ identifier_seed);
    const auto& options = context.options();
    MINKA_TRY_ASSIGN(const auto session,
                     app::Session::open({options.database, options.master_key,
                                         storage::DatabaseOptions::Access::read_write, &clock, &identifiers}));
    const demo::DemoOptions demo_options{command.seed, demo::DemoSize::scaled(command.scale),
                                         [&](std::string_view text) {
                                             context.out() << "· " << text << "\n" << std::flush;
                                         }};
    MINKA_TRY_ASSIGN(const auto loaded,
                     demo::load_demo(*programme, {session->database(), session->vault(), session->submissions(), clock},
                                     demo_options));
    demo_options.tell("Informe del ciclo");
    reports::ReportOptions report_options;
    report_options.language = options.language;
    report_options.as_of = loaded.told_on;
    report_options.demo = reports::DemoData::yes;
    report_options.code_version = std::string(program_version);
    const storage::Act act{loaded.programme, {}, "console", "release report"};
    MINKA_TRY_ASSIGN(const auto report, reports::build_cycle_report(session->database(), session->vault(), act,
                                                                    loaded.cycle, report_options));
    const std::filesystem::path folder = command.folder.empty() ? "informe-" + command.programme : command.folder;
    MINKA_TRY_ASSIGN(const auto files, reports::write_cycle_report(report, folder));
    tell_next_steps(context, loaded, command, {options.database, session->master_key_file(), files.front()});
    return Exit::done;
}

}  // namespace

void add_demo_command(CommandTable& table) {
    const auto options = std::make_shared<DemoCommand>();
    auto* command = table.command(nullptr, "demo", "Crea un programa ficticio completo, con su informe",
                                  [options](CommandContext& context) { return run_demo(context, *options); });
    command->add_option("PROGRAMME", options->programme, "ser-mas-maestro o apostemos")
        ->required()
        ->check(CLI::IsMember({"ser-mas-maestro", "apostemos"}));
    command->add_option("--seed", options->seed, "Otra semilla da otras cifras, otros nombres y la misma estructura")
        ->capture_default_str();
    command
        ->add_option("--scale", options->scale,
                     "1 es la escala que el programa declara; 0.1, una décima; 10, diez veces")
        ->check(CLI::Range(0.05, 100.0))
        ->capture_default_str();
    command->add_option("--out", options->folder, "Carpeta del informe (por defecto, informe-PROGRAMA)");
}

}  // namespace minka::cli
