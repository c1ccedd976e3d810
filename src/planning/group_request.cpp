#include "planning/group_request.h"

#include <cmath>
#include <limits>
#include <set>

namespace minka::planning {

Result<std::vector<MeetingPlace>> meeting_places(const ColumnTable& table) {
    MINKA_TRY_ASSIGN(const auto* code, table.column("code"));
    MINKA_TRY_ASSIGN(const auto* latitude, table.column("latitude"));
    MINKA_TRY_ASSIGN(const auto* longitude, table.column("longitude"));
    const auto* groups = table.find("groups");
    std::vector<MeetingPlace> places;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const auto north = number_in(latitude->cells[row]);
        const auto east = number_in(longitude->cells[row]);
        if (!north || !east || std::abs(*north) > 90 || std::abs(*east) > 180) {
            return invalid("A place has a latitude and a longitude in degrees.", latitude->places[row]);
        }
        MeetingPlace place{code->cells[row], {*north, *east}, std::numeric_limits<std::uint32_t>::max()};
        if (groups != nullptr && !groups->cells[row].empty()) {
            const auto most = number_in(groups->cells[row]);
            if (!most || *most < 0 || *most > 10'000 || *most != std::floor(*most)) {
                return invalid("How many groups a place holds is a whole number.", groups->places[row]);
            }
            place.most_groups = static_cast<std::uint32_t>(*most);
        }
        places.push_back(std::move(place));
    }
    return places;
}

Result<FormerGroups> former_groups(const ColumnTable& table, const PeopleTable& people) {
    MINKA_TRY_ASSIGN(const auto* person, table.column("person"));
    MINKA_TRY_ASSIGN(const auto* group, table.column("group"));
    const auto* place = table.find("place");
    const auto* time = table.find("time");
    std::map<std::string, std::size_t> rows;
    for (std::size_t row = 0; row < people.ids.size(); ++row) {
        rows.emplace(people.ids[row], row);
    }
    FormerGroups former;
    former.group_of.resize(people.ids.size());
    std::set<std::string> seen;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        if (group->cells[row].empty() || !seen.insert(person->cells[row]).second) {
            return invalid("Somebody has no group here, or comes twice.", person->places[row]);
        }
        former.groups.try_emplace(group->cells[row],
                                  FormerGroups::Meeting{place != nullptr ? place->cells[row] : std::string(),
                                                        time != nullptr ? time->cells[row] : std::string()});
        const auto found = rows.find(person->cells[row]);
        if (found == rows.end()) {
            ++former.left;
        } else {
            former.group_of[found->second] = group->cells[row];
        }
    }
    return former;
}

}  // namespace minka::planning
