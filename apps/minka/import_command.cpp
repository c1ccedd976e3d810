#include "commands.h"
#include "import_output.h"
#include "registry/enrolment_import.h"
#include "registry/partner_import.h"
#include "registry/person_import.h"
#include "registry/school_import.h"
#include "registry/territory_import.h"

namespace minka::cli {

namespace {

struct RegisterOptions {
    std::string programme;
    ImportWords words;
    std::string since;
    registry::GeometryImport geometry;
};

using SharedOptions = std::shared_ptr<RegisterOptions>;
using Import = Result<registry::ImportReport> (*)(app::Session&, const storage::Act&, const registry::ImportOptions&,
                                                  const RegisterOptions&);

Result<Exit> run(CommandContext& context, const RegisterOptions& options, const std::string& act, Import import) {
    MINKA_TRY_ASSIGN(auto reading, import_options(context, options.words));
    if (!options.since.empty()) {
        auto date = LocalDate::parse(options.since);
        if (!date) {
            return invalid(date.error().message, "--since");
        }
        reading.since = *date;
    }
    MINKA_TRY_ASSIGN(auto* session, context.writable());
    MINKA_TRY_ASSIGN(const auto programme, session->programme_by_code(options.programme));
    MINKA_TRY_ASSIGN(const auto report, import(*session, {programme, {}, "console", act}, reading, options));
    return print_report(context, report, options.words);
}

CLI::App* add(CommandTable& table, const std::string& name, const std::string& description,
              const SharedOptions& options, Import import) {
    auto* command = table.command(
        table.group("import", "Importa tablas: CSV o XLSX"), name, description,
        [options, name, import](CommandContext& context) { return run(context, *options, "import " + name, import); });
    command->add_option("--programme", options->programme, "Código del programa")->required();
    add_import_words(command, options->words);
    return command;
}

void add_since(CLI::App* command, const SharedOptions& options) {
    command->add_option("--since", options->since,
                        "Fecha desde la que valen las filas nuevas que no traen la suya (AAAA-MM-DD)");
}

}  // namespace

void add_import_command(CommandTable& table) {
    const auto options = std::make_shared<RegisterOptions>();
    const auto territories = [](app::Session& session, const storage::Act& act, const registry::ImportOptions& reading,
                                const RegisterOptions&) {
        return import_territories(session.database(), act, reading);
    };
    const auto schools = [](app::Session& session, const storage::Act& act, const registry::ImportOptions& reading,
                            const RegisterOptions&) { return import_schools(session.database(), act, reading); };
    const auto people = [](app::Session& session, const storage::Act& act, const registry::ImportOptions& reading,
                           const RegisterOptions&) {
        return import_people(session.database(), session.vault(), act, reading);
    };
    const auto partners = [](app::Session& session, const storage::Act& act, const registry::ImportOptions& reading,
                             const RegisterOptions&) { return import_partners(session.database(), act, reading); };
    const auto enrolment = [](app::Session& session, const storage::Act& act, const registry::ImportOptions& reading,
                              const RegisterOptions&) { return import_enrolment(session.database(), act, reading); };
    const auto geometry = [](app::Session& session, const storage::Act& act, const registry::ImportOptions& reading,
                             const RegisterOptions& words) {
        return import_geometry(session.database(), act, reading, words.geometry);
    };
    add_since(add(table, "territories", "Territorios de los dos árboles, por su código", options, territories),
              options);
    add_since(add(table, "schools", "Escuelas con sus sedes o servicios, una fila por sede", options, schools),
              options);
    add_since(add(table, "people", "Personas con sus roles, una fila por rol", options, people), options);
    add_since(add(table, "partners", "Aliados con su tipo y sus roles", options, partners), options);
    add(table, "enrolment", "Cuántos estudiantes hay por sede, grado y grupo", options, enrolment);
    auto* shapes = add(table, "geometry", "Polígonos o puntos de los territorios (GeoJSON)", options, geometry);
    shapes->add_option("--property", options->geometry.property, "Propiedad con el código del territorio")
        ->capture_default_str();
    shapes->add_option("--code-system", options->geometry.code_system, "Sistema de ese código, si hay varios");
}

}  // namespace minka::cli
