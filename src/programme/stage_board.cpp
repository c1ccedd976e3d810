#include "programme/stage_board.h"

#include "programme/gia_rules.h"
#include "programme/resolution_rules.h"

#include <algorithm>
#include <map>
#include <set>

namespace minka::programme {

using registry::TerritoryId;
using registry::TwoTimes;
using storage::Reader;

namespace {

struct TeamRecord {
    std::int64_t members = 0;
    bool has_plan = false;
    bool held_session = false;
    std::int64_t due = 0;
    std::int64_t reviewed = 0;
};

struct Records {
    std::map<TerritoryId, TeamId> team_of;
    std::set<TerritoryId> constituted;
    std::map<TeamId, TeamRecord> teams;
};

Result<Records> load_records(Reader& reader, const registry::Scope& scope, const TwoTimes& times) {
    Records records;
    MINKA_TRY_ASSIGN(
        const auto teams,
        reader.all_known<Team>(times.known_at, "AND convened_on <= $3 ORDER BY convened_on, id", times.as_of));
    for (const auto& row : teams) {
        records.team_of[row.record.territory_id] = row.record.id;
    }
    MINKA_TRY_ASSIGN(const auto constituted, constituted_teams(reader, scope, times));
    for (const auto& team : constituted) {
        records.constituted.insert(team.territory_id);
        records.team_of[team.territory_id] = team.team_id;
    }
    MINKA_TRY_ASSIGN(const auto members, reader.all_known<Membership>(times.known_at, ""));
    for (const auto& row : members) {
        records.teams[row.record.team_id].members += is_member_on(row.record, times.as_of) ? 1 : 0;
    }
    MINKA_TRY_ASSIGN(const auto plans,
                     reader.all_known<WorkPlan>(times.known_at, "AND approved_on <= $3", times.as_of));
    for (const auto& row : plans) {
        records.teams[row.record.team_id].has_plan = true;
    }
    MINKA_TRY_ASSIGN(const auto sessions,
                     reader.all_known<GiaSession>(times.known_at, "AND held_on <= $3", times.as_of));
    for (const auto& row : sessions) {
        records.teams[row.record.team_id].held_session = true;
    }
    MINKA_TRY_ASSIGN(const auto due, due_agreements(reader, times));
    for (const auto& agreement : due) {
        auto& team = records.teams[agreement.team_id];
        ++team.due;
        team.reviewed += agreement.was_reviewed ? 1 : 0;
    }
    return records;
}

bool is_met(GateRequirement requirement, const Records& records, const TerritoryId& ugel,
            const PedagogicalTeamRules& rules) {
    const auto team = records.team_of.find(ugel);
    const auto found = team == records.team_of.end() ? records.teams.end() : records.teams.find(team->second);
    const auto record = found == records.teams.end() ? TeamRecord{} : found->second;
    switch (requirement) {
        case GateRequirement::members_accepted:
            return team != records.team_of.end() && record.members >= rules.minimum_members;
        case GateRequirement::resolution_in_force: return records.constituted.contains(ugel);
        case GateRequirement::plan_approved: return record.has_plan;
        case GateRequirement::session_held: return record.held_session;
        case GateRequirement::agreements_reviewed: return record.due > 0 && record.reviewed == record.due;
        default: return false;
    }
}

Result<> check_stages(std::span<const Stage> stages) {
    if (stages.empty()) {
        return invalid("The programme has no stages.", "stages");
    }
    for (const auto& stage : stages) {
        for (const auto requirement : stage.gate) {
            if (requirement < GateRequirement::members_accepted) {
                return invalid("The gate " + std::string(to_string(requirement)) +
                                   " is one of a cycle; a stage asks for what teams have on record.",
                               "programme.yaml:" + std::to_string(stage.line));
            }
        }
    }
    return {};
}

}  // namespace

Result<StageBoard> stage_board(Reader& reader, const registry::Scope& scope, const TwoTimes& times,
                               std::span<const Stage> stages, const PedagogicalTeamRules& rules) {
    MINKA_TRY(check_stages(stages));
    MINKA_TRY_ASSIGN(const auto records, load_records(reader, scope, times));
    MINKA_TRY_ASSIGN(auto places, ugel_at(reader, scope, times));
    StageBoard board;
    board.times = times;
    for (const auto& stage : stages) {
        board.stages.push_back({stage.code, {0, std::ssize(places)}});
    }
    for (auto& place : places) {
        StageRow row{std::move(place), 0, {}};
        for (const auto& stage : stages) {
            std::ranges::copy_if(stage.gate, std::back_inserter(row.missing), [&](const auto requirement) {
                return !is_met(requirement, records, row.ugel.id, rules);
            });
            if (!row.missing.empty()) {
                break;
            }
            ++board.stages[row.passed].passed.n;
            ++row.passed;
        }
        board.rows.push_back(std::move(row));
    }
    return board;
}

}  // namespace minka::programme
