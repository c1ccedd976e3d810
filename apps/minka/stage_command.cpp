#include "command_dates.h"
#include "commands.h"
#include "programme/assistance_rules.h"
#include "programme/stage_board.h"
#include "ugel_work.h"

namespace minka::cli {

namespace {

struct StageOptions {
    std::string programme;
    std::string as_of;
    std::string from;
};

Result<Exit> board(CommandContext& context, const StageOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "stage board", Access::reads));
    MINKA_TRY_ASSIGN(const auto as_of, date_option(options.as_of, "--as-of", work.database().clock()));
    MINKA_TRY_ASSIGN(const auto rules, work.team_rules());
    const auto& stages = work.folder.profile.stages.stages;
    const auto& language = context.options().language;
    MINKA_TRY_ASSIGN(const auto* texts, work.folder.texts_in(language));
    MINKA_TRY_ASSIGN(const auto found, work.database().read(work.act.programme, [&](storage::Reader& reader) {
        return programme::stage_board(reader, registry::Scope::of_console(registry::Purpose::monitoring), {as_of},
                                      stages, rules);
    }));
    for (std::size_t i = 0; i < stages.size(); ++i) {
        context.out() << i + 1 << ". " << stages[i].name.in(language) << ": "
                      << programme::format_share(found.stages[i].passed, language) << "\n";
    }
    for (const auto& row : found.rows) {
        context.out() << row.ugel.code << "  " << row.ugel.name << ": " << row.passed << "/" << stages.size();
        const char* separator = context.is_spanish() ? ", falta " : ", missing ";
        for (const auto requirement : row.missing) {
            context.out() << separator << texts->phrase("teams.gate_" + std::string(programme::to_string(requirement)));
            separator = ", ";
        }
        context.out() << "\n";
    }
    return Exit::done;
}

Result<Exit> declare(CommandContext& context, const StageOptions& options) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, "declare assistance", Access::writes));
    MINKA_TRY_ASSIGN(const auto from, date_option(options.from, "--from", work.database().clock()));
    const auto& modality = work.folder.profile.assistance;
    MINKA_TRY_ASSIGN(const auto changed,
                     programme::declare_assisted_regions(work.database(), work.act, modality, from));
    context.out() << changed << " regiones con modalidad desde el " << from.text()
                  << (modality.is_placeholder ? "; la lista de la carpeta es de ejemplo: reemplácela por la oficial\n"
                                              : "\n");
    return Exit::done;
}

}  // namespace

void add_stage_command(CommandTable& table) {
    const auto options = std::make_shared<StageOptions>();
    auto* show = table.command(table.group("stage", "Las etapas de la estrategia"), "board",
                               "Cuántas UGEL pasan cada etapa y qué le falta a cada una",
                               [options](CommandContext& context) { return board(context, *options); });
    with_programme(show, options->programme)->add_option("--as-of", options->as_of, "A qué fecha (por defecto, hoy)");
    auto* assist = table.command(table.group("assistance", "Asistencia técnica"), "declare",
                                 "Declara la modalidad de cada región como dice la carpeta del programa",
                                 [options](CommandContext& context) { return declare(context, *options); });
    with_programme(assist, options->programme)->add_option("--from", options->from, "Desde qué día (por defecto, hoy)");
}

}  // namespace minka::cli
