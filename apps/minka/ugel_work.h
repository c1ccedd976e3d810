#pragma once

#include "command.h"
#include "programme/programme_folder.h"
#include "programme/team.h"

#include <string>

namespace minka::cli {

/// The options of commands that are about one UGEL of a programme.
struct UgelOptions {
    std::string programme;
    std::string ugel;
    std::string on;
};

/// A programme that is open for a command, with its folder as loaded last.
struct ProgrammeWork {
    app::Session* session = nullptr;
    storage::Act act;
    programme::ProgrammeFolder folder;

    storage::Database& database() { return session->database(); }

    /// What the folder says of teams. Problems: `not_ready` for a programme without teams.
    Result<programme::PedagogicalTeamRules> team_rules() const;
};

enum class Access { reads, writes };

/// Problems: those of opening; `not_found` for an unknown programme.
Result<ProgrammeWork> open_programme(CommandContext& context, const std::string& code, const std::string& act,
                                     Access access);

/// What happened to a UGEL's team, and when.
struct UgelStep {
    ProgrammeWork work;
    LocalDate on;
};

/// Problems: those of open_programme and past_date_option.
Result<UgelStep> begin_step(CommandContext& context, const UgelOptions& options, const std::string& act,
                            Access access = Access::writes);

/// The UGEL with a code that exists on a date. Problems: `not_found`.
Result<registry::Territory> ugel_by_code(storage::Reader& reader, const std::string& code, LocalDate on);

/// The team of a UGEL that was convened last. Problems: `not_found`.
Result<storage::Stored<programme::Team>> last_team(storage::Reader& reader, const registry::Territory& ugel);

/// Adds --programme; with `options.ugel`, --ugel and --on too.
CLI::App* with_programme(CLI::App* command, std::string& programme);
CLI::App* with_ugel(CLI::App* command, UgelOptions& options);

}  // namespace minka::cli
