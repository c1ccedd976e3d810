#include "web/api/team_api.h"

#include "base/base64.h"
#include "privacy/attachment.h"
#include "programme/resolution_rules.h"
#include "programme/stage_board.h"
#include "programme/team_rules.h"
#include "programme/territory_list.h"
#include "programme/work_plan.h"
#include "registry/territory_list.h"
#include "web/api/team_json.h"
#include "web/list_export.h"
#include "web/remembered_route.h"

#include <algorithm>
#include <map>
#include <set>

namespace minka::web {

using programme::Resolution;
using programme::Team;
using registry::Purpose;
using registry::TerritoryId;
using storage::Reader;
using storage::Stored;
using storage::Writer;

namespace {

// A scan of 32 MiB in base 64, with the rest of the request.
constexpr std::size_t step_body_limit = 44U << 20U;

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

// The rows that the call's filters leave; shares and stages stay those of the whole scope.
Result<> keep_asked(Reader& reader, const Call& call, std::vector<BoardRow>& rows) {
    if (const auto stage = call.query("stage")) {
        std::erase_if(rows, [&](const BoardRow& row) { return row.stage != *stage; });
    }
    if (const auto only = call.query("only")) {
        const bool wants_teams = *only == "constituted";
        std::erase_if(rows, [&](const BoardRow& row) { return row.constituted != wants_teams; });
    }
    if (const auto territory = call.query_uuid("territory")) {
        const auto below =
            registry::Scope::of_territory(call.passage().grant.role, TerritoryId{*territory}, Purpose::monitoring);
        MINKA_TRY_ASSIGN(const auto within, registry::territories_within(reader, below));
        const std::set<TerritoryId> land(within.begin(), within.end());
        std::erase_if(rows, [&](const BoardRow& row) { return !land.contains(row.ugel.id); });
    }
    return {};
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
    MINKA_TRY(keep_asked(reader, call, answer.items));
    return answer;
}

std::string missing_text(const BoardRow& row) {
    std::string text;
    for (const auto& thing : row.missing) {
        text += (text.empty() ? "" : "; ") + thing.text;
    }
    return text;
}

std::vector<ExportColumn<BoardRow>> board_columns() {
    return {
        {"Código", "Code", [](const auto& one) { return one.ugel.code; }},
        {"UGEL", "UGEL", [](const auto& one) { return one.ugel.name; }},
        {"Dirección regional", "Regional directorate", [](const auto& one) { return one.ugel.directorate; }},
        {"Equipo constituido", "Constituted team",
         [](const auto& one) { return std::int64_t{one.constituted ? 1 : 0}; }},
        {"Vigente hasta", "In force until", [](const auto& one) { return optional_cell(one.until); }},
        {"Etapa", "Stage", [](const auto& one) { return optional_cell(one.stage); }},
        {"Qué falta", "What is missing", [](const auto& one) { return missing_text(one); }},
    };
}

Result<> add_work(Reader& reader, const programme::TeamId& team, TeamShown& page) {
    MINKA_TRY_ASSIGN(const auto plans,
                     reader.all<programme::WorkPlan>("AND team_id = $2 ORDER BY starts_on, id", team));
    for (const auto& row : plans) {
        const auto& plan = row.record;
        page.plans.push_back({plan.id, plan.title, plan.state, plan.starts_on, plan.ends_on, plan.approved_on});
    }
    MINKA_TRY_ASSIGN(const auto sessions,
                     reader.all<programme::GiaSession>("AND team_id = $2 ORDER BY planned_on, number", team));
    for (const auto& row : sessions) {
        const auto& session = row.record;
        page.sessions.push_back({session.id, session.number, session.planned_on, session.held_on, session.purpose});
    }
    return {};
}

Result<TeamShown> show_team(Reader& reader, const Call& call, const Team& team) {
    TeamShown page{team.id, team.state, team.state_since, team.convened_on, team.formed_on, {}, {}, {}, {}};
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
    MINKA_TRY(add_work(reader, team.id, page));
    return page;
}

std::vector<TeamAct> acts_after(const std::optional<Team>& team) {
    using enum TeamAct;
    if (!team) {
        return {convene};
    }
    using enum programme::TeamState;
    switch (team->state) {
        case convened: return {invite, accept, withdraw, form, lapse};
        case formed: return {invite, accept, withdraw, draft_resolution, lapse};
        case resolution_drafted: return {invite, accept, withdraw, number, sign, lapse};
        case issued: return {invite, accept, withdraw, notify, activate, lapse};
        case active: return {invite, accept, withdraw, notify, lapse, reactivate};
        case expired:
        case programme::TeamState::lapsed: return {reactivate};
        case reactivated: return {convene};
    }
    return {};
}

std::vector<StepShown> steps_after(const std::optional<Team>& team) {
    const auto allowed = acts_after(team);
    std::vector<StepShown> steps;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<TeamAct>>(
        [&](auto entry) { steps.push_back({entry.value, std::ranges::find(allowed, entry.value) != allowed.end()}); });
    return steps;
}

Result<UgelPage> ugel_page(Reader& reader, const Call& call, const TerritoryId& id) {
    MINKA_TRY(folder_with_teams(reader, call));
    MINKA_TRY_ASSIGN(const auto territory, registry::territory_in(reader, call.scope(Purpose::operation), id));
    const auto times = call.times();
    const auto place_scope = call.scope_of(id, Purpose::operation);
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
    page.steps = steps_after(team);
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

// One step on the way, with everything it is about.
struct Step {
    const Call& call;
    TerritoryId ugel;
    LocalDate on;
    const UgelStepRequest& request;
};

Result<> convene_step(Writer& writer, const Step& step) {
    Team team;
    team.id = step.call.premises().database.new_id<programme::TeamId>();
    team.territory_id = step.ugel;
    team.convened_on = step.on;
    if (step.request.act == TeamAct::reactivate) {
        MINKA_TRY_ASSIGN(const auto previous, required_team(writer, step.ugel, step.on));
        team.previous_id = previous.id;
    }
    MINKA_TRY(programme::convene_team(writer, team));
    return {};
}

// A membership that a request names must be the UGEL's own: an identifier alone opens nothing.
Result<> say_word(Writer& writer, const Step& step) {
    MINKA_TRY_ASSIGN(const auto id, needed(step.request.membership_id, "membership_id"));
    MINKA_TRY_ASSIGN(const auto membership, writer.require<programme::Membership>(id));
    MINKA_TRY_ASSIGN(const auto team, writer.require<Team>(membership.record.team_id));
    if (team.record.territory_id != step.ugel) {
        return problem(ProblemCode::not_found, "This UGEL has no such membership.", "membership_id");
    }
    const programme::MemberWord word{id, membership.record.person_id, step.on};
    return step.request.act == TeamAct::accept ? programme::accept_membership(writer, word)
                                               : programme::withdraw_membership(writer, word);
}

Result<> invite_step(Writer& writer, const Step& step, const Team& team) {
    MINKA_TRY_ASSIGN(const auto person, needed(step.request.person_id, "person_id"));
    MINKA_TRY(writer.require<registry::Person>(person));
    const auto id = step.call.premises().database.new_id<programme::MembershipId>();
    return programme::invite_member(writer,
                                    {id, team.id, person, step.request.role.value_or("integrante"), step.on, {}, {}});
}

// The resolution of the team that waits for its next step.
Result<Resolution> waiting(Reader& reader, const Team& team, programme::ResolutionState state) {
    MINKA_TRY_ASSIGN(const auto rows,
                     reader.all<Resolution>("AND team_id = $2 AND state = $3 ORDER BY year DESC, number DESC, id DESC",
                                            team.id, state));
    return rows.empty()
               ? Result<Resolution>(problem(ProblemCode::not_ready, "No resolution of this team waits for this step."))
               : Result<Resolution>(rows.front().record);
}

Result<> draft(Writer& writer, const Step& step, const Team& team) {
    const auto id = step.call.premises().database.new_id<programme::ResolutionId>();
    MINKA_TRY(programme::draft_resolution(writer, {id, team.id, step.on, step.request.articles}));
    return {};
}

Result<> give_number(Writer& writer, const Step& step, const Team& team) {
    MINKA_TRY_ASSIGN(const auto resolution, waiting(writer, team, programme::ResolutionState::draft));
    MINKA_TRY_ASSIGN(const auto number, needed(step.request.number, "number"));
    return programme::number_resolution(writer, {resolution.id, number, step.request.issued_on.value_or(step.on)});
}

Result<> sign_step(Writer& writer, const Step& step, const Team& team) {
    MINKA_TRY_ASSIGN(const auto resolution, waiting(writer, team, programme::ResolutionState::numbered));
    MINKA_TRY_ASSIGN(const auto signatory, needed(step.request.signatory, "signatory"));
    MINKA_TRY_ASSIGN(const auto from, needed(step.request.valid_from, "valid_from"));
    MINKA_TRY_ASSIGN(const auto to, needed(step.request.valid_to, "valid_to"));
    MINKA_TRY_ASSIGN(const auto scan, needed(step.request.scan, "scan"));
    MINKA_TRY_ASSIGN(const auto bytes, from_base64(scan.content, "scan.content"));
    const auto attachment = step.call.premises().database.new_id<privacy::AttachmentId>();
    MINKA_TRY_ASSIGN(const auto stored, privacy::store_attachment(writer, step.call.premises().vault,
                                                                  {attachment, resolution.id.uuid,
                                                                   privacy::MediaClass::scan, bytes, "scan"}));
    return programme::sign_resolution(writer, {resolution.id, signatory, to_hex(stored.content_hash), from, to});
}

Result<> notify_step(Writer& writer, const Step& step, const Team& team) {
    MINKA_TRY_ASSIGN(const auto resolution, waiting(writer, team, programme::ResolutionState::signed_));
    return programme::notify_resolution(writer, resolution.id, step.on);
}

Result<> run_step(Writer& writer, const Step& step) {
    using enum TeamAct;
    const auto act = step.request.act;
    if (act == convene || act == reactivate) {
        return convene_step(writer, step);
    }
    MINKA_TRY_ASSIGN(const auto folder, folder_with_teams(writer, step.call));
    MINKA_TRY_ASSIGN(const auto team, required_team(writer, step.ugel, step.on));
    switch (act) {
        case TeamAct::invite: return invite_step(writer, step, team);
        case accept:
        case withdraw: return say_word(writer, step);
        case form: return programme::form_team(writer, team.id, step.on, *folder->profile.stages.team);
        case draft_resolution: return draft(writer, step, team);
        case number: return give_number(writer, step, team);
        case TeamAct::sign: return sign_step(writer, step, team);
        case TeamAct::notify: return notify_step(writer, step, team);
        case activate: return programme::activate_team(writer, team.id, step.on);
        case lapse: return programme::lapse_team(writer, team.id, step.on);
        default: return {};
    }
}

Result<UgelPage> take_step(Writer& writer, const Call& call, const UgelStepRequest& request) {
    MINKA_TRY_ASSIGN(const auto id, call.id<TerritoryId>("ugel"));
    MINKA_TRY(registry::territory_in(writer, call.scope(Purpose::operation), id));
    const auto on = request.on.value_or(call.today());
    if (on > call.today() || request.issued_on.value_or(on) > call.today()) {
        return invalid("What has not happened yet cannot be recorded; use a date up to today.",
                       on > call.today() ? "on" : "issued_on");
    }
    MINKA_TRY(run_step(writer, {call, id, on, request}));
    return ugel_page(writer, call, id);
}

// UGEL with a team, of those in a territory; nothing where there is none.
Result<std::optional<programme::Share>> teams_in(Reader& reader, const Call& call, const TerritoryId& territory) {
    const auto within = call.scope_of(territory, Purpose::monitoring);
    MINKA_TRY_ASSIGN(const auto places, programme::ugel_at(reader, within, call.times()));
    if (places.empty()) {
        return std::nullopt;
    }
    MINKA_TRY_ASSIGN(const auto teams, programme::constituted_teams(reader, within, call.times()));
    return programme::Share{std::ssize(teams), std::ssize(places)};
}

// The borders of what lies below a territory, with the share of UGEL that have a team where the programme has teams.
Result<documents::JsonValue> show_map(Reader& reader, const Call& call) {
    MINKA_TRY_ASSIGN(const auto id, call.id<TerritoryId>("territory"));
    MINKA_TRY_ASSIGN(const auto shapes,
                     registry::shapes_below(reader, call.scope(Purpose::monitoring), call.times(), id));
    MINKA_TRY_ASSIGN(const auto folder, call.premises().folders.newest(reader));
    documents::JsonArray features;
    for (const auto& shape : shapes) {
        auto properties = documents::json_object({{"id", to_string(shape.id)}, {"name", shape.name}});
        if (folder->profile.stages.team) {
            MINKA_TRY_ASSIGN(const auto share, teams_in(reader, call, shape.id));
            if (share) {
                properties.set("value", share->n).set("total", share->total);
            }
        }
        MINKA_TRY_ASSIGN(auto geometry, documents::parse_json(shape.geometry));
        features.push_back(documents::json_object(
            {{"type", "Feature"}, {"properties", std::move(properties)}, {"geometry", std::move(geometry)}}));
    }
    return documents::json_object({{"type", "FeatureCollection"}, {"features", std::move(features)}});
}

}  // namespace

std::vector<Route> team_routes() {
    const QueryParameter as_of{
        "as_of", QueryParameter::Kind::date, "The date the board is of; today when not given", {}};
    const std::vector<QueryParameter> filters{
        as_of,
        {"stage", QueryParameter::Kind::text, "The code of the stage they stand in", {}},
        {"only", QueryParameter::Kind::word, "Those with a team, or those without", {"constituted", "missing"}},
        {"territory", QueryParameter::Kind::identifier, "In this territory and all below it", {}}};
    auto stepping =
        write_route<UgelStepRequest, UgelPage>(Method::post,
                                               {"/api/v1/programmes/{programme}/ugels/{ugel}/steps",
                                                identity::Permission::teams_write, "Take a UGEL's team one step on"},
                                               "step of team", take_step);
    stepping.body_limit = step_body_limit;
    return {
        remembered_route<TeamBoard>({"/api/v1/programmes/{programme}/teams", identity::Permission::teams_read,
                                     "How far each UGEL has come, and the share with a team", filters},
                                    show_board),
        remembered_route<UgelPage>({"/api/v1/programmes/{programme}/ugels/{ugel}",
                                    identity::Permission::teams_read,
                                    "A UGEL with its team, members and resolutions",
                                    {as_of}},
                                   show_ugel),
        std::move(stepping),
        remembered_route<documents::JsonValue>({"/api/v1/programmes/{programme}/territories/{territory}/map",
                                                identity::Permission::register_read,
                                                "The borders below a territory as GeoJSON, with the share of teams",
                                                {as_of}},
                                               show_map),
        export_route<BoardRow>({"/api/v1/programmes/{programme}/exports/teams", identity::Permission::teams_read,
                                "The board of teams, to keep", filters},
                               "equipos", show_board, board_columns()),
    };
}

}  // namespace minka::web
