#pragma once

#include "planning/people_table.h"

#include <map>
#include <set>

namespace minka::planning {

/// Where groups can meet.
struct MeetingPlace {
    std::string code;
    GeoPoint point;
    std::uint32_t most_groups = 0;
};

/// Columns: code, latitude, longitude; optional groups, how many it holds (else any number).
///
/// Problems: `invalid_input` with the cell for a column that is missing and a value that is none of its kind.
Result<std::vector<MeetingPlace>> meeting_places(const ColumnTable& table);

/// Groups as they were, for people who are still there.
struct FormerGroups {
    std::vector<std::string> group_of;  ///< by person of the table; empty for who is new
    struct Meeting {
        std::string place;
        std::string time;
    };
    std::map<std::string, Meeting> groups;  ///< by name, where and when they meet; empty texts where nothing was said
    std::size_t left = 0;                   ///< people of the former groups who are not in the table
};

/// Columns: person and group; optional place and time. A file that `--out` wrote is one.
///
/// Problems: `invalid_input` with the cell for a person without group and one who comes twice.
Result<FormerGroups> former_groups(const ColumnTable& table, const PeopleTable& people);

/// All that groups are formed from.
struct GroupRequest {
    PeopleTable people;
    optimize::SizeRange size;
    std::optional<std::size_t> groups;  ///< how many there must be; none: as the size has it
    bool is_alike = false;              ///< groups that resemble each other; else groups varied within
    std::optional<double> reach_km;     ///< in a straight line from home to the group's meeting place
    std::vector<MeetingPlace> places;   ///< to choose from; none: the homes of the people, with a reach
    std::optional<FormerGroups> former;
    std::set<std::string> taken;  ///< names of other groups, which none of these gets
};

}  // namespace minka::planning
