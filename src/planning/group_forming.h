#pragma once

#include "optimize/form_groups.h"
#include "planning/group_request.h"

namespace minka::planning {

/// What a limit on somebody's groups comes from.
enum class LimitKind { pinned, travel, time };

/// Groups as they were formed.
struct FormedGroups {
    optimize::GroupTask task;
    optimize::Grouping grouping;
    std::vector<LimitKind> limit_kinds;  ///< by limit of the task's rules
    std::vector<std::string> names;      ///< by group
    std::vector<std::string> places;     ///< by group; empty without a reach, unless former groups have some
    std::vector<std::string> times;      ///< by group; empty without times, unless former groups have some
    double distance = 0;                 ///< sum of distances within groups
    double mean_km = 0;                  ///< from home to the meeting place
    double farthest_km = 0;
};

/// Forms the groups of a request. How many there are, when the request does not say it: as many as bring them nearest
/// to the middle of the range, or as there were before; where no division of that many keeps the rules, a few more or
/// fewer are tried. Groups that people are pinned to, and former ones, keep their names, and former ones their place
/// and time; the others are numbered.
///
/// Formed again, sizes are such that as few as possible must leave their group.
///
/// Problems: `invalid_input` for sizes that fit no number of groups, a reach without homes, a former place or time that
/// is no more, and, in a sentence in Spanish, the smallest set of rules found that cannot be kept together.
Result<FormedGroups> form_people_groups(const GroupRequest& request, const optimize::FormOptions& options);

/// Everybody's bands of all attributes at once: a band for each mixture there is.
optimize::BandTable joint_bands(const PeopleTable& people);

}  // namespace minka::planning
