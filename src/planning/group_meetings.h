#pragma once

#include "planning/group_request.h"

namespace minka::planning {

/// The meetings that groups can have: each place at each time; places alone without times, times alone without a reach.
struct MeetingTable {
    std::vector<MeetingPlace> places;              ///< one without name where places don't matter
    std::vector<std::string> times;                ///< one without name where times don't matter
    std::vector<std::vector<std::uint32_t>> near;  ///< by person, the places within reach, ascending
    std::vector<std::vector<std::uint32_t>> free;  ///< by person, the times they can come, ascending

    std::size_t size() const { return places.size() * times.size(); }
    std::uint32_t place_of(std::uint32_t meeting) const { return meeting / static_cast<std::uint32_t>(times.size()); }
    std::uint32_t time_of(std::uint32_t meeting) const { return meeting % static_cast<std::uint32_t>(times.size()); }
    /// The meetings somebody can come to, ascending.
    std::vector<std::uint32_t> open_to(std::size_t person) const;
};

/// Nothing when the request has neither a reach nor times.
///
/// Problems: `invalid_input` for a reach without homes, or places without a reach and, naming the person, when
/// somebody is near no place or free at no time.
Result<std::optional<MeetingTable>> meetings_of(const GroupRequest& request);

}  // namespace minka::planning
