#include "app/schema.h"
#include "commands.h"
#include "privacy/restore.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>

namespace minka::cli {

namespace {

struct RestoreWords {
    std::string file;
    bool without_list = false;
};

Result<> make_folder_of(const std::string& location) {
    if (storage::is_postgres_location(location)) {
        return {};
    }
    std::error_code failure;
    std::filesystem::create_directories(std::filesystem::absolute(location).parent_path(), failure);
    if (failure) {
        return problem(ProblemCode::io_failed, "The folder of the database cannot be made: " + failure.message() + ".",
                       location);
    }
    return {};
}

Result<Exit> restore(CommandContext& context, const RestoreWords& words) {
    const auto& location = context.options().database;
    if (context.is_forwarded()) {
        return problem(ProblemCode::conflict, "A process is using this database; a restore never overwrites one.",
                       location);
    }
    privacy::RestoreOptions options;
    options.backup_file = words.file;
    options.location = location;
    MINKA_TRY_ASSIGN(options.master_key_file, app::master_key_file_of(location, context.options().master_key));
    options.migrations = app::schema();
    using enum privacy::RestoreOptions::MissingErasureList;
    options.missing_list = words.without_list ? accept : refuse;
    MINKA_TRY(make_folder_of(location));
    MINKA_TRY_ASSIGN(const auto outcome, privacy::restore_backup(options));
    const auto made_at = to_string(outcome.manifest.created_at);
    context.out() << (context.is_spanish()
                          ? fmt::format(
                                "Base restaurada en {}: está como el {} (UTC). Supresiones aplicadas de nuevo: {}.\n"
                                "Lo que se registró después de esa hora no está. Haga ahora una copia nueva.\n",
                                location, made_at, outcome.erased)
                          : fmt::format("Database restored to {}: as it was at {}. Erasures replayed: {}.\n"
                                        "What was recorded after that is not in it. Make a new backup now.\n",
                                        location, made_at, outcome.erased));
    for (const auto& sentence : outcome.findings) {
        context.err() << "  " << context.said(sentence) << "\n";
    }
    return outcome.findings.empty() ? Exit::done : Exit::found;
}

}  // namespace

void add_restore_command(CommandTable& table) {
    const auto words = std::make_shared<RestoreWords>();
    auto* command =
        table.command(nullptr, "restore", "Pone una copia donde no hay base de datos y aplica las supresiones",
                      [words](CommandContext& context) { return restore(context, *words); });
    command->add_option("file", words->file, "Archivo de la copia")->required();
    command->add_flag(
        "--without-erasure-list", words->without_list,
        "Restaura aunque la lista de supresiones se haya perdido: quien fue suprimido después de la copia vuelve");
}

}  // namespace minka::cli
