#pragma once

#include "demo/peruvian_register.h"
#include "demo/timeline.h"
#include "privacy/vault.h"
#include "programme/programme_stages.h"
#include "programme/team.h"

#include <optional>
#include <vector>

namespace minka::demo {

/// How far the team of a UGEL has come at the demo's date.
enum class TeamOutcome { constituted, none, convened, formed, drafted, expired, lapsed };

/// Somebody who was asked to join a team.
struct TeamMember {
    NamedPerson person;
    programme::Membership membership;  ///< As it ends up; the story takes its steps one by one.
};

/// One team from its call on.
struct TeamLife {
    registry::TerritoryId ugel;
    programme::TeamId id;
    std::optional<programme::TeamId> previous;  ///< The team it reactivates.
    LocalDate convened;
    std::optional<LocalDate> formed;
    std::vector<TeamMember> members;
    // Its resolution, as far as it came.
    std::optional<LocalDate> drafted;
    std::optional<LocalDate> issued;
    std::optional<LocalDate> valid_to;
    std::optional<LocalDate> activated;
    std::optional<LocalDate> given_up;

    /// Members who accepted by a date and have not withdrawn.
    std::vector<registry::PersonId> members_on(LocalDate date) const;
};

/// The span of a demo and the day it is told on.
struct TeamSpan {
    LocalDate first_call;  ///< Of the teams of the year before.
    LocalDate year_opens;  ///< Of this year's calls.
    LocalDate told_on;
};

/// Exactly `size.ugel_constituted` of the targeted UGEL have a resolution in force when the story is told; the seed
/// decides which, since when, how many of them are reactivations, and how far the others came.
std::vector<TeamLife> draw_team_lives(const DemoSize& size, const PeruvianRegister& registers, const TeamSpan& span,
                                      const programme::PedagogicalTeamRules& rules, std::uint64_t seed);

/// Adds every step of the teams, with their people and scans. What is passed outlives the timeline.
void add_team_lives(Timeline& timeline, const std::vector<TeamLife>& lives,
                    const programme::PedagogicalTeamRules& rules, const privacy::Vault& vault, std::uint64_t seed);

}  // namespace minka::demo
