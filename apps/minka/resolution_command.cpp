#include "command_dates.h"
#include "commands.h"
#include "output_file.h"
#include "privacy/attachment.h"
#include "programme/resolution_draft.h"
#include "programme/resolution_rules.h"
#include "ugel_work.h"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace minka::cli {

namespace {

using programme::Resolution;
using programme::ResolutionState;
using storage::Reader;
using storage::Writer;

struct ResolutionOptions : UgelOptions {
    programme::ResolutionWords words = programme::default_resolution_words();
    std::string out;
    bool record = false;
    std::string number;
    std::string signatory;
    std::string scan;
    std::string from;
    std::string to;
    std::string as_of;
    int within = -1;
};

using SharedOptions = std::shared_ptr<ResolutionOptions>;

// The resolution of a UGEL that waits for its next step.
Result<storage::Stored<Resolution>> waiting(Reader& reader, const std::string& ugel_code, LocalDate on,
                                            ResolutionState state) {
    MINKA_TRY_ASSIGN(const auto ugel, ugel_by_code(reader, ugel_code, on));
    MINKA_TRY_ASSIGN(
        auto rows,
        reader.all<Resolution>("AND territory_id = $2 AND state = $3 ORDER BY year DESC, number DESC", ugel.id, state));
    if (rows.empty()) {
        return problem(ProblemCode::not_ready, "The UGEL " + ugel_code + " has no resolution that waits for this step.",
                       "--ugel");
    }
    return std::move(rows.front());
}

Result<Exit> draft(CommandContext& context, const ResolutionOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "draft resolution",
                                               options.record ? Access::writes : Access::reads));
    MINKA_TRY_ASSIGN(const auto on, past_date_option(options.on, "--on", work.database().clock()));
    MINKA_TRY_ASSIGN(const auto rules, work.team_rules());
    MINKA_TRY_ASSIGN(const auto* texts, work.folder.texts_in("es"));
    MINKA_TRY_ASSIGN(
        const auto document,
        work.database().read(work.act.programme, [&](Reader& reader) -> Result<programme::ResolutionDocument> {
            MINKA_TRY_ASSIGN(const auto ugel, ugel_by_code(reader, options.ugel, on));
            return programme::resolution_document(reader, work.session->vault(),
                                                  {ugel.id, on, rules.name.in("es"), rules.resolution_months});
        }));
    MINKA_TRY(write_output_file(options.out, programme::resolution_html(document, options.words, *texts)));
    // Only now: a page that could not be written leaves no draft behind.
    if (options.record) {
        const auto id = work.database().new_id<programme::ResolutionId>();
        MINKA_TRY(work.database().write(work.act, [&](Writer& writer) -> Result<Resolution> {
            MINKA_TRY_ASSIGN(const auto ugel, ugel_by_code(writer, options.ugel, on));
            MINKA_TRY_ASSIGN(const auto team, last_team(writer, ugel));
            return programme::draft_resolution(writer, {id, team.record.id, on, {}});
        }));
    }
    context.out() << "Documento en " << options.out << " con " << document.members.size()
                  << " integrantes por su nombre: guárdelo como dato personal\n";
    return Exit::done;
}

Result<Exit> number(CommandContext& context, const ResolutionOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "number resolution", Access::writes));
    MINKA_TRY_ASSIGN(const auto on, past_date_option(options.on, "--on", work.database().clock()));
    MINKA_TRY(work.database().write(work.act, [&](Writer& writer) -> Result<> {
        MINKA_TRY_ASSIGN(const auto found, waiting(writer, options.ugel, on, ResolutionState::draft));
        return programme::number_resolution(writer, {found.record.id, options.number, on});
    }));
    context.out() << "Resolución " << options.number << " del " << on.text() << "\n";
    return Exit::done;
}

Result<Exit> sign(CommandContext& context, const ResolutionOptions& options) {
    std::error_code failure;
    std::ifstream stream(options.scan, std::ios::binary);
    if (!stream || std::filesystem::is_directory(options.scan, failure)) {
        return problem(ProblemCode::io_failed, "The file cannot be read; check its name and permissions.",
                       options.scan);
    }
    const Bytes scan{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "sign resolution", Access::writes));
    MINKA_TRY_ASSIGN(const auto from, date_option(options.from, "--from", work.database().clock()));
    MINKA_TRY_ASSIGN(const auto rules, work.team_rules());
    auto to = from.plus_months(rules.resolution_months);
    if (!options.to.empty()) {
        MINKA_TRY_ASSIGN(to, date_option(options.to, "--to", work.database().clock()));
    }
    const auto attachment = work.database().new_id<privacy::AttachmentId>();
    MINKA_TRY(work.database().write(work.act, [&](Writer& writer) -> Result<> {
        MINKA_TRY_ASSIGN(const auto found, waiting(writer, options.ugel, from, ResolutionState::numbered));
        MINKA_TRY_ASSIGN(const auto stored, privacy::store_attachment(writer, work.session->vault(),
                                                                      {attachment, found.record.id.uuid,
                                                                       privacy::MediaClass::scan, scan, options.scan}));
        return programme::sign_resolution(writer,
                                          {found.record.id, options.signatory, to_hex(stored.content_hash), from, to});
    }));
    context.out() << "UGEL " << options.ugel << ": equipo constituido del " << from.text() << " al "
                  << to.plus_days(-1).text() << "\n";
    return Exit::done;
}

Result<Exit> notify(CommandContext& context, const ResolutionOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "notify resolution", Access::writes));
    MINKA_TRY_ASSIGN(const auto on, past_date_option(options.on, "--on", work.database().clock()));
    MINKA_TRY(work.database().write(work.act, [&](Writer& writer) -> Result<> {
        MINKA_TRY_ASSIGN(const auto found, waiting(writer, options.ugel, on, ResolutionState::signed_));
        return programme::notify_resolution(writer, found.record.id, on);
    }));
    context.out() << "Notificación registrada el " << on.text() << "\n";
    return Exit::done;
}

Result<Exit> expiring(CommandContext& context, const ResolutionOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "list expiring resolutions", Access::reads));
    MINKA_TRY_ASSIGN(const auto as_of, date_option(options.as_of, "--as-of", work.database().clock()));
    MINKA_TRY_ASSIGN(const auto rules, work.team_rules());
    const int within = options.within < 0 ? rules.expiry_warning_days : options.within;
    MINKA_TRY_ASSIGN(const auto rows, work.database().read(work.act.programme, [&](Reader& reader) {
        return programme::expiring_resolutions(reader, registry::Scope::of_console(registry::Purpose::operation),
                                               {as_of}, within);
    }));
    for (const auto& row : rows) {
        context.out() << row.ugel_code << "  " << row.ugel_name << ": RD " << row.number << " rige hasta el "
                      << row.valid_to.plus_days(-1).text() << ", quedan " << row.days_left << " días\n";
    }
    context.out() << rows.size() << " resoluciones vencen en " << within << " días desde el " << as_of.text() << "\n";
    return Exit::done;
}

void add_draft(CommandTable& table, CLI::App* group) {
    const auto options = std::make_shared<ResolutionOptions>();
    auto* command = with_ugel(table.command(group, "draft", "Escribe el proyecto de resolución para imprimir",
                                            [options](CommandContext& context) { return draft(context, *options); }),
                              *options);
    command->add_option("--out", options->out, "Archivo HTML")->required();
    command->add_flag("--record", options->record,
                      "Registra además el proyecto: el equipo queda con resolución en proyecto");
    command->add_option("--year-name", options->words.year_name, "Nombre oficial del año");
    command->add_option("--report", options->words.report, "Informe que se tiene a la vista");
    command->add_option("--file", options->words.file, "Expediente");
    command->add_option("--year-norm", options->words.year_norm, "Norma del año escolar");
    command->add_option("--city", options->words.city, "Ciudad");
    command->add_option("--considering", options->words.considering,
                        "Párrafos de CONSIDERANDO, en lugar de los del programa");
    command->add_option("--function", options->words.functions, "Funciones del equipo, en lugar de las comunes");
}

}  // namespace

void add_resolution_command(CommandTable& table) {
    auto* group = table.group("resolution", "Resoluciones directorales de los equipos");
    add_draft(table, group);
    const auto options = std::make_shared<ResolutionOptions>();
    const auto step = [&](const std::string& name, const std::string& description,
                          Result<Exit> (*run)(CommandContext&, const ResolutionOptions&)) {
        return with_ugel(table.command(group, name, description,
                                       [options, run](CommandContext& context) { return run(context, *options); }),
                         *options);
    };
    step("number", "Da número y fecha al proyecto", number)
        ->add_option("--number", options->number, "Número: 01234-2026")
        ->required();
    auto* signing = step("sign", "Registra la firma con el escaneado", sign);
    signing->add_option("--signatory", options->signatory, "Oficina que firma, nunca una persona")->required();
    signing->add_option("--scan", options->scan, "Archivo del escaneado")->required();
    signing->add_option("--from", options->from, "Primer día de vigencia (por defecto, hoy)");
    signing->add_option("--to", options->to, "Primer día sin vigencia (por defecto, los meses del programa)");
    step("notify", "Registra la notificación", notify);
    auto* list = table.command(group, "expiring", "Resoluciones que vencen pronto y no tienen otra que siga",
                               [options](CommandContext& context) { return expiring(context, *options); });
    with_programme(list, options->programme)
        ->add_option("--within", options->within, "Días (por defecto, los del programa)")
        ->check(CLI::NonNegativeNumber);
    list->add_option("--as-of", options->as_of, "Desde qué fecha (por defecto, hoy)");
}

}  // namespace minka::cli
