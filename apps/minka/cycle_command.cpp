#include "command_dates.h"
#include "commands.h"
#include "privacy/attachment.h"
#include "programme/agreement_cover.h"
#include "programme/cycle_rules.h"
#include "programme/programme_loading.h"
#include "registry/place_by_code.h"

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>

#include <fstream>
#include <iterator>

namespace minka::cli {

namespace {

using programme::CycleState;

struct CycleOptions {
    std::string programme;
    std::string cycle;
    std::string name;
    std::string from;
    std::string to;
    std::string state;
    std::string on;
    // an agreement
    std::string territory;
    std::string school;
    std::string authority;
    std::string authority_kind;
    std::string sectors;
    int people = 0;
    std::string language = "es";
    std::string proof;
    std::string expires;
    std::string conditions;
    std::string refused;
    std::string dissent;
    bool no_publication = false;
    std::string reason;
    std::string agreement;
};

struct Opened {
    app::Session* session = nullptr;
    storage::Act act;
    programme::ProgrammeFolder folder;
};

Result<Opened> open(CommandContext& context, const CycleOptions& options, const std::string& act_name) {
    Opened opened;
    MINKA_TRY_ASSIGN(opened.session, context.writable());
    MINKA_TRY_ASSIGN(const auto id, opened.session->programme_by_code(options.programme));
    opened.act = {id, {}, "console", act_name};
    MINKA_TRY_ASSIGN(opened.folder, opened.session->database().read(id, [](storage::Reader& reader) {
        return programme::stored_folder(reader, std::nullopt);
    }));
    return opened;
}

template <typename Enum>
Result<Enum> enum_option(const std::string& text, const std::string& option) {
    Enum value{};
    if (!boost::describe::enum_from_string(text.c_str(), value)) {
        std::string known;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>(
            [&](auto entry) { known += (known.empty() ? "" : ", ") + std::string(entry.name); });
        return invalid("'" + text + "' is not one of " + known + ".", option);
    }
    return value;
}

Result<Exit> open_cycle(CommandContext& context, const CycleOptions& options) {
    MINKA_TRY_ASSIGN(auto opened, open(context, options, "open cycle"));
    auto& database = opened.session->database();
    MINKA_TRY_ASSIGN(const auto from, date_option(options.from, "--from", database.clock()));
    MINKA_TRY_ASSIGN(const auto to, date_option(options.to, "--to", database.clock()));
    const auto& name = options.name.empty() ? options.cycle : options.name;
    const auto id = database.new_id<programme::CycleId>();
    MINKA_TRY(database.write(opened.act, [&](storage::Writer& writer) -> Result<> {
        MINKA_TRY_ASSIGN(const auto versions, writer.all<programme::ProgrammeVersion>("ORDER BY number DESC LIMIT 1"));
        return programme::open_cycle(
            writer, {id, options.cycle, name, from, to, CycleState::convening, versions.front().record.number},
            opened.folder.profile.stages.cycle);
    }));
    context.out() << "Ciclo " << options.cycle << ": convocatoria abierta\n";
    return Exit::done;
}

Result<Exit> advance_cycle(CommandContext& context, const CycleOptions& options) {
    MINKA_TRY_ASSIGN(auto opened, open(context, options, "advance cycle"));
    auto& database = opened.session->database();
    MINKA_TRY_ASSIGN(const auto to, enum_option<CycleState>(options.state, "STATE"));
    MINKA_TRY_ASSIGN(const auto on, past_date_option(options.on, "--on", database.clock()));
    MINKA_TRY(database.write(opened.act, [&](storage::Writer& writer) -> Result<> {
        MINKA_TRY_ASSIGN(const auto cycle, programme::cycle_by_code(writer, options.cycle));
        return programme::advance_cycle(writer, cycle.record.id, to, opened.folder.profile.stages.cycle, on);
    }));
    context.out() << "Ciclo " << options.cycle << ": " << options.state << " desde " << on.text() << "\n";
    return Exit::done;
}

Result<Exit> show_gate(CommandContext& context, const CycleOptions& options) {
    MINKA_TRY_ASSIGN(auto opened, open(context, options, "show gate"));
    auto& database = opened.session->database();
    MINKA_TRY_ASSIGN(const auto on, date_option(options.on, "--on", database.clock()));
    MINKA_TRY_ASSIGN(
        const auto missing,
        database.read(
            opened.act.programme, [&](storage::Reader& reader) -> Result<std::vector<programme::MissingRequirement>> {
                MINKA_TRY_ASSIGN(const auto cycle, programme::cycle_by_code(reader, options.cycle));
                return programme::missing_for_running(reader, cycle.record.id, opened.folder.profile.stages.cycle, on);
            }));
    for (const auto& requirement : missing) {
        context.out() << "falta " << programme::to_string(requirement.requirement) << ": "
                      << context.said(requirement.sentence) << "\n";
    }
    if (missing.empty()) {
        context.out() << "El ciclo " << options.cycle << " puede correr desde " << on.text() << "\n";
    }
    return missing.empty() ? Exit::done : Exit::found;
}

Result<Bytes> read_whole(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        return problem(ProblemCode::io_failed, "The file cannot be read; check its name and permissions.", file);
    }
    return Bytes(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
}

std::optional<std::string> unless_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

Result<Exit> record_agreement(CommandContext& context, const CycleOptions& options) {
    MINKA_TRY_ASSIGN(const auto proof, read_whole(options.proof));
    MINKA_TRY_ASSIGN(const auto kind, privacy::media_type_of(proof));
    MINKA_TRY_ASSIGN(auto opened, open(context, options, "record agreement"));
    auto& database = opened.session->database();
    const auto& vault = opened.session->vault();
    MINKA_TRY_ASSIGN(const auto on, past_date_option(options.on, "--on", database.clock()));
    programme::CommunityAgreement agreement;
    agreement.id = database.new_id<programme::CommunityAgreementId>();
    agreement.authority = options.authority;
    agreement.authority_kind = options.authority_kind;
    agreement.sectors = options.sectors;
    agreement.people_present = options.people;
    agreement.language = options.language;
    agreement.agreed_on = on;
    agreement.state_since = on;
    agreement.conditions = unless_empty(options.conditions);
    agreement.refused_activities = unless_empty(options.refused);
    agreement.dissent = unless_empty(options.dissent);
    agreement.allows_publication = !options.no_publication;
    if (!options.expires.empty()) {
        MINKA_TRY_ASSIGN(agreement.expires_on, date_option(options.expires, "--expires", database.clock()));
    }
    const auto attachment_id = database.new_id<privacy::AttachmentId>();
    MINKA_TRY(database.write(opened.act, [&](storage::Writer& writer) -> Result<> {
        MINKA_TRY_ASSIGN(const auto cycle, programme::cycle_by_code(writer, options.cycle));
        agreement.cycle_id = cycle.record.id;
        if (!options.territory.empty()) {
            MINKA_TRY_ASSIGN(agreement.territory_id, registry::territory_by_code(writer, options.territory, on));
        }
        if (!options.school.empty()) {
            MINKA_TRY_ASSIGN(agreement.school_id, registry::school_by_code(writer, options.school, on));
        }
        MINKA_TRY_ASSIGN(const auto stored, privacy::store_attachment(writer, vault,
                                                                      {attachment_id, agreement.id.uuid,
                                                                       kind.media_class, proof, options.proof}));
        agreement.proof = to_hex(stored.content_hash);
        return programme::record_agreement(writer, agreement);
    }));
    context.out() << "Acuerdo comunitario " << to_string(agreement.id) << " registrado, prueba "
                  << agreement.proof.substr(0, 12) << "\n";
    return Exit::done;
}

Result<Exit> change_agreement(CommandContext& context, const CycleOptions& options) {
    MINKA_TRY_ASSIGN(auto opened, open(context, options, "change agreement"));
    auto& database = opened.session->database();
    MINKA_TRY_ASSIGN(const auto on, past_date_option(options.on, "--on", database.clock()));
    MINKA_TRY_ASSIGN(const auto id, parse_uuid(options.agreement));
    MINKA_TRY_ASSIGN(const auto state, enum_option<programme::AgreementState>(options.state, "--state"));
    MINKA_TRY(database.write(opened.act, [&](storage::Writer& writer) {
        return programme::change_agreement(writer, {{id}, state, !options.no_publication, on, options.reason});
    }));
    context.out() << "Acuerdo " << options.agreement << ": " << options.state << " desde " << on.text() << "\n";
    return Exit::done;
}

using SharedOptions = std::shared_ptr<CycleOptions>;

CLI::App* with_cycle(CLI::App* command, const SharedOptions& options) {
    command->add_option("--programme", options->programme, "Código del programa")->required();
    command->add_option("--cycle", options->cycle, "Código del ciclo")->required();
    return command;
}

void add_dates(CLI::App* command, const SharedOptions& options) {
    command->add_option("--from", options->from, "Primer día (AAAA-MM-DD)")->required();
    command->add_option("--to", options->to, "Último día")->required();
    command->add_option("--name", options->name, "Nombre (por defecto, su código)");
}

void add_agreement_options(CLI::App* command, const SharedOptions& options) {
    command->add_option("--territory", options->territory, "Código del territorio que acuerda");
    command->add_option("--school", options->school, "Código de la escuela que acuerda");
    command->add_option("--authority", options->authority, "Autoridad: cabildo, consejo, mesa; nunca una persona")
        ->required();
    command->add_option("--authority-kind", options->authority_kind, "Clase de autoridad")->required();
    command->add_option("--sectors", options->sectors, "Quiénes estuvieron: familias=12,docentes=8")->required();
    command->add_option("--people", options->people, "Cuántas personas estuvieron")->required();
    command->add_option("--language", options->language, "Idioma del acuerdo")->capture_default_str();
    command->add_option("--proof", options->proof, "Archivo del acta o del audio")->required();
    command->add_option("--on", options->on, "Fecha del acuerdo");
    command->add_option("--expires", options->expires, "Primer día en que ya no vale");
    command->add_option("--conditions", options->conditions, "Condiciones de la comunidad");
    command->add_option("--refused", options->refused, "Actividades que la comunidad rechaza");
    command->add_option("--dissent", options->dissent, "Desacuerdos que deja constancia");
    command->add_flag("--no-publication", options->no_publication, "La comunidad no permite publicar lo suyo");
}

}  // namespace

void add_cycle_command(CommandTable& table) {
    auto* group = table.group("cycle", "Ciclos: convocatoria, acuerdo, marcha y cierre");
    const auto options = std::make_shared<CycleOptions>();
    add_dates(with_cycle(table.command(group, "open", "Abre un ciclo",
                                       [options](CommandContext& context) { return open_cycle(context, *options); }),
                         options),
              options);
    auto* advance =
        with_cycle(table.command(group, "advance", "Pasa un ciclo a su estado siguiente",
                                 [options](CommandContext& context) { return advance_cycle(context, *options); }),
                   options);
    advance->add_option("STATE", options->state, "co_design, agreed, running, closing, published, archived")
        ->required();
    advance->add_option("--on", options->on, "Desde qué día");
    auto* gate = with_cycle(table.command(group, "gate", "Dice qué falta para que el ciclo corra",
                                          [options](CommandContext& context) { return show_gate(context, *options); }),
                            options);
    gate->add_option("--on", options->on, "A qué fecha");
    auto* agree =
        with_cycle(table.command(group, "agree", "Registra el acuerdo de una comunidad, con su prueba",
                                 [options](CommandContext& context) { return record_agreement(context, *options); }),
                   options);
    add_agreement_options(agree, options);
    auto* change =
        with_cycle(table.command(group, "agreement", "La comunidad suspende, retira o retoma su acuerdo",
                                 [options](CommandContext& context) { return change_agreement(context, *options); }),
                   options);
    change->add_option("AGREEMENT", options->agreement, "Identificador del acuerdo")->required();
    change->add_option("--state", options->state, "in_force, suspended o withdrawn")->required();
    change->add_option("--reason", options->reason, "La razón de la comunidad")->required();
    change->add_option("--on", options->on, "Desde qué día");
    change->add_flag("--no-publication", options->no_publication, "La comunidad no permite publicar lo suyo");
}

}  // namespace minka::cli
