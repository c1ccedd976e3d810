#pragma once

#include "demo/team_story.h"

namespace minka::demo {

/// What teams with a resolution do until the story is told: a plan that some never get approved, activities done late
/// or not, sessions held, cancelled or let pass, agreements that stay open.
void add_team_work(Timeline& timeline, const std::vector<TeamLife>& lives, const PeruvianRegister& registers,
                   const TeamSpan& span, std::uint64_t seed);

/// Assistance to every targeted UGEL, quarter by quarter: in person in the regions the folder names, at a distance
/// elsewhere; some get none.
void add_assistance(Timeline& timeline, const PeruvianRegister& registers, const TeamSpan& span, std::uint64_t seed);

}  // namespace minka::demo
