#pragma once

#include "base/result.h"
#include "programme/programme_stages.h"
#include "programme/team.h"
#include "registry/scope.h"
#include "storage/writer.h"

#include <cstddef>
#include <vector>

namespace minka::programme {

/// A team that is on its way or at work: the next one of its UGEL is a reactivation, or waits.
bool is_open(TeamState state);

/// The UGEL a record is about. Problems: `not_found`; `invalid_input` when the territory is no UGEL or did not exist on
/// the date, with when it closed.
Result<registry::Territory> require_ugel_on(storage::Reader& reader, const registry::TerritoryId& territory,
                                            LocalDate on, std::string_view field);

/// Calls for a team in a UGEL. `team.state`, `state_since` and `formed_on` are set here.
///
/// With `previous_id` it takes up an earlier team of the UGEL that has a resolution (reactivation); its resolution will
/// be linked to the earlier one. Problems: those of require_ugel_on; `conflict` when the UGEL has an open team that is
/// not the one taken up, or that one has a successor already.
Result<Team> convene_team(storage::Writer& writer, Team team);

/// Asks a person to join. Nobody is a member until they accept.
/// Problems: a date before the call, `not_ready` for a closed team, `conflict` for a person who was asked already and
/// has not withdrawn.
Result<> invite_member(storage::Writer& writer, const Membership& invitation);

/// What a person says of their own membership.
struct MemberWord {
    MembershipId membership_id;
    registry::PersonId said_by;
    LocalDate on;
};

/// Problems: `forbidden` when `said_by` is not the person asked (membership is voluntary: nobody accepts for another),
/// `conflict` when they accepted or withdrew before, a date before the invitation.
Result<> accept_membership(storage::Writer& writer, const MemberWord& word);

/// Ends a membership or declines an invitation, at any time and without a reason. Problems: as accept_membership.
Result<> withdraw_membership(storage::Writer& writer, const MemberWord& word);

/// Whether someone belongs to the team on a date: accepted by then and not withdrawn.
bool is_member_on(const Membership& membership, LocalDate date);

/// The members on a date, in the order of their acceptance. Problems: those of the storage.
Result<std::vector<Membership>> members_of(storage::Reader& reader, const TeamId& team,
                                           const registry::TwoTimes& times);

/// The team begins to exist. Problems: `not_ready` below the programme's minimum of members who accepted.
Result<> form_team(storage::Writer& writer, const TeamId& team, LocalDate on, const PedagogicalTeamRules& rules);

/// The team starts to work. Problems: `not_ready` without a resolution in force on that date.
Result<> activate_team(storage::Writer& writer, const TeamId& team, LocalDate on);

/// The team gives up, or its resolution is annulled: it counts as constituted up to the day before.
/// Problems: `not_ready` for a team that is not open; `invalid_input` for a date before its last step, or not after the
/// day its resolution begins.
Result<> lapse_team(storage::Writer& writer, const TeamId& team, LocalDate on);

struct SettledTeams {
    std::size_t expired = 0;
    std::size_t lapsed = 0;
};

/// Moves the states of teams to what their dates say on a day: a team whose last resolution ran out is `expired` since
/// that day, and `lapsed` `lapse_after_days` later when nothing followed. Runs again without effect. What counts as
/// constituted never rests on these states.
Result<SettledTeams> settle_team_states(storage::Writer& writer, LocalDate on, int lapse_after_days);

}  // namespace minka::programme
