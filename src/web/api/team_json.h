#pragma once

#include "programme/resolution_rules.h"
#include "programme/territory_list.h"
#include "programme/work_plan.h"
#include "web/api/share_json.h"

// What the routes of teams say and take: see team_api.h.
namespace minka::web {

struct StageShown {
    std::string code;
    std::string name;
    ShareShown passed;
};
MINKA_JSON(StageShown, (code, name, passed))

struct TeamShareShown {
    std::string denominator;
    std::string name;
    std::string source;
    LocalDate dated_on;
    ShareShown share;
};
MINKA_JSON(TeamShareShown, (denominator, name, source, dated_on, share))

struct UgelShown {
    registry::TerritoryId id;
    std::string code;
    std::string name;
    std::string directorate;
    std::optional<programme::MeetingMode> modality;
};
MINKA_JSON(UgelShown, (id, code, name, directorate, modality))

struct MissingShown {
    std::string requirement;
    std::string text;
};
MINKA_JSON(MissingShown, (requirement, text))

struct BoardRow {
    UgelShown ugel;
    std::int64_t passed = 0;
    std::optional<std::string> stage;  ///< The code of the one it stands in.
    std::vector<MissingShown> missing;
    std::optional<programme::TeamState> state;
    bool constituted = false;
    std::optional<LocalDate> until;  ///< The last day of the resolution in force.
};
MINKA_JSON(BoardRow, (ugel, passed, stage, missing, state, constituted, until))

struct TeamBoard {
    LocalDate as_of;
    std::vector<StageShown> stages;
    std::vector<TeamShareShown> shares;
    std::vector<BoardRow> items;
};
MINKA_JSON(TeamBoard, (as_of, stages, shares, items))

struct MemberShown {
    programme::MembershipId membership_id;
    registry::PersonId person_id;
    std::optional<std::string> name;
    std::string role;
    LocalDate invited_on;
    std::optional<LocalDate> accepted_on;
    std::optional<LocalDate> withdrawn_on;
};
MINKA_JSON(MemberShown, (membership_id, person_id, name, role, invited_on, accepted_on, withdrawn_on))

struct ResolutionShown {
    programme::ResolutionId id;
    std::string number;
    std::int64_t year = 0;
    programme::ResolutionKind kind{};
    programme::ResolutionState state{};
    std::optional<LocalDate> issued_on;
    std::optional<std::string> signatory;
    std::optional<LocalDate> valid_from;
    std::optional<LocalDate> valid_to;
    bool complete = false;
};
MINKA_JSON(ResolutionShown, (id, number, year, kind, state, issued_on, signatory, valid_from, valid_to, complete))

struct PlanShown {
    programme::WorkPlanId id;
    std::string title;
    programme::WorkPlanState state{};
    LocalDate starts_on;
    LocalDate ends_on;
    std::optional<LocalDate> approved_on;
};
MINKA_JSON(PlanShown, (id, title, state, starts_on, ends_on, approved_on))

struct SessionShown {
    programme::GiaSessionId id;
    std::int64_t number = 0;
    LocalDate planned_on;
    std::optional<LocalDate> held_on;
    std::string purpose;
};
MINKA_JSON(SessionShown, (id, number, planned_on, held_on, purpose))

enum class TeamAct {
    convene,
    reactivate,
    invite,
    accept,
    withdraw,
    form,
    draft_resolution,
    number,
    sign,
    notify,
    activate,
    lapse,
};
BOOST_DESCRIBE_ENUM(TeamAct, convene, reactivate, invite, accept, withdraw, form, draft_resolution, number, sign,
                    notify, activate, lapse)

struct TeamShown {
    programme::TeamId id;
    programme::TeamState state{};
    LocalDate state_since;
    LocalDate convened_on;
    std::optional<LocalDate> formed_on;
    std::vector<MemberShown> members;
    std::vector<ResolutionShown> resolutions;
    std::vector<PlanShown> plans;
    std::vector<SessionShown> sessions;
};
MINKA_JSON(TeamShown, (id, state, state_since, convened_on, formed_on, members, resolutions, plans, sessions))

struct StepShown {
    TeamAct act{};
    bool allowed = false;
};
MINKA_JSON(StepShown, (act, allowed))

struct UgelPage {
    UgelShown ugel;
    std::vector<std::string> path;
    bool constituted = false;
    std::optional<TeamShown> team;
    std::vector<StepShown> steps;  ///< Every act, and whether the state of the team allows it.
};
MINKA_JSON(UgelPage, (ugel, path, constituted, team, steps))

struct ScanContent {
    std::string media_type;  ///< What the sender takes it for; the content decides.
    std::string content;     ///< In base 64.
};
MINKA_JSON(ScanContent, (media_type, content))

struct UgelStepRequest {
    TeamAct act{};
    std::optional<LocalDate> on;
    std::optional<registry::PersonId> person_id;           ///< invite
    std::optional<std::string> role;                       ///< invite
    std::optional<programme::MembershipId> membership_id;  ///< accept, withdraw
    std::optional<std::string> number;                     ///< number
    std::optional<LocalDate> issued_on;                    ///< number
    std::optional<std::string> signatory;                  ///< sign: the office
    std::optional<LocalDate> valid_from;                   ///< sign
    std::optional<LocalDate> valid_to;                     ///< sign: the first day without a resolution
    std::optional<ScanContent> scan;                       ///< sign
    std::optional<std::string> articles;                   ///< draft_resolution
};
MINKA_JSON(UgelStepRequest, (act, on, person_id, role, membership_id, number, issued_on, signatory, valid_from,
                             valid_to, scan, articles))

}  // namespace minka::web
