#include "planning/group_meetings.h"

#include "planning/visit_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <set>

namespace minka::planning {
namespace {

std::vector<MeetingPlace> homes_as_places(const PeopleTable& people) {
    std::map<std::string, MeetingPlace> homes;
    for (std::size_t person = 0; person < people.homes.size(); ++person) {
        homes.try_emplace(people.home_names[person], MeetingPlace{people.home_names[person], people.homes[person],
                                                                  std::numeric_limits<std::uint32_t>::max()});
    }
    std::vector<MeetingPlace> places;
    for (auto& [name, place] : homes) {
        places.push_back(std::move(place));
    }
    return places;
}

Result<void> measure_reach(const GroupRequest& request, MeetingTable& table) {
    const auto& people = request.people;
    for (std::size_t person = 0; person < people.ids.size(); ++person) {
        auto& near = table.near.emplace_back();
        for (std::uint32_t place = 0; place < table.places.size(); ++place) {
            if (distance_km(people.homes[person], table.places[place].point) <= *request.reach_km) {
                near.push_back(place);
            }
        }
        if (near.empty()) {
            return invalid(
                fmt::format("{} no tiene ningún lugar de encuentro a {:g} km o menos. "
                            "Agregue un lugar o amplíe el límite de viaje.",
                            people.ids[person], *request.reach_km));
        }
    }
    return {};
}

void list_times(const PeopleTable& people, MeetingTable& table) {
    std::set<std::string> times;
    for (const auto& words : people.times) {
        times.insert(words.begin(), words.end());
    }
    times.erase("*");
    table.times.assign(times.begin(), times.end());
    if (table.times.empty()) {
        table.times.emplace_back("*");
    }
    for (const auto& words : people.times) {
        auto& free = table.free.emplace_back();
        for (std::uint32_t time = 0; time < table.times.size(); ++time) {
            if (words.front() == "*" || std::ranges::binary_search(words, table.times[time])) {
                free.push_back(time);
            }
        }
    }
}

}  // namespace

std::vector<std::uint32_t> MeetingTable::open_to(std::size_t person) const {
    const auto count = static_cast<std::uint32_t>(times.size());
    std::vector<std::uint32_t> open;
    for (const auto place : near[person]) {
        for (const auto time : free[person]) {
            open.push_back(place * count + time);
        }
    }
    return open;
}

Result<std::optional<MeetingTable>> meetings_of(const GroupRequest& request) {
    const auto& people = request.people;
    if (!request.reach_km && !request.places.empty()) {
        return invalid("Meeting places need a reach.", "--reach");
    }
    if (request.reach_km && people.homes.empty()) {
        return invalid("A reach needs to know where people are.", "--reach");
    }
    if (!request.reach_km && people.times.empty()) {
        return std::optional<MeetingTable>{};
    }
    MeetingTable table;
    if (request.reach_km) {
        table.places = request.places.empty() ? homes_as_places(people) : request.places;
        MINKA_TRY(measure_reach(request, table));
    } else {
        table.places.push_back({{}, {}, std::numeric_limits<std::uint32_t>::max()});
        table.near.assign(people.ids.size(), {0});
    }
    if (!people.times.empty()) {
        list_times(people, table);
    } else {
        table.times.emplace_back();
        table.free.assign(people.ids.size(), {0});
    }
    return std::optional(std::move(table));
}

}  // namespace minka::planning
