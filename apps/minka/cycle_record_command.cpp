#include "command_dates.h"
#include "commands.h"
#include "import_output.h"
#include "person_option.h"
#include "programme/cycle_rules.h"
#include "programme/participation_import.h"
#include "ugel_work.h"

namespace minka::cli {

namespace {

struct RecordOptions {
    std::string programme;
    std::string cycle;
    std::string on;
    std::string reason;
    std::string first_signer;
    std::string first_on;
    std::string second_signer;
    std::string second_on;
    programme::CycleDecision decision;
    std::string since;
    ImportWords words;
};

using SharedOptions = std::shared_ptr<RecordOptions>;

Result<Exit> waive(CommandContext& context, const RecordOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "waive agreement", Access::writes));
    auto& database = work.database();
    programme::AgreementWaiver waiver;
    waiver.id = database.new_id<programme::AgreementWaiverId>();
    waiver.reason = options.reason;
    MINKA_TRY_ASSIGN(waiver.first_signer_id,
                     person_option(*work.session, work.act.programme, options.first_signer, "--first"));
    MINKA_TRY_ASSIGN(waiver.second_signer_id,
                     person_option(*work.session, work.act.programme, options.second_signer, "--second"));
    MINKA_TRY_ASSIGN(waiver.first_signed_on, past_date_option(options.first_on, "--first-on", database.clock()));
    MINKA_TRY_ASSIGN(waiver.second_signed_on, past_date_option(options.second_on, "--second-on", database.clock()));
    MINKA_TRY(database.write(work.act, [&](storage::Writer& writer) -> Result<> {
        MINKA_TRY_ASSIGN(const auto cycle, programme::cycle_by_code(writer, options.cycle));
        waiver.cycle_id = cycle.record.id;
        return programme::record_waiver(writer, waiver);
    }));
    context.out() << "Ciclo " << options.cycle
                  << ": excepción al acuerdo, firmada por dos personas; todo informe la dice\n";
    return Exit::done;
}

Result<Exit> decide(CommandContext& context, const RecordOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "record decision", Access::writes));
    auto& database = work.database();
    auto decision = options.decision;
    decision.id = database.new_id<programme::CycleDecisionId>();
    MINKA_TRY_ASSIGN(decision.decided_on, past_date_option(options.on, "--on", database.clock()));
    MINKA_TRY_ASSIGN(const auto number, database.write(work.act, [&](storage::Writer& writer) -> Result<std::int64_t> {
        MINKA_TRY_ASSIGN(const auto cycle, programme::cycle_by_code(writer, options.cycle));
        auto numbered = decision;
        numbered.cycle_id = cycle.record.id;
        return programme::record_decision(writer, numbered);
    }));
    context.out() << "Ciclo " << options.cycle << ": decisión " << number << " registrada\n";
    return Exit::done;
}

Result<Exit> import_participation(CommandContext& context, const RecordOptions& options) {
    MINKA_TRY_ASSIGN(auto reading, import_options(context, options.words));
    if (!options.since.empty()) {
        const auto since = LocalDate::parse(options.since);
        if (!since) {
            return invalid(since.error().message, "--since");
        }
        reading.since = *since;
    }
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "import participation", Access::writes));
    MINKA_TRY_ASSIGN(const auto report,
                     programme::import_participation(work.database(), work.act, reading, options.cycle));
    return print_report(context, report, options.words);
}

CLI::App* add(CommandTable& table, CLI::App* group, const std::string& name, const std::string& description,
              const SharedOptions& options, Result<Exit> (*body)(CommandContext&, const RecordOptions&)) {
    auto* command = table.command(group, name, description,
                                  [options, body](CommandContext& context) { return body(context, *options); });
    with_programme(command, options->programme);
    command->add_option("--cycle", options->cycle, "Código del ciclo")->required();
    return command;
}

}  // namespace

void add_cycle_record_command(CommandTable& table) {
    const auto options = std::make_shared<RecordOptions>();
    auto* group = table.group("cycle", "Ciclos: convocatoria, acuerdo, marcha y cierre");
    auto* waiver =
        add(table, group, "waive", "El ciclo corre sin acuerdo: dos personas firman por qué", options, waive);
    waiver->add_option("--reason", options->reason, "Por qué no hay acuerdo")->required();
    waiver->add_option("--first", options->first_signer, "Quién firma: identificador o documento (cc:1002003004)")
        ->required();
    waiver->add_option("--second", options->second_signer, "Quién más firma; otra persona")->required();
    waiver->add_option("--first-on", options->first_on, "Cuándo firmó la primera (por defecto, hoy)");
    waiver->add_option("--second-on", options->second_on, "Cuándo firmó la segunda (por defecto, hoy)");
    auto* decision =
        add(table, group, "decide", "Registra una decisión numerada sobre el diseño del ciclo", options, decide);
    decision->add_option("--subject", options->decision.subject, "Sobre qué")->required();
    decision->add_option("--decision", options->decision.decision, "Qué se decidió")->required();
    decision->add_option("--rationale", options->decision.rationale, "Por qué")->required();
    decision->add_option("--by", options->decision.decided_by, "Qué órgano u oficina; nunca una persona")->required();
    decision->add_option("--on", options->on, "Cuándo (por defecto, hoy)");
    auto* participation = add(table, table.group("import", "Importa tablas: CSV o XLSX"), "participation",
                              "Qué escuelas están en el ciclo, y desde cuándo", options, import_participation);
    participation->add_option("--since", options->since, "Fecha de las filas que no traen la suya (AAAA-MM-DD)");
    add_import_words(participation, options->words);
}

}  // namespace minka::cli
