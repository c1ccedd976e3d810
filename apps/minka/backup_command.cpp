#include "base/program_version.h"
#include "commands.h"
#include "privacy/backup.h"
#include "privacy/file_writing.h"

#include <fmt/format.h>

#include <memory>

namespace minka::cli {

namespace {

struct BackupOptions {
    std::string file;
    std::string sheet;
    bool only_check = false;
};

// What is wrong inside the database; the exit code says that something was found.
Exit tell_findings(CommandContext& context, const std::vector<std::string>& findings) {
    if (findings.empty()) {
        return Exit::done;
    }
    context.err()
        << (context.is_spanish()
                ? fmt::format("La base tiene {} registros que no coinciden con su cadena; la copia los tiene igual:\n",
                              findings.size())
                : fmt::format("{} records of the database do not match their chain; the backup has them as they are:\n",
                              findings.size()));
    for (const auto& sentence : findings) {
        context.err() << "  " << context.said(sentence) << "\n";
    }
    return Exit::found;
}

Result<Exit> check(CommandContext& context, const BackupOptions& options) {
    MINKA_TRY_ASSIGN(const auto key_file,
                     app::master_key_file_of(context.options().database, context.options().master_key));
    MINKA_TRY_ASSIGN(const auto key, privacy::MasterKey::load(key_file));
    MINKA_TRY_ASSIGN(const auto outcome, privacy::check_backup(options.file, key));
    context.out() << fmt::format(
        fmt::runtime(context.is_spanish() ? "La copia está entera: {} bytes, hecha el {} (UTC).\n"
                                          : "The backup is whole: {} bytes, made at {}.\n"),
        outcome.manifest.byte_count, to_string(outcome.manifest.created_at));
    return tell_findings(context, outcome.findings);
}

Result<Exit> back_up(CommandContext& context, const BackupOptions& options) {
    if (options.only_check) {
        return check(context, options);
    }
    MINKA_TRY_ASSIGN(auto* session, context.readable());
    MINKA_TRY_ASSIGN(const auto outcome, privacy::make_backup(session->database(), session->vault(), options.file,
                                                              std::string(program_version)));
    const auto sheet = privacy::recovery_sheet(outcome.manifest, options.file, session->master_key_file());
    if (!options.sheet.empty()) {
        MINKA_TRY(privacy::write_private_file(options.sheet, as_bytes(sheet), privacy::Existing::keep));
    }
    context.out() << fmt::format(fmt::runtime(context.is_spanish() ? "Copia hecha y comprobada: {} ({} bytes).\n\n"
                                                                   : "Backup made and checked: {} ({} bytes).\n\n"),
                                 options.file, outcome.manifest.byte_count)
                  << sheet;
    return tell_findings(context, outcome.findings);
}

}  // namespace

void add_backup_command(CommandTable& table) {
    const auto options = std::make_shared<BackupOptions>();
    auto* backup = table.command(nullptr, "backup",
                                 "Copia la base en uso a un archivo, la comprueba e imprime la hoja de recuperación",
                                 [options](CommandContext& context) { return back_up(context, *options); });
    backup->add_option("file", options->file, "Archivo nuevo para la copia")->required();
    backup->add_option("--sheet", options->sheet, "Guarda también la hoja de recuperación en este archivo");
    backup->add_flag("--check", options->only_check, "No copia: comprueba una copia que ya existe");
}

}  // namespace minka::cli
