#include "base/base64.h"
#include "commands.h"
#include "forms/envelope_intake.h"
#include "forms/submission.h"
#include "forms/withheld.h"
#include "plain_table.h"
#include "submission_conflict_command.h"
#include "submission_export_command.h"
#include "submission_source_command.h"
#include "ugel_work.h"

namespace minka::cli {

namespace {

struct SubmissionOptions {
    std::string programme;
    std::string id;
    bool rebuilds = false;  ///< Has to be said: the only thing 'project' does so far.
};

Result<forms::SubmissionId> identifier_of(const SubmissionOptions& options) {
    const auto uuid = parse_uuid(options.id);
    if (!uuid) {
        return invalid(uuid.error().message, "submission");
    }
    return forms::SubmissionId{*uuid};
}

Result<Exit> list_quarantine(CommandContext& context, const SubmissionOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "", Access::reads));
    MINKA_TRY_ASSIGN(const auto waiting, work.database().read(work.act.programme, [&](storage::Reader& reader) {
        return work.session->submissions().quarantined(reader);
    }));
    if (waiting.empty()) {
        context.out() << "Ninguna entrega en cuarentena.\n";
        return Exit::done;
    }
    PlainTable table({"entrega", "recibida", "formulario", "versión", "motivo"});
    for (const auto& one : waiting) {
        table.add({to_string(one.id), one.received_on.text(), one.form, one.form_version,
                   context.said(one.reason.value_or(""))});
    }
    table.print(context.out());
    return Exit::found;
}

// What a submission holds names people: who reads it is written down.
Result<Exit> show_quarantined(CommandContext& context, const SubmissionOptions& options) {
    MINKA_TRY_ASSIGN(const auto id, identifier_of(options));
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "read submission", Access::writes));
    auto& book = work.session->submissions();
    // Nothing while it is shut: the entry of who asked stays, which a problem in here would take back.
    const auto open = [&](storage::Writer& writer) -> Result<std::optional<std::string>> {
        MINKA_TRY_ASSIGN(const auto found, book.require(writer, id));
        if (found.state != forms::SubmissionState::quarantined) {
            return problem(ProblemCode::conflict, "The submission is not in quarantine.", options.id);
        }
        MINKA_TRY_ASSIGN(const bool is_shut, forms::note_if_withheld(writer, book, id));
        if (is_shut) {
            return std::nullopt;
        }
        MINKA_TRY_ASSIGN(auto content, book.content_of(writer, id));
        MINKA_TRY(writer.note("submission read", id.uuid, {{"form", storage::to_value(found.form)}}));
        // As it stands in a file of envelopes; nobody reads it without the key.
        return found.form == forms::envelope_kind ? to_base64(as_bytes(content)) : std::move(content);
    };
    MINKA_TRY_ASSIGN(const auto content, work.database().write(work.act, open));
    if (!content) {
        return std::unexpected(forms::withheld_problem(id));
    }
    context.out() << *content << (content->ends_with('\n') ? "" : "\n");
    return Exit::done;
}

Result<Exit> replay_quarantine(CommandContext& context, const SubmissionOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "replay submission", Access::writes));
    auto& book = work.session->submissions();
    std::vector<forms::SubmissionId> ids;
    if (!options.id.empty()) {
        MINKA_TRY_ASSIGN(const auto id, identifier_of(options));
        ids.push_back(id);
    } else {
        MINKA_TRY_ASSIGN(const auto waiting, work.database().read(work.act.programme, [&](storage::Reader& reader) {
            return book.quarantined(reader);
        }));
        for (const auto& one : waiting) {
            ids.push_back(one.id);
        }
    }
    std::size_t taken = 0;
    for (const auto& id : ids) {
        MINKA_TRY_ASSIGN(const auto acceptance, work.database().write(work.act, [&](storage::Writer& writer) {
            return book.replay(writer, id);
        }));
        taken += acceptance == forms::Acceptance::stored ? 1 : 0;
    }
    context.out() << taken << " de " << ids.size() << " entregas salieron de la cuarentena.\n";
    return taken == ids.size() ? Exit::done : Exit::found;
}

Result<Exit> rebuild(CommandContext& context, const SubmissionOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "rebuild projections", Access::writes));
    MINKA_TRY_ASSIGN(const auto count, work.database().write(work.act, [&](storage::Writer& writer) {
        return work.session->submissions().rebuild(writer);
    }));
    context.out() << "Proyectadas de nuevo: " << count << " entregas.\n";
    return Exit::done;
}

Result<Exit> verify(CommandContext& context, const SubmissionOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "", Access::reads));
    MINKA_TRY_ASSIGN(const auto findings, work.database().read(work.act.programme, [](storage::Reader& reader) {
        return forms::verify_submissions(reader);
    }));
    for (const auto& finding : findings) {
        context.out() << "- " << context.said(finding) << "\n";
    }
    context.out() << (findings.empty() ? "Todas las entregas están como se recibieron.\n" : "");
    return findings.empty() ? Exit::done : Exit::found;
}

}  // namespace

void add_submission_command(CommandTable& table) {
    auto* group = table.group("submission", "Entregas selladas que llegan del campo");
    auto* quarantine = group->add_subcommand("quarantine", "Las que no se pudieron entender o se contradicen");
    quarantine->require_subcommand(1);
    const auto options = std::make_shared<SubmissionOptions>();
    const auto add = [&](CLI::App* parent, const char* name, const char* description,
                         Result<Exit> (*run)(CommandContext&, const SubmissionOptions&)) {
        auto* command = table.command(parent, name, description,
                                      [options, run](CommandContext& context) { return run(context, *options); });
        with_programme(command, options->programme);
        return command;
    };
    add(quarantine, "list", "Cuáles son, y por qué", list_quarantine);
    add(quarantine, "show", "El contenido de una; queda escrito que se leyó", show_quarantined)
        ->add_option("submission", options->id, "La entrega")
        ->required();
    add(quarantine, "replay", "Las intenta de nuevo, una o todas, cuando la causa se arregló", replay_quarantine)
        ->add_option("submission", options->id, "La entrega; si falta, todas");
    add_submission_sources(table, group);
    auto* project = add(group, "project", "Calcula de nuevo lo que se sabe por las entregas", rebuild);
    project->add_flag("--rebuild", options->rebuilds, "Borra las filas proyectadas y las vuelve a hacer")->required();
    add_submission_import(table, group);
    add(group, "verify", "Compara cada entrega con su asiento", verify);
    add_submission_export(table, group);
    add_submission_conflicts(table, group);
}

}  // namespace minka::cli
