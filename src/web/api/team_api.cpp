#include "web/api/team_api.h"

#include "programme/resolution_rules.h"
#include "programme/stage_board.h"
#include "programme/team_rules.h"
#include "programme/territory_list.h"
#include "programme/work_plan.h"
#include "registry/territory_list.h"
#include "web/api/share_json.h"

#include <algorithm>
#include <map>

namespace minka::web {

using programme::Resolution;
using programme::Team;
using registry::Purpose;
using registry::TerritoryId;
using storage::Reader;
using storage::Stored;
using storage::Writer;

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
    TerritoryId id;
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

struct TeamShown {
    programme::TeamId id;
    programme::TeamState state{};
    LocalDate state_since;
    LocalDate convened_on;
    std::optional<LocalDate> formed_on;
    std::vector<MemberShown> members;
    std::vector<ResolutionShown> resolutions;
};
MINKA_JSON(TeamShown, (id, state, state_since, convened_on, formed_on, members, resolutions))

struct UgelPage {
    UgelShown ugel;
    std::vector<std::string> path;
    bool constituted = false;
    std::optional<TeamShown> team;
    std::vector<std::string> next_acts;  ///< Of UgelStepRequest::act, those that the team's state allows.
};
MINKA_JSON(UgelPage, (ugel, path, constituted, team, next_acts))

enum class UgelAct {
    convene,
    reactivate,
    invite,
    accept,
    withdraw,
    form,
    draft_resolution,
    number,
    notify,
    activate,
    lapse
};
BOOST_DESCRIBE_ENUM(UgelAct, convene, reactivate, invite, accept, withdraw, form, draft_resolution, number, notify,
                    activate, lapse)

struct UgelStepRequest {
    UgelAct act{};
    LocalDate on;
    std::optional<registry::PersonId> person;           ///< invite
    std::optional<std::string> role;                    ///< invite
    std::optional<programme::MembershipId> membership;  ///< accept, withdraw
    std::optional<programme::ResolutionId> resolution;  ///< number, notify
    std::optional<std::string> number;                  ///< number
    std::optional<std::string> articles;                ///< draft_resolution
};
MINKA_JSON(UgelStepRequest, (act, on, person, role, membership, resolution, number, articles))

namespace {

Result<std::shared_ptr<const programme::ProgrammeFolder>> folder_with_teams(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(auto folder, call.premises().folders.newest(reader));
    if (!folder->profile.stages.team) {
        return problem(ProblemCode::not_found, "This programme works without pedagogical teams.");
    }
    return folder;
}

UgelShown place_shown(const programme::UgelPlace& place) {
    return {place.id, place.code, place.name, place.directorate, place.modality};
}

std::string gate_text(const programme::ReportTexts& texts, programme::GateRequirement requirement) {
    return texts.phrase("teams.gate_" + std::string(programme::to_string(requirement)));
}

// The team of each UGEL that was convened last by the date.
Result<std::map<TerritoryId, Team>> last_teams(Reader& reader, LocalDate as_of) {
    MINKA_TRY_ASSIGN(const auto rows, reader.all<Team>("AND convened_on <= $2 ORDER BY convened_on, id", as_of));
    std::map<TerritoryId, Team> teams;
    for (const auto& row : rows) {
        teams[row.record.territory_id] = row.record;
    }
    return teams;
}

Result<TeamBoard> show_board(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto folder, folder_with_teams(reader, call));
    MINKA_TRY_ASSIGN(const auto* texts, folder->texts_in(call.language()));
    const auto scope = call.scope(Purpose::monitoring);
    const auto times = call.times();
    const auto& stages = folder->profile.stages.stages;
    MINKA_TRY_ASSIGN(const auto board,
                     programme::stage_board(reader, scope, times, stages, *folder->profile.stages.team));
    MINKA_TRY_ASSIGN(const auto shares, programme::constituted_shares(reader, scope, times));
    MINKA_TRY_ASSIGN(const auto constituted, programme::constituted_teams(reader, scope, times));
    MINKA_TRY_ASSIGN(const auto teams, last_teams(reader, times.as_of));
    std::map<TerritoryId, LocalDate> until;
    for (const auto& team : constituted) {
        until[team.territory_id] = team.valid_to.plus_days(-1);
    }
    TeamBoard answer{times.as_of, {}, {}, {}};
    for (std::size_t i = 0; i < stages.size(); ++i) {
        answer.stages.push_back(
            {stages[i].code, stages[i].name.in(call.language()), shown(board.stages[i].passed, call.language())});
    }
    for (const auto& share : shares) {
        answer.shares.push_back(
            {share.denominator, share.name, share.source, share.dated_on, shown(share.share, call.language())});
    }
    for (const auto& row : board.rows) {
        BoardRow line{place_shown(row.ugel), static_cast<std::int64_t>(row.passed), {}, {}, {}, false, {}};
        if (row.passed < stages.size()) {
            line.stage = stages[row.passed].code;
        }
        for (const auto requirement : row.missing) {
            line.missing.push_back({std::string(programme::to_string(requirement)), gate_text(*texts, requirement)});
        }
        if (const auto team = teams.find(row.ugel.id); team != teams.end()) {
            line.state = team->second.state;
        }
        if (const auto end = until.find(row.ugel.id); end != until.end()) {
            line.constituted = true;
            line.until = end->second;
        }
        answer.items.push_back(std::move(line));
    }
    return answer;
}

Result<TeamShown> show_team(Reader& reader, const Call& call, const Team& team) {
    TeamShown page{team.id, team.state, team.state_since, team.convened_on, team.formed_on, {}, {}};
    MINKA_TRY_ASSIGN(const auto members,
                     reader.all<programme::Membership>("AND team_id = $2 ORDER BY invited_on, id", team.id));
    const bool shows_names = identity::may(call.passage().grant.role, identity::Permission::people_read);
    std::vector<Stored<registry::Person>> people;
    for (const auto& member : members) {
        MINKA_TRY_ASSIGN(auto person, reader.require<registry::Person>(member.record.person_id));
        people.push_back(std::move(person));
    }
    std::vector<privacy::SealedText> sealed;
    for (const auto& person : people) {
        sealed.push_back({person.record.id.uuid, &person.record.name});
    }
    std::vector<std::optional<std::string>> names(people.size());
    if (shows_names) {
        MINKA_TRY_ASSIGN(names, call.premises().vault.open_all(reader, sealed));
    }
    for (std::size_t i = 0; i < members.size(); ++i) {
        const auto& member = members[i].record;
        page.members.push_back({member.id, member.person_id, names[i], member.role, member.invited_on,
                                member.accepted_on, member.withdrawn_on});
    }
    MINKA_TRY_ASSIGN(const auto resolutions,
                     reader.all<Resolution>("AND team_id = $2 ORDER BY year, number, id", team.id));
    for (const auto& row : resolutions) {
        const auto& record = row.record;
        page.resolutions.push_back({record.id, record.number, record.year, record.kind, record.state, record.issued_on,
                                    record.signatory, record.valid_from, record.valid_to,
                                    programme::is_complete(record)});
    }
    return page;
}

std::vector<std::string> acts_after(const std::optional<Team>& team) {
    using enum programme::TeamState;
    if (!team) {
        return {"convene"};
    }
    switch (team->state) {
        case convened: return {"invite", "accept", "withdraw", "form", "lapse"};
        case formed: return {"invite", "accept", "withdraw", "draft_resolution", "lapse"};
        case resolution_drafted: return {"invite", "accept", "withdraw", "number", "lapse"};
        case issued: return {"invite", "accept", "withdraw", "notify", "activate", "lapse"};
        case active: return {"invite", "accept", "withdraw", "notify", "lapse", "reactivate"};
        case expired:
        case lapsed: return {"reactivate"};
        case reactivated: return {"convene"};
    }
    return {};
}

Result<UgelPage> ugel_page(Reader& reader, const Call& call, const TerritoryId& id) {
    MINKA_TRY(folder_with_teams(reader, call));
    MINKA_TRY_ASSIGN(const auto territory, registry::territory_in(reader, call.scope(Purpose::operation), id));
    const auto times = call.times();
    const auto place_scope = registry::Scope::of_territory(call.passage().grant.role, id, Purpose::operation);
    MINKA_TRY_ASSIGN(const auto places, programme::ugel_at(reader, place_scope, times));
    if (places.empty()) {
        return problem(ProblemCode::not_found,
                       territory.name + " is no UGEL, or did not exist on " + times.as_of.text() + ".", "ugel");
    }
    UgelPage page{place_shown(places.front()), {}, false, {}, {}};
    MINKA_TRY_ASSIGN(const auto path, registry::path_to(reader, id));
    for (const auto& above : path) {
        page.path.push_back(above.name);
    }
    MINKA_TRY_ASSIGN(page.constituted, programme::is_constituted(reader, id, times));
    MINKA_TRY_ASSIGN(const auto teams, last_teams(reader, times.as_of));
    std::optional<Team> team;
    if (const auto found = teams.find(id); found != teams.end()) {
        team = found->second;
        MINKA_TRY_ASSIGN(page.team, show_team(reader, call, *team));
    }
    page.next_acts = acts_after(team);
    return page;
}

Result<UgelPage> show_ugel(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto id, call.id<TerritoryId>("ugel"));
    return ugel_page(reader, call, id);
}

template <typename T>
Result<T> needed(const std::optional<T>& value, std::string_view field) {
    return value ? Result<T>(*value) : invalid("This step needs it.", std::string(field));
}

Result<Team> required_team(Reader& reader, const TerritoryId& ugel, LocalDate on) {
    MINKA_TRY_ASSIGN(const auto teams, last_teams(reader, on));
    const auto found = teams.find(ugel);
    return found != teams.end()
               ? Result<Team>(found->second)
               : problem(ProblemCode::not_ready, "The UGEL has no team on that day; convene one first.");
}

Result<> convene(Writer& writer, const Call& call, const TerritoryId& ugel, const UgelStepRequest& step) {
    Team team;
    team.id = call.premises().database.new_id<programme::TeamId>();
    team.territory_id = ugel;
    team.convened_on = step.on;
    if (step.act == UgelAct::reactivate) {
        MINKA_TRY_ASSIGN(const auto previous, required_team(writer, ugel, step.on));
        team.previous_id = previous.id;
    }
    MINKA_TRY(programme::convene_team(writer, team));
    return {};
}

// A membership or a resolution named in a request must be the UGEL's own: its identifier alone opens nothing.
Result<> check_membership(Reader& reader, const programme::MembershipId& id, const TerritoryId& ugel) {
    MINKA_TRY_ASSIGN(const auto membership, reader.require<programme::Membership>(id));
    MINKA_TRY_ASSIGN(const auto team, reader.require<Team>(membership.record.team_id));
    return team.record.territory_id == ugel
               ? Result<>{}
               : problem(ProblemCode::not_found, "This UGEL has no such membership.", "membership");
}

Result<> say_word(Writer& writer, const TerritoryId& ugel, const UgelStepRequest& step) {
    MINKA_TRY_ASSIGN(const auto id, needed(step.membership, "membership"));
    MINKA_TRY(check_membership(writer, id, ugel));
    MINKA_TRY_ASSIGN(const auto membership, writer.require<programme::Membership>(id));
    const programme::MemberWord word{id, membership.record.person_id, step.on};
    return step.act == UgelAct::accept ? programme::accept_membership(writer, word)
                                       : programme::withdraw_membership(writer, word);
}

Result<programme::ResolutionId> own_resolution(Reader& reader, const TerritoryId& ugel, const UgelStepRequest& step) {
    MINKA_TRY_ASSIGN(const auto id, needed(step.resolution, "resolution"));
    MINKA_TRY_ASSIGN(const auto resolution, reader.require<Resolution>(id));
    return resolution.record.territory_id == ugel
               ? Result<programme::ResolutionId>(id)
               : problem(ProblemCode::not_found, "This UGEL has no such resolution.", "resolution");
}

Result<> invite(Writer& writer, const Call& call, const Team& team, const UgelStepRequest& step) {
    MINKA_TRY_ASSIGN(const auto person, needed(step.person, "person"));
    MINKA_TRY(writer.require<registry::Person>(person));
    const auto id = call.premises().database.new_id<programme::MembershipId>();
    return programme::invite_member(writer, {id, team.id, person, step.role.value_or("integrante"), step.on, {}, {}});
}

Result<> run_step(Writer& writer, const Call& call, const TerritoryId& ugel, const UgelStepRequest& step) {
    if (step.act == UgelAct::convene || step.act == UgelAct::reactivate) {
        return convene(writer, call, ugel, step);
    }
    MINKA_TRY_ASSIGN(const auto folder, folder_with_teams(writer, call));
    MINKA_TRY_ASSIGN(const auto team, required_team(writer, ugel, step.on));
    switch (step.act) {
        case UgelAct::invite: return invite(writer, call, team, step);
        case UgelAct::accept:
        case UgelAct::withdraw: return say_word(writer, ugel, step);
        case UgelAct::form: return programme::form_team(writer, team.id, step.on, *folder->profile.stages.team);
        case UgelAct::activate: return programme::activate_team(writer, team.id, step.on);
        case UgelAct::lapse: return programme::lapse_team(writer, team.id, step.on);
        case UgelAct::draft_resolution: {
            const auto id = call.premises().database.new_id<programme::ResolutionId>();
            MINKA_TRY(programme::draft_resolution(writer, {id, team.id, step.on, step.articles}));
            return {};
        }
        case UgelAct::number: {
            MINKA_TRY_ASSIGN(const auto id, own_resolution(writer, ugel, step));
            MINKA_TRY_ASSIGN(const auto number, needed(step.number, "number"));
            return programme::number_resolution(writer, {id, number, step.on});
        }
        case UgelAct::notify: {
            MINKA_TRY_ASSIGN(const auto id, own_resolution(writer, ugel, step));
            return programme::notify_resolution(writer, id, step.on);
        }
        default: return {};
    }
}

Result<UgelPage> take_step(Writer& writer, const Call& call, const UgelStepRequest& step) {
    MINKA_TRY_ASSIGN(const auto id, call.id<TerritoryId>("ugel"));
    MINKA_TRY(registry::territory_in(writer, call.scope(Purpose::operation), id));
    if (step.on > call.today()) {
        return invalid("What has not happened yet cannot be recorded; use a date up to today.", "on");
    }
    MINKA_TRY(run_step(writer, call, id, step));
    return ugel_page(writer, call, id);
}

}  // namespace

std::vector<Route> team_routes() {
    const QueryParameter as_of{
        "as_of", QueryParameter::Kind::date, "The date the board is of; today when not given", {}};
    return {
        read_route<TeamBoard>({"/api/v1/programmes/{programme}/teams",
                               identity::Permission::teams_read,
                               "How far each UGEL has come, and the share with a team",
                               {as_of}},
                              show_board),
        read_route<UgelPage>({"/api/v1/programmes/{programme}/ugels/{ugel}",
                              identity::Permission::teams_read,
                              "A UGEL with its team, members and resolutions",
                              {as_of}},
                             show_ugel),
        write_route<UgelStepRequest, UgelPage>(Method::post,
                                               {"/api/v1/programmes/{programme}/ugels/{ugel}/steps",
                                                identity::Permission::teams_write, "Take a UGEL's team one step on"},
                                               "step of team", take_step),
    };
}

}  // namespace minka::web
