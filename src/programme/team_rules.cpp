#include "programme/team_rules.h"

#include "base/text.h"
#include "programme/resolution_rules.h"
#include "registry/code_register.h"

#include <algorithm>
#include <map>

namespace minka::programme {

using registry::Territory;
using storage::Stored;

namespace {

std::string name_of(TeamState state) { return boost::describe::enum_to_string(state, ""); }

Result<> move_team(storage::Writer& writer, Stored<Team> team, TeamState state, LocalDate since) {
    team.record.state = state;
    team.record.state_since = since;
    MINKA_TRY(writer.change(team.record, team.version));
    return {};
}

Result<> check_not_before(LocalDate on, LocalDate earliest, std::string_view what, std::string_view field) {
    if (on < earliest) {
        return invalid("The date " + on.text() + " is before " + std::string(what) + " (" + earliest.text() +
                           "); correct one of the two.",
                       std::string(field));
    }
    return {};
}

// What a reactivation may take up: a team of the same UGEL with a resolution, and no other team after it.
Result<> check_previous(storage::Reader& reader, const Team& team, const std::vector<Stored<Team>>& others) {
    const auto previous =
        std::ranges::find(others, *team.previous_id, [](const auto& other) { return other.record.id; });
    if (previous == others.end()) {
        return problem(ProblemCode::not_found, "The team to reactivate is not one of this UGEL.", "team.previous_id");
    }
    const auto successor = std::ranges::find_if(others, [&](const auto& other) {
        return other.record.previous_id == team.previous_id && is_open(other.record.state);
    });
    if (successor != others.end()) {
        return problem(
            ProblemCode::conflict,
            "The team was taken up already, on " + successor->record.convened_on.text() + "; go on with that one.",
            "team.previous_id");
    }
    MINKA_TRY(check_not_before(team.convened_on, previous->record.convened_on, "the earlier team was convened",
                               "team.convened_on"));
    MINKA_TRY_ASSIGN(const auto resolution, last_resolution(reader, previous->record.id));
    if (!resolution) {
        return problem(ProblemCode::not_ready, "The earlier team never had a resolution; convene a new team instead.",
                       "team.previous_id");
    }
    return {};
}

Result<Stored<Membership>> own_membership(storage::Writer& writer, const MemberWord& word) {
    MINKA_TRY_ASSIGN(auto membership, writer.require<Membership>(word.membership_id));
    if (membership.record.person_id != word.said_by) {
        return problem(ProblemCode::forbidden,
                       "Membership is voluntary: only the person who was asked can accept or withdraw.",
                       "membership.person_id");
    }
    if (membership.record.withdrawn_on) {
        return problem(
            ProblemCode::conflict,
            "The person withdrew on " + membership.record.withdrawn_on->text() + "; a new invitation is needed.",
            "membership.withdrawn_on");
    }
    return membership;
}

}  // namespace

bool is_open(TeamState state) {
    using enum TeamState;
    return state != expired && state != lapsed && state != reactivated;
}

Result<Territory> require_ugel_on(storage::Reader& reader, const registry::TerritoryId& territory, LocalDate on,
                                  std::string_view field) {
    MINKA_TRY_ASSIGN(auto found, reader.require<Territory>(territory));
    auto& ugel = found.record;
    if (ugel.kind != registry::TerritoryKind::ugel) {
        return invalid("'" + ugel.name + "' is no UGEL; teams belong to a UGEL.", std::string(field));
    }
    if (!registry::is_valid_at(ugel, on)) {
        const bool closed = ugel.valid_to && *ugel.valid_to <= on;
        return invalid(
            "The UGEL " + ugel.code + " " + ugel.name +
                (closed ? " closed on " + ugel.valid_to->text() : " exists only since " + ugel.valid_from.text()) +
                "; the date " + on.text() + " is outside.",
            std::string(field));
    }
    return std::move(ugel);
}

Result<Team> convene_team(storage::Writer& writer, Team team) {
    MINKA_TRY(require_ugel_on(writer, team.territory_id, team.convened_on, "team.convened_on"));
    MINKA_TRY_ASSIGN(const auto others, writer.all<Team>("AND territory_id = $2", team.territory_id));
    if (team.previous_id) {
        MINKA_TRY(check_previous(writer, team, others));
    }
    for (const auto& other : others) {
        if (is_open(other.record.state) && other.record.id != team.previous_id) {
            return problem(ProblemCode::conflict,
                           "The UGEL has a team already, convened on " + other.record.convened_on.text() + " and " +
                               name_of(other.record.state) + "; reactivate that one.",
                           "team.territory_id");
        }
    }
    team.state = TeamState::convened;
    team.state_since = team.convened_on;
    team.formed_on.reset();
    MINKA_TRY(writer.create(team));
    return team;
}

Result<> invite_member(storage::Writer& writer, const Membership& invitation) {
    MINKA_TRY_ASSIGN(const auto team, writer.require<Team>(invitation.team_id));
    if (!is_open(team.record.state)) {
        return problem(ProblemCode::not_ready, "The team is " + name_of(team.record.state) + "; reactivate it first.",
                       "membership.team_id");
    }
    MINKA_TRY(check_not_before(invitation.invited_on, team.record.convened_on, "the team was convened",
                               "membership.invited_on"));
    if (invitation.accepted_on || invitation.withdrawn_on) {
        return invalid("An invitation holds no answer yet.", "membership.accepted_on");
    }
    if (trim(invitation.role).empty()) {
        return invalid("Say what the member will be in the team: lidera, integrante.", "membership.role");
    }
    MINKA_TRY_ASSIGN(const auto before, writer.all<Membership>("AND team_id = $2 AND person_id = $3",
                                                               invitation.team_id, invitation.person_id));
    for (const auto& earlier : before) {
        if (!earlier.record.withdrawn_on || *earlier.record.withdrawn_on > invitation.invited_on) {
            return problem(ProblemCode::conflict,
                           "The person was asked already on " + earlier.record.invited_on.text() + ".",
                           "membership.person_id");
        }
    }
    return writer.create(invitation);
}

Result<> accept_membership(storage::Writer& writer, const MemberWord& word) {
    MINKA_TRY_ASSIGN(auto membership, own_membership(writer, word));
    if (membership.record.accepted_on) {
        return problem(ProblemCode::conflict,
                       "The person accepted already on " + membership.record.accepted_on->text() + ".",
                       "membership.accepted_on");
    }
    MINKA_TRY(check_not_before(word.on, membership.record.invited_on, "the invitation", "membership.accepted_on"));
    membership.record.accepted_on = word.on;
    MINKA_TRY(writer.change(membership.record, membership.version));
    return {};
}

Result<> withdraw_membership(storage::Writer& writer, const MemberWord& word) {
    MINKA_TRY_ASSIGN(auto membership, own_membership(writer, word));
    MINKA_TRY(check_not_before(word.on, membership.record.accepted_on.value_or(membership.record.invited_on),
                               "the person joined or was asked", "membership.withdrawn_on"));
    membership.record.withdrawn_on = word.on;
    MINKA_TRY(writer.change(membership.record, membership.version));
    return {};
}

bool is_member_on(const Membership& membership, LocalDate date) {
    return membership.accepted_on && *membership.accepted_on <= date &&
           (!membership.withdrawn_on || date < *membership.withdrawn_on);
}

Result<std::vector<Membership>> members_of(storage::Reader& reader, const TeamId& team,
                                           const registry::TwoTimes& times) {
    MINKA_TRY_ASSIGN(const auto rows,
                     reader.all_known<Membership>(times.known_at, "AND team_id = $3 ORDER BY accepted_on, id", team));
    std::vector<Membership> members;
    for (const auto& row : rows) {
        if (is_member_on(row.record, times.as_of)) {
            members.push_back(row.record);
        }
    }
    return members;
}

Result<> form_team(storage::Writer& writer, const TeamId& team_id, LocalDate on, const PedagogicalTeamRules& rules) {
    MINKA_TRY_ASSIGN(auto team, writer.require<Team>(team_id));
    if (team.record.state != TeamState::convened) {
        return problem(ProblemCode::not_ready,
                       "The team is " + name_of(team.record.state) + "; only a convened one is formed.", "team.state");
    }
    MINKA_TRY(check_not_before(on, team.record.convened_on, "the team was convened", "team.formed_on"));
    MINKA_TRY_ASSIGN(const auto members, members_of(writer, team_id, {on}));
    if (std::ssize(members) < rules.minimum_members) {
        return problem(ProblemCode::not_ready,
                       "Only " + std::to_string(members.size()) + " members accepted by " + on.text() +
                           "; a team needs " + std::to_string(rules.minimum_members) + ".",
                       "team.members");
    }
    team.record.formed_on = on;
    return move_team(writer, std::move(team), TeamState::formed, on);
}

Result<> activate_team(storage::Writer& writer, const TeamId& team_id, LocalDate on) {
    MINKA_TRY_ASSIGN(auto team, writer.require<Team>(team_id));
    MINKA_TRY_ASSIGN(const auto resolution, last_resolution(writer, team_id));
    if (!resolution || !is_in_force(resolution->record, on)) {
        return problem(ProblemCode::not_ready, "The team has no resolution in force on " + on.text() + ".",
                       "team.resolution");
    }
    if (team.record.state != TeamState::issued && team.record.state != TeamState::expired) {
        return problem(ProblemCode::not_ready, "The team is " + name_of(team.record.state) + " already.", "team.state");
    }
    return move_team(writer, std::move(team), TeamState::active, on);
}

Result<> lapse_team(storage::Writer& writer, const TeamId& team_id, LocalDate on) {
    MINKA_TRY_ASSIGN(auto team, writer.require<Team>(team_id));
    if (!is_open(team.record.state)) {
        return problem(ProblemCode::not_ready, "The team is " + name_of(team.record.state) + " already.", "team.state");
    }
    MINKA_TRY(check_not_before(on, team.record.state_since, "the team's last step", "team.state_since"));
    MINKA_TRY_ASSIGN(auto resolution, last_resolution(writer, team_id));
    if (resolution && on < *resolution->record.valid_to) {
        if (on <= *resolution->record.valid_from) {
            return invalid("The resolution begins on " + resolution->record.valid_from->text() +
                               "; the team cannot end on that day or before.",
                           "team.state_since");
        }
        resolution->record.valid_to = on;
        MINKA_TRY(writer.change(resolution->record, resolution->version));
    }
    return move_team(writer, std::move(team), TeamState::lapsed, on);
}

Result<SettledTeams> settle_team_states(storage::Writer& writer, LocalDate on, int lapse_after_days) {
    MINKA_TRY_ASSIGN(const auto teams, writer.all<Team>("ORDER BY id"));
    MINKA_TRY_ASSIGN(const auto resolutions, writer.all<Resolution>("ORDER BY valid_from, id"));
    std::map<TeamId, LocalDate> ends;  // exclusive, of the last resolution that ran
    for (const auto& resolution : resolutions) {
        const auto& record = resolution.record;
        if (is_complete(record)) {
            auto& end = ends[record.team_id];
            end = std::max(end, *record.valid_to);
        }
    }
    SettledTeams settled;
    for (const auto& team : teams) {
        const auto end = ends.find(team.record.id);
        const auto state = team.record.state;
        const bool works = state == TeamState::issued || state == TeamState::active || state == TeamState::expired;
        if (end == ends.end() || !works || end->second > on) {
            continue;
        }
        const auto lapses = end->second.plus_days(lapse_after_days);
        if (lapses <= on) {
            MINKA_TRY(move_team(writer, team, TeamState::lapsed, lapses));
            ++settled.lapsed;
        } else if (state != TeamState::expired) {
            MINKA_TRY(move_team(writer, team, TeamState::expired, end->second));
            ++settled.expired;
        }
    }
    return settled;
}

}  // namespace minka::programme
