#pragma once

#include "base/result.h"
#include "programme/assistance_rules.h"
#include "programme/programme_stages.h"
#include "programme/share_text.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace minka::programme {

/// How far a UGEL has come.
struct StageRow {
    UgelPlace ugel;
    std::size_t passed = 0;                ///< Stages in a row whose gates are met, from the first on.
    std::vector<GateRequirement> missing;  ///< Of the stage it stands in; empty when all are passed.
};

struct StageCount {
    std::string stage;  ///< Its code.
    Share passed;       ///< UGEL that passed it and all before it, of all UGEL of the board.
};

struct StageBoard {
    registry::TwoTimes times;
    std::vector<StageCount> stages;
    std::vector<StageRow> rows;  ///< Sorted by code of the UGEL.
};

/// What is on record for the gates of the programme's stages, for each UGEL of the scope that exists at the date. It
/// looks at the team that is constituted at the date, or without one at the team convened last:
///
/// members_accepted: the minimum of members at the date. resolution_in_force: constituted. plan_approved: a plan
/// approved by the date. session_held: a GIA session held by then. agreements_reviewed: one agreement or more had to be
/// reviewed at a next session, and each of them was.
///
/// Problems: `invalid_input` for stages that ask for anything else (those gates are a cycle's), or without stages.
Result<StageBoard> stage_board(storage::Reader& reader, const registry::Scope& scope, const registry::TwoTimes& times,
                               std::span<const Stage> stages, const PedagogicalTeamRules& rules);

}  // namespace minka::programme
