#pragma once

#include "optimize/group_task.h"

namespace minka::optimize {

/// Who can come to which meeting. A meeting is a place and a time at which groups can be held.
struct MeetingTask {
    std::vector<SizeRange> sizes;                     ///< by group
    std::vector<std::vector<std::uint32_t>> open_to;  ///< by person, the meetings they can come to, ascending
    std::vector<std::uint32_t> most_groups;           ///< by meeting, how many groups it holds
    std::vector<std::optional<std::uint32_t>> fixed;  ///< by group, the meeting it has; empty, or nothing: to be chosen
    /// By person, the group that they must be in; empty, or nothing: any.
    std::vector<std::optional<std::uint32_t>> pinned;
    std::vector<Apart> apart = {};  ///< People who need groups of their own.
};

/// A meeting for every group such that everyone can be in a group whose meeting they can come to, all within sizes. One
/// group after the other gets the meeting that serves most of those left over, people with few choices counting more;
/// where somebody is left over the next of sixty rounds begins with them. Each answer is checked by a flow, with those
/// who must be apart set into groups of their own first. Where no round keeps everybody apart, the first answer that
/// serves all but for that is given: the groups that are formed then tell what stands in conflict. The same task and
/// seed give the same answer.
///
/// Problems: `invalid_input` when lists have another length or name nobody; `conflict` when none was found, which is no
/// proof that there is none, but for a person who can come to no meeting.
///
/// The rounds are ours; a greedy cover as in Chvatal, V. (1979). A greedy heuristic for the set-covering problem.
/// Mathematics of Operations Research 4(3), 233-235.
Result<std::vector<std::uint32_t>> choose_meetings(const MeetingTask& task, std::uint64_t seed);

}  // namespace minka::optimize
