#include "submission_conflict_command.h"

#include "forms/conflict.h"
#include "plain_table.h"
#include "ugel_work.h"

namespace minka::cli {

namespace {

struct ConflictOptions {
    std::string programme;
    std::string id;
    std::string keep;
};

Result<forms::SubmissionId> identifier_of(const ConflictOptions& options) {
    const auto uuid = parse_uuid(options.id);
    if (!uuid) {
        return invalid(uuid.error().message, "submission");
    }
    return forms::SubmissionId{*uuid};
}

Result<Exit> list_conflicts(CommandContext& context, const ConflictOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "", Access::reads));
    MINKA_TRY_ASSIGN(const auto open, work.database().read(work.act.programme, [](storage::Reader& reader) {
        return forms::conflicts(reader);
    }));
    if (open.empty()) {
        context.out() << "Ningún conflicto por decidir.\n";
        return Exit::done;
    }
    PlainTable table({"entrega", "recibida", "formulario", "qué pasó", "la que vale"});
    for (const auto& one : open) {
        table.add({to_string(one.theirs), one.received_on.text(), one.form,
                   one.kind == forms::ConflictKind::second_correction ? "segunda corrección" : "otro contenido",
                   to_string(one.mine)});
    }
    table.print(context.out());
    return Exit::found;
}

// What submissions hold names people: who reads it is written down.
Result<Exit> show_conflict(CommandContext& context, const ConflictOptions& options) {
    MINKA_TRY_ASSIGN(const auto id, identifier_of(options));
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "read submission", Access::writes));
    auto& book = work.session->submissions();
    const auto open = [&](storage::Writer& writer) -> Result<std::vector<forms::Difference>> {
        MINKA_TRY_ASSIGN(const auto conflict, forms::require_conflict(writer, id));
        MINKA_TRY(writer.note("submission read", id.uuid, {{"form", storage::to_value(conflict.form)}}));
        return forms::differences(writer, book, conflict);
    };
    MINKA_TRY_ASSIGN(const auto differing, work.database().write(work.act, open));
    PlainTable table({"pregunta", "antes", "la que vale", "la otra"});
    for (const auto& one : differing) {
        table.add({one.path, one.base, one.mine, one.theirs});
    }
    table.print(context.out());
    return Exit::done;
}

Result<Exit> decide(CommandContext& context, const ConflictOptions& options) {
    MINKA_TRY_ASSIGN(const auto id, identifier_of(options));
    if (options.keep != "mine" && options.keep != "theirs") {
        return invalid("Here belongs mine (the one that holds) or theirs (the other).", "--keep");
    }
    MINKA_TRY_ASSIGN(auto work,
                     open_programme(context, options.programme, "decide submission conflict", Access::writes));
    const auto decision = options.keep == "mine" ? forms::Decision::keep_mine : forms::Decision::take_theirs;
    MINKA_TRY(work.database().write(work.act, [&](storage::Writer& writer) {
        return forms::decide_conflict(writer, work.session->submissions(), id, decision);
    }));
    context.out() << "Decidido; las dos quedan guardadas.\n";
    return Exit::done;
}

}  // namespace

void add_submission_conflicts(CommandTable& table, CLI::App* group) {
    auto* conflicts =
        group->add_subcommand("conflicts", "Dos correcciones o dos contenidos de una entrega: decide alguien");
    conflicts->require_subcommand(1);
    const auto options = std::make_shared<ConflictOptions>();
    const auto add = [&](const char* name, const char* description,
                         Result<Exit> (*run)(CommandContext&, const ConflictOptions&)) {
        auto* command = table.command(conflicts, name, description,
                                      [options, run](CommandContext& context) { return run(context, *options); });
        with_programme(command, options->programme);
        return command;
    };
    add("list", "Los que están por decidir", list_conflicts);
    add("show", "Pregunta por pregunta: antes, la que vale, la otra; queda escrito que se leyó", show_conflict)
        ->add_option("submission", options->id, "La entrega que llegó después")
        ->required();
    auto* deciding = add("decide", "Cuál vale; las dos quedan guardadas", decide);
    deciding->add_option("submission", options->id, "La entrega que llegó después")->required();
    deciding->add_option("--keep", options->keep, "mine, la que vale hasta ahora, o theirs, la otra")->required();
}

}  // namespace minka::cli
