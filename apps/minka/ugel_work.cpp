#include "ugel_work.h"

#include "command_dates.h"
#include "programme/programme_loading.h"
#include "registry/code_register.h"

namespace minka::cli {

Result<programme::PedagogicalTeamRules> ProgrammeWork::team_rules() const {
    const auto& rules = folder.profile.stages.team;
    if (!rules) {
        return problem(ProblemCode::not_ready,
                       "This programme has no pedagogical teams; its folder would say so under "
                       "'pedagogical_team'.");
    }
    return *rules;
}

Result<ProgrammeWork> open_programme(CommandContext& context, const std::string& code, const std::string& act,
                                     Access access) {
    ProgrammeWork work;
    if (access == Access::writes) {
        MINKA_TRY_ASSIGN(work.session, context.writable());
    } else {
        MINKA_TRY_ASSIGN(work.session, context.readable());
    }
    MINKA_TRY_ASSIGN(const auto id, work.session->programme_by_code(code));
    work.act = {id, {}, "console", act};
    MINKA_TRY_ASSIGN(work.folder, work.database().read(id, [](storage::Reader& reader) {
        return programme::stored_folder(reader, std::nullopt);
    }));
    return work;
}

Result<UgelStep> begin_step(CommandContext& context, const UgelOptions& options, const std::string& act,
                            Access access) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, options.programme, act, access));
    MINKA_TRY_ASSIGN(const auto on, past_date_option(options.on, "--on", work.database().clock()));
    return UgelStep{std::move(work), on};
}

Result<registry::Territory> ugel_by_code(storage::Reader& reader, const std::string& code, LocalDate on) {
    MINKA_TRY_ASSIGN(const auto rows,
                     reader.all<registry::Territory>("AND kind = 'ugel' AND code = $2 ORDER BY valid_from", code));
    for (const auto& row : rows) {
        if (registry::is_valid_at(row.record, on)) {
            return row.record;
        }
    }
    return problem(ProblemCode::not_found,
                   rows.empty() ? "There is no UGEL with the code " + code + "."
                                : "The UGEL " + code + " did not exist on " + on.text() + ".",
                   "--ugel");
}

Result<storage::Stored<programme::Team>> last_team(storage::Reader& reader, const registry::Territory& ugel) {
    MINKA_TRY_ASSIGN(auto teams,
                     reader.all<programme::Team>("AND territory_id = $2 ORDER BY convened_on DESC, id DESC", ugel.id));
    if (teams.empty()) {
        return problem(ProblemCode::not_found, "The UGEL " + ugel.code + " has no team; convene one.", "--ugel");
    }
    return std::move(teams.front());
}

CLI::App* with_programme(CLI::App* command, std::string& programme) {
    command->add_option("--programme", programme, "Código del programa")->required();
    return command;
}

CLI::App* with_ugel(CLI::App* command, UgelOptions& options) {
    with_programme(command, options.programme);
    command->add_option("--ugel", options.ugel, "Código de la UGEL")->required();
    command->add_option("--on", options.on, "Fecha del hecho (por defecto, hoy)");
    return command;
}

}  // namespace minka::cli
