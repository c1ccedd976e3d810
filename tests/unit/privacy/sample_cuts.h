#pragma once

#include "privacy/small_cells.h"

#include <string>
#include <vector>

/// Small cuts to write tests with; every figure is visible in the test that uses them.
namespace minka::privacy::sample {

inline LocalDate day(int year, unsigned month, unsigned d) { return LocalDate::of(year, month, d).value(); }

struct Place {
    std::string code;
    std::string parent;
    Level level;
    bool may_be_named = true;
};

inline Dimension place_tree(std::vector<Place> places) {
    Dimension tree{"lugar", "lugar", DimensionKind::place, {{"pais", "", Level::country, false, true}}};
    for (auto& place : places) {
        tree.members.push_back({place.code, place.parent, place.level, false, place.may_be_named});
    }
    return tree;
}

inline Dimension list(const std::string& name, DimensionKind kind, std::vector<std::string> codes) {
    Dimension dimension{name, name, kind, {{"todo", "", Level::country, false, true}}};
    for (auto& code : codes) {
        dimension.members.push_back({code, "todo", Level::country, code == "director", true});
    }
    return dimension;
}

inline CellAddress at(const std::string& population, std::vector<std::pair<std::string, std::string>> codes = {}) {
    return {population, std::move(codes)};
}

/// Schools of 1 to 9 teachers are small; thresholds as shipped.
inline Cut teachers(Dimension places, std::vector<std::pair<std::string, std::int64_t>> counts) {
    Cut cut{"marzo", day(2026, 3, 31), {std::move(places)}, {{"docentes"}}, {{"t", "docentes", {"lugar"}}}};
    for (auto& [code, count] : counts) {
        cut.tables[0].leaves.push_back({{code}, count, {}, {}});
    }
    return cut;
}

/// "12", "too_few", ... of one cell.
inline std::string shown(const Result<Figure>& figure) {
    if (!figure) {
        return figure.error().message;
    }
    return *figure ? std::to_string((*figure)->count) : std::string(to_string(figure->error().reason));
}

}  // namespace minka::privacy::sample
