#include "command_dates.h"
#include "commands.h"
#include "privacy/erasure.h"

#include <boost/describe/enum_from_string.hpp>
#include <fmt/format.h>

#include <memory>

namespace minka::cli {

namespace {

Result<Exit> show_key(CommandContext& context) {
    MINKA_TRY_ASSIGN(auto* session, context.readable());
    const auto& key = session->vault().master_key();
    const auto list_file = privacy::ErasureList::file_for(key.file());
    const auto list = privacy::ErasureList::load(list_file);
    if (!list && list.error().code != ProblemCode::not_found) {
        return std::unexpected(list.error());
    }
    context.out() << fmt::format(
        fmt::runtime(context.is_spanish() ? "Llave maestra         {}\nHuella                {}\n"
                                            "Lista de supresiones  {} ({})\n"
                                          : "Master key            {}\nFingerprint           {}\n"
                                            "List of erasures      {} ({})\n"),
        key.file().string(), key.fingerprint(), list_file.string(), list ? list->entries().size() : 0);
    return Exit::done;
}

struct ErasureWords {
    std::string subject;
    std::string programme;
    std::string basis = "asked_by_subject";
    std::string requested_on;
};

Result<Exit> erase(CommandContext& context, const ErasureWords& words) {
    MINKA_TRY_ASSIGN(auto* session, context.writable());
    MINKA_TRY_ASSIGN(const auto programme, session->programme_by_code(words.programme));
    privacy::ErasureRequest request;
    MINKA_TRY_ASSIGN(request.subject, parse_uuid(words.subject));
    if (!boost::describe::enum_from_string(words.basis.c_str(), request.basis)) {
        return invalid(
            "The basis is one of asked_by_subject, consent_withdrawn, term_ended, order_of_authority, "
            "recorded_by_mistake.",
            "--basis");
    }
    MINKA_TRY_ASSIGN(request.requested_on,
                     date_option(words.requested_on, "--requested-on", session->database().clock()));
    MINKA_TRY_ASSIGN(const auto outcome, privacy::erase_subject(session->database(), session->vault(),
                                                                {programme, {}, "console", "erasure"}, request));
    if (outcome.was_erased_before) {
        context.out() << (context.is_spanish() ? "Ya estaba suprimido; no cambió nada.\n"
                                               : "It was erased before; nothing changed.\n");
        return Exit::done;
    }
    context.out() << fmt::format(
        fmt::runtime(context.is_spanish()
                         ? "Llave destruida: lo sellado de {} ya no se puede leer. Archivos borrados: {}.\n"
                         : "Key destroyed: what was sealed for {} opens no more. Files removed: {}.\n"),
        words.subject, outcome.attachments);
    if (outcome.left_remains) {
        context.err() << (context.is_spanish() ? "Otro proceso está leyendo la base y un resto de la llave sigue en el "
                                                 "archivo; cuando termine, ejecute: minka key clean\n"
                                               : "Another process is reading the database and a remnant of the key is "
                                                 "still in the file; when it is done, run: minka key clean\n");
        return Exit::found;
    }
    return Exit::done;
}

Result<Exit> clean(CommandContext& context) {
    MINKA_TRY_ASSIGN(auto* session, context.writable());
    MINKA_TRY_ASSIGN(const bool done, privacy::rebuild_storage(session->database()));
    if (!done) {
        return problem(ProblemCode::busy, "Another process is reading the database; close it and repeat.",
                       context.options().database);
    }
    context.out() << (context.is_spanish() ? "La base se escribió de nuevo, sin restos de llaves destruidas.\n"
                                           : "The database was written anew, without remnants of destroyed keys.\n");
    return Exit::done;
}

}  // namespace

void add_key_command(CommandTable& table) {
    auto* key = table.group("key", "La llave maestra y las supresiones");
    table.command(key, "show", "Dice qué llave maestra usa la base, sin mostrarla", show_key);
    table.command(key, "clean", "Escribe de nuevo la base para que no queden restos de llaves destruidas", clean);
    const auto words = std::make_shared<ErasureWords>();
    auto* erasure =
        table.command(key, "erase", "Destruye la llave de una persona o de un envío: nada suyo se vuelve a leer",
                      [words](CommandContext& context) { return erase(context, *words); });
    erasure->add_option("subject", words->subject, "Identificador de la persona o del envío")->required();
    erasure->add_option("--programme", words->programme, "Código del programa")->required();
    erasure
        ->add_option(
            "--basis", words->basis,
            "Por qué: asked_by_subject, consent_withdrawn, term_ended, order_of_authority o recorded_by_mistake")
        ->capture_default_str();
    erasure->add_option("--requested-on", words->requested_on, "Fecha de la solicitud (hoy si no se dice)");
}

}  // namespace minka::cli
