#include "command_dates.h"
#include "commands.h"
#include "import_output.h"
#include "programme/team_import.h"
#include "ugel_work.h"

namespace minka::cli {

namespace {

struct TeamImportOptions {
    std::string programme;
    ImportWords words;
    programme::ListHeading heading;
    std::string dated_on;
};

using SharedOptions = std::shared_ptr<TeamImportOptions>;
using Import = Result<registry::ImportReport> (*)(ProgrammeWork&, const registry::ImportOptions&,
                                                  const TeamImportOptions&);

Result<Exit> run(CommandContext& context, const TeamImportOptions& options, const std::string& act, Import import) {
    MINKA_TRY_ASSIGN(const auto reading, import_options(context, options.words));
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, act, Access::writes));
    MINKA_TRY_ASSIGN(const auto report, import(work, reading, options));
    return print_report(context, report, options.words);
}

Result<registry::ImportReport> teams(ProgrammeWork& work, const registry::ImportOptions& reading,
                                     const TeamImportOptions&) {
    return programme::import_teams(work.database(), work.act, reading);
}

Result<registry::ImportReport> members(ProgrammeWork& work, const registry::ImportOptions& reading,
                                       const TeamImportOptions&) {
    return programme::import_members(work.database(), work.session->vault(), work.act, reading);
}

Result<registry::ImportReport> resolutions(ProgrammeWork& work, const registry::ImportOptions& reading,
                                           const TeamImportOptions&) {
    MINKA_TRY_ASSIGN(const auto rules, work.team_rules());
    return programme::import_resolutions(work.database(), work.act, reading, rules);
}

Result<registry::ImportReport> assistance(ProgrammeWork& work, const registry::ImportOptions& reading,
                                          const TeamImportOptions&) {
    return programme::import_assistance_visits(work.database(), work.act, reading);
}

Result<registry::ImportReport> list(ProgrammeWork& work, const registry::ImportOptions& reading,
                                    const TeamImportOptions& options) {
    auto heading = options.heading;
    MINKA_TRY_ASSIGN(heading.dated_on, date_option(options.dated_on, "--dated", work.database().clock()));
    return programme::import_territory_list(work.database(), work.act, reading, heading);
}

CLI::App* add(CommandTable& table, const std::string& name, const std::string& description,
              const SharedOptions& options, Import import) {
    auto* command = table.command(
        table.group("import", "Importa tablas: CSV o XLSX"), name, description,
        [options, name, import](CommandContext& context) { return run(context, *options, "import " + name, import); });
    with_programme(command, options->programme);
    add_import_words(command, options->words);
    return command;
}

}  // namespace

void add_team_import_command(CommandTable& table) {
    const auto options = std::make_shared<TeamImportOptions>();
    add(table, "teams", "Equipos de las UGEL con sus fechas", options, teams);
    add(table, "members", "Integrantes de los equipos, por su documento", options, members);
    add(table, "resolutions", "Resoluciones de los equipos", options, resolutions);
    add(table, "assistance", "Asistencias técnicas dadas a las UGEL", options, assistance);
    auto* lists = add(table, "territory-list", "Lista fechada de UGEL: un denominador", options, list);
    lists->add_option("--code", options->heading.code, "Código de la lista")->required();
    lists->add_option("--name", options->heading.name, "Nombre de la lista")->required();
    lists->add_option("--source", options->heading.source, "Quién la declara")->required();
    lists->add_option("--dated", options->dated_on, "De qué fecha es")->required();
}

}  // namespace minka::cli
