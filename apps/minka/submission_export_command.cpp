#include "submission_export_command.h"

#include "command_dates.h"
#include "forms/export/row_agreement.h"
#include "forms/export/submission_export.h"
#include "identity/account_rules.h"
#include "plain_table.h"
#include "ugel_work.h"

#include <boost/describe/enum_from_string.hpp>
#include <fmt/format.h>

namespace minka::cli {

namespace {

struct ExportOptions {
    std::string programme;
    std::string form;
    std::string version;
    std::string format;
    std::string out;
    std::string language;
    std::string agreement;
    bool splits_selects = false;
    bool with_persons = false;
    bool with_places = false;
};

struct AgreementOptions {
    std::string programme;
    std::string id;
    std::string form;
    std::string account;
    std::string reference;
    std::string until;
};

Result<forms::RowAgreementId> agreement_id(const std::string& text) {
    const auto uuid = parse_uuid(text);
    if (!uuid) {
        return invalid(uuid.error().message, "agreement");
    }
    return forms::RowAgreementId{*uuid};
}

// Rows of an anonymous form leave under an agreement alone, the machine's console included.
Result<std::optional<Uuid>> agreement_for(storage::Reader& reader, const ExportOptions& options, LocalDate today) {
    MINKA_TRY_ASSIGN(const auto form, forms::require_form(reader, options.form));
    if (!form.is_anonymous) {
        return std::nullopt;
    }
    const auto refused = [] {
        return problem(ProblemCode::forbidden,
                       "The form is anonymous: its answers leave as rows only for an evaluator under an agreement in "
                       "force (minka submission agreement record). Reports have its tables.",
                       "--agreement");
    };
    if (options.agreement.empty()) {
        return refused();
    }
    MINKA_TRY_ASSIGN(const auto id, agreement_id(options.agreement));
    MINKA_TRY_ASSIGN(const auto stored, reader.find<forms::RowAgreement>(id));
    const bool holds = stored && stored->record.form_id == options.form && stored->record.agreed_on <= today &&
                       stored->record.ends_on >= today;
    return holds ? Result<std::optional<Uuid>>(id.uuid) : Result<std::optional<Uuid>>(refused());
}

Result<Exit> export_form(CommandContext& context, const ExportOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "export submissions", Access::writes));
    forms::SubmissionExport request;
    if (!boost::describe::enum_from_string(options.format.c_str(), request.format)) {
        return invalid("Here belongs csv, xlsx, sav, dta, geojson, jsonl or ddi.", "--as");
    }
    request.query.form_id = options.form;
    if (!options.version.empty()) {
        request.query.version = options.version;
    }
    request.layout = {options.splits_selects, !options.with_persons, !options.with_places};
    request.language = options.language;
    request.on = utc_date(work.database().clock().now());
    const auto check = [&](storage::Reader& reader) { return agreement_for(reader, options, request.on); };
    std::optional<Uuid> agreement;
    if (request.format != forms::ExportFormat::ddi) {  // a codebook has no answers
        MINKA_TRY_ASSIGN(agreement, work.database().read(work.act.programme, check));
    }
    MINKA_TRY_ASSIGN(const auto receipt, forms::export_submissions(work.database(), work.session->submissions(),
                                                                   work.act.programme, request, options.out));
    MINKA_TRY(work.database().write(
        work.act, [&](storage::Writer& writer) { return forms::note_export(writer, request, receipt, agreement); }));
    context.out() << fmt::format("{} entregas de {}:\n", receipt.submissions, options.form);
    for (const auto& file : receipt.files) {
        context.out() << "  " << file.string() << "\n";
    }
    for (const auto& name : receipt.withheld) {
        context.out() << "  sin la columna " << name << "\n";
    }
    return Exit::done;
}

Result<Exit> record(CommandContext& context, const AgreementOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "record agreement on rows", Access::writes));
    MINKA_TRY_ASSIGN(const auto account, work.database().read(identity::installation, [&](storage::Reader& reader) {
        return identity::account_by_login(reader, options.account);
    }));
    if (!account) {
        return problem(ProblemCode::not_found, "Nobody signs in as '" + options.account + "'.", "--account");
    }
    const auto until = LocalDate::parse(options.until);
    if (!until) {
        return invalid(until.error().message, "--until");
    }
    const forms::RowAgreement agreement{
        work.database().new_id<forms::RowAgreementId>(), options.form, account->record.id.uuid, options.reference,
        utc_date(work.database().clock().now()),         *until};
    const auto write = [&](storage::Writer& writer) -> Result<> {
        MINKA_TRY(forms::require_form(writer, agreement.form_id));
        return forms::record_agreement(writer, agreement);
    };
    MINKA_TRY(work.database().write(work.act, write));
    context.out() << "Acuerdo " << to_string(agreement.id) << ", hasta el " << agreement.ends_on.text() << "\n";
    return Exit::done;
}

Result<Exit> list(CommandContext& context, const AgreementOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "", Access::reads));
    MINKA_TRY_ASSIGN(const auto all, work.database().read(work.act.programme, [](storage::Reader& reader) {
        return forms::row_agreements(reader);
    }));
    PlainTable table({"acuerdo", "formulario", "cuenta", "texto firmado", "desde", "hasta"});
    for (const auto& one : all) {
        MINKA_TRY_ASSIGN(const auto account, work.database().read(identity::installation, [&](storage::Reader& reader) {
            return identity::require_account(reader, {one.record.account_id});
        }));
        table.add({to_string(one.record.id), one.record.form_id, account.record.login, one.record.reference,
                   one.record.agreed_on.text(), one.record.ends_on.text()});
    }
    if (all.empty()) {
        context.out() << "Ningún acuerdo sobre filas de formularios anónimos.\n";
    } else {
        table.print(context.out());
    }
    return Exit::done;
}

Result<Exit> end(CommandContext& context, const AgreementOptions& options) {
    MINKA_TRY_ASSIGN(const auto id, agreement_id(options.id));
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "end agreement on rows", Access::writes));
    const auto yesterday = utc_date(work.database().clock().now()).plus_days(-1);
    MINKA_TRY(work.database().write(
        work.act, [&](storage::Writer& writer) { return forms::end_agreement(writer, id, yesterday); }));
    context.out() << "El acuerdo ya no vale.\n";
    return Exit::done;
}

void add_agreement(CommandTable& table, CLI::App* group) {
    auto* agreement = group->add_subcommand("agreement", "Quién puede tener filas de un formulario anónimo");
    agreement->require_subcommand(1);
    const auto options = std::make_shared<AgreementOptions>();
    auto* recording = table.command(agreement, "record", "Asienta un acuerdo firmado con quien evalúa",
                                    [options](CommandContext& context) { return record(context, *options); });
    with_programme(recording, options->programme);
    recording->add_option("--form", options->form, "El formulario anónimo")->required();
    recording->add_option("--account", options->account, "Nombre con que entra quien evalúa")->required();
    recording->add_option("--reference", options->reference, "Dónde está archivado el texto firmado")->required();
    recording->add_option("--until", options->until, "Último día en que vale")->required();
    auto* listing = table.command(agreement, "list", "Todos, con sus fechas",
                                  [options](CommandContext& context) { return list(context, *options); });
    with_programme(listing, options->programme);
    auto* ending = table.command(agreement, "end", "Uno que desde hoy no vale",
                                 [options](CommandContext& context) { return end(context, *options); });
    with_programme(ending, options->programme);
    ending->add_option("agreement", options->id, "El acuerdo")->required();
}

}  // namespace

void add_submission_export(CommandTable& table, CLI::App* group) {
    const auto options = std::make_shared<ExportOptions>();
    auto* command = table.command(group, "export", "Las entregas de un formulario, como archivo; queda escrito",
                                  [options](CommandContext& context) { return export_form(context, *options); });
    with_programme(command, options->programme);
    command->add_option("--form", options->form, "El formulario")->required();
    command->add_option("--version", options->version, "Una sola versión; si falta, todas");
    command->add_option("--as", options->format, "csv, xlsx, sav (SPSS), dta (Stata), geojson, jsonl o ddi")
        ->required();
    command->add_option("--out", options->out, "El archivo; si termina en .zip, todas las tablas adentro")->required();
    command->add_option("--labels", options->language, "Idioma de las etiquetas; si falta, el del formulario");
    command->add_flag("--split-selects", options->splits_selects, "Una columna por opción de selección múltiple");
    command->add_option("--agreement", options->agreement, "Acuerdo vigente, si el formulario es anónimo");
    command->add_flag("--with-persons", options->with_persons, "También lo que dice quién es alguien");
    command->add_flag("--with-places", options->with_places, "También los lugares que marcó el teléfono");
    add_agreement(table, group);
}

}  // namespace minka::cli
