#include "planning/travel_table.h"

#include "documents/json.h"
#include "planning/benchmark_words.h"
#include "planning/column_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace minka::planning {
namespace {

using documents::JsonArray;
using documents::JsonValue;

/// Minutes of a way that nobody can travel: longer than any day.
constexpr double no_way = 100'000;
constexpr double most_minutes = 20'000;
constexpr double most_apart_km = 25;

GeoPoint place_at(const VisitWork& work, std::size_t place) {
    return place < work.teams.size() ? work.teams[place].base : work.schools[place - work.teams.size()].point;
}

const std::string& code_at(const VisitWork& work, std::size_t place) {
    return place < work.teams.size() ? work.teams[place].code : work.schools[place - work.teams.size()].code;
}

/// Kilometres of a way of so many minutes, where the table has none.
double usual_km(const VisitWork& work, double minutes) {
    return minutes < no_way ? minutes / 60 * work.cycle.speed : 0;
}

void set_way(VisitWork& work, std::size_t way, double minutes, double km) {
    auto& task = work.task;
    task.travel[way] = static_cast<float>(minutes);
    if (!task.money.fares.empty()) {
        task.money.fares[way] = static_cast<float>(km * work.cycle.costs.per_km);
    }
}

/// A way given in one direction alone holds for both.
TravelUse fill_backwards(VisitWork& work, const std::vector<char>& is_given) {
    TravelUse use;
    const auto places = work.task.places;
    for (std::size_t one = 0; one < places; ++one) {
        for (std::size_t other = 0; other < places; ++other) {
            const auto way = one * places + other;
            const auto back = other * places + one;
            if (is_given[way] == 0 && is_given[back] != 0) {
                work.task.travel[way] = work.task.travel[back];
                if (!work.task.money.fares.empty()) {
                    work.task.money.fares[way] = work.task.money.fares[back];
                }
            }
            if (one != other) {
                ++(is_given[way] != 0 || is_given[back] != 0 ? use.given : use.computed);
            }
        }
    }
    return use;
}

Result<TravelUse> use_list(VisitWork& work, const std::filesystem::path& path) {
    MINKA_TRY_ASSIGN(const auto table, read_column_table(path));
    MINKA_TRY_ASSIGN(const auto* from, table.column("from"));
    MINKA_TRY_ASSIGN(const auto* to, table.column("to"));
    MINKA_TRY_ASSIGN(const auto* minutes, table.column("minutes"));
    const auto* km = table.find("km");
    std::map<std::string, std::size_t, std::less<>> places;
    for (std::size_t place = 0; place < work.task.places; ++place) {
        if (!places.emplace(code_at(work, place), place).second) {
            return invalid(fmt::format("«{}» is the code of two places; a table of travel needs one for each.",
                                       code_at(work, place)),
                           "travel");
        }
    }
    std::vector<char> is_given(work.task.travel.size());
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const auto first = places.find(from->cells[row]);
        const auto second = places.find(to->cells[row]);
        if (first == places.end() || second == places.end()) {
            return invalid("This is no code of a pair or a school of the plan.",
                           first == places.end() ? from->places[row] : to->places[row]);
        }
        const auto time = number_in(minutes->cells[row]);
        const bool has_km = km != nullptr && !km->cells[row].empty();
        const double length = has_km ? number_in(km->cells[row]).value_or(-1) : usual_km(work, time.value_or(0));
        if (!time || !(*time >= 0 && *time <= most_minutes) || !(length >= 0)) {
            return invalid("A way has minutes from 0 to 20,000, and kilometres from 0 on where they are given.",
                           minutes->places[row]);
        }
        const auto way = first->second * work.task.places + second->second;
        if (is_given[way] != 0) {
            return invalid("This way comes twice.", from->places[row]);
        }
        is_given[way] = 1;
        set_way(work, way, *time, length);
    }
    return fill_backwards(work, is_given);
}

Result<void> check_locations(const VisitWork& work, const JsonValue& answer) {
    const auto* sources = answer.find("sources");
    const auto* list = sources == nullptr ? nullptr : sources->if_array();
    for (std::size_t place = 0; list != nullptr && place < std::min(list->size(), work.task.places); ++place) {
        const auto* location = (*list)[place].find("location");
        const auto* pair = location == nullptr ? nullptr : location->if_array();
        if (pair == nullptr || pair->size() != 2) {
            continue;
        }
        const auto longitude = (*pair)[0].if_number();
        const auto latitude = (*pair)[1].if_number();
        if (longitude && latitude && distance_km({*latitude, *longitude}, place_at(work, place)) > most_apart_km) {
            return invalid(fmt::format("The table's place {} is more than {} km from «{}»: give the pairs and then the "
                                       "schools, in the order of their tables.",
                                       place + 1, most_apart_km, code_at(work, place)),
                           fmt::format("sources[{}]", place));
        }
    }
    return {};
}

/// The rows of a square matrix with one row and column for each place.
Result<const JsonArray*> matrix_of(const JsonValue& answer, std::string_view key, std::size_t places) {
    const auto* found = answer.find(key);
    const auto* rows = found == nullptr ? nullptr : found->if_array();
    const bool is_square =
        rows != nullptr && rows->size() == places && std::ranges::all_of(*rows, [&](const auto& row) {
            return row.if_array() != nullptr && row.if_array()->size() == places;
        });
    if (!is_square) {
        return invalid(
            fmt::format("«{}» is a matrix of {} rows and columns: the pairs and then the schools.", key, places),
            std::string(key));
    }
    return rows;
}

Result<TravelUse> use_osrm(VisitWork& work, const std::filesystem::path& path) {
    MINKA_TRY_ASSIGN(const auto text, read_benchmark(path));
    MINKA_TRY_ASSIGN(const auto answer, documents::parse_json(text, path.filename().string()));
    const auto places = work.task.places;
    MINKA_TRY_ASSIGN(const auto* durations, matrix_of(answer, "durations", places));
    const JsonArray* distances = nullptr;
    if (answer.find("distances") != nullptr) {
        MINKA_TRY_ASSIGN(distances, matrix_of(answer, "distances", places));
    }
    MINKA_TRY(check_locations(work, answer));
    TravelUse use;
    for (std::size_t from = 0; from < places; ++from) {
        for (std::size_t to = 0; to < places; ++to) {
            if (from == to) {
                continue;
            }
            const auto& cell = (*(*durations)[from].if_array())[to];
            const auto seconds = cell.if_number();
            if ((!seconds && !cell.is_null()) || (seconds && !(*seconds >= 0 && *seconds <= 60 * most_minutes))) {
                return invalid("A duration is null or seconds from 0 on.", fmt::format("durations[{}][{}]", from, to));
            }
            const double minutes = seconds ? *seconds / 60 : no_way;
            const double metres =
                distances != nullptr ? (*(*distances)[from].if_array())[to].if_number().value_or(-1) : -1;
            set_way(work, from * places + to, minutes, metres >= 0 ? metres / 1'000 : usual_km(work, minutes));
            ++use.given;
        }
    }
    return use;
}

}  // namespace

Result<TravelUse> use_travel_table(VisitWork& work, const std::filesystem::path& path) {
    return path.extension() == ".json" ? use_osrm(work, path) : use_list(work, path);
}

}  // namespace minka::planning
