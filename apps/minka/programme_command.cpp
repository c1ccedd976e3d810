#include "commands.h"
#include "planning/calendar_file.h"
#include "programme/programme_loading.h"

#include <filesystem>

namespace minka::cli {

namespace {

void print_findings(const CommandContext& context, std::ostream& out, const std::vector<Problem>& findings,
                    const char* word) {
    for (const auto& finding : findings) {
        out << (finding.field.empty() ? "" : finding.field + ": ") << word << ": " << context.said(finding.message)
            << "\n";
    }
}

Result<Exit> check(CommandContext& context, const std::string& folder) {
    auto result = programme::check_programme_folder(folder);
    if (const auto files = programme::read_folder_files(folder)) {
        const auto calendars = planning::check_calendars(*files);
        result.problems.insert(result.problems.end(), calendars.problems.begin(), calendars.problems.end());
    }
    print_findings(context, context.out(), result.problems, context.is_spanish() ? "problema" : "problem");
    print_findings(context, context.out(), result.notices, context.is_spanish() ? "aviso" : "notice");
    if (!result.problems.empty()) {
        context.out() << result.problems.size() << " problemas en " << folder << "\n";
        return Exit::found;
    }
    const auto& profile = result.folder.profile;
    context.out() << profile.name.in(context.options().language) << " (" << profile.code << "): sin problemas, "
                  << result.notices.size() << " avisos\n";
    return Exit::done;
}

Result<Exit> load(CommandContext& context, const std::string& folder) {
    MINKA_TRY_ASSIGN(const auto files, programme::read_folder_files(folder));
    auto result = programme::check_folder_files(files);
    const auto calendars = planning::check_calendars(files);
    result.problems.insert(result.problems.end(), calendars.problems.begin(), calendars.problems.end());
    if (!result.problems.empty()) {
        print_findings(context, context.err(), result.problems, context.is_spanish() ? "problema" : "problem");
        return invalid("The folder has " + std::to_string(result.problems.size()) + " problems; nothing was loaded.",
                       folder);
    }
    MINKA_TRY_ASSIGN(auto* session, context.writable());
    MINKA_TRY_ASSIGN(const auto loaded, programme::load_programme(session->database(), files, result.folder, Uuid{}));
    using enum programme::LoadedProgramme::Outcome;
    context.out() << "Programa " << result.folder.profile.code << ", versión " << loaded.version
                  << (loaded.outcome == created       ? ": cargado\n"
                      : loaded.outcome == new_version ? ": nueva versión\n"
                                                      : ": sin cambios\n");
    return Exit::done;
}

}  // namespace

void add_programme_command(CommandTable& table) {
    auto* group = table.group("programme", "La carpeta de un programa");
    const auto folder = std::make_shared<std::string>();
    auto* checking = table.command(group, "check", "Revisa una carpeta y dice archivo, línea y motivo",
                                   [folder](CommandContext& context) { return check(context, *folder); });
    checking->add_option("DIR", *folder, "La carpeta")->required();
    auto* loading = table.command(group, "load", "Carga una carpeta; repetirlo no cambia nada",
                                  [folder](CommandContext& context) { return load(context, *folder); });
    loading->add_option("DIR", *folder, "La carpeta")->required();
}

}  // namespace minka::cli
