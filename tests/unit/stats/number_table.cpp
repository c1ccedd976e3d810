#include "number_table.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <map>

namespace minka::stats::test {
namespace {

std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells(1);
    bool is_quoted = false;
    for (const char c : line) {
        if (c == '"') {
            is_quoted = !is_quoted;
        } else if (c == ',' && !is_quoted) {
            cells.emplace_back();
        } else if (c != '\r') {
            cells.back() += c;
        }
    }
    return cells;
}

double number_of(const std::string& cell) {
    return cell.empty() || cell == "NA" ? std::numeric_limits<double>::quiet_NaN() : std::stod(cell);
}

std::filesystem::path shared_folder() {
    if (const char* folder = std::getenv("MINKA_SHARED_DATA"); folder != nullptr) {
        return folder;
    }
    const char* source = std::getenv("MINKA_SOURCE_DIR");
    return std::filesystem::path(source != nullptr ? source : ".") / ".." / "shared" / "data";
}

}  // namespace

std::size_t NumberTable::place_of(const std::string& name) const {
    const auto found = std::ranges::find(names, name);
    REQUIRE(found != names.end());
    return static_cast<std::size_t>(found - names.begin());
}

std::vector<double> NumberTable::numbers(const std::string& name) const {
    const auto place = place_of(name);
    std::vector<double> column;
    for (const auto& row : rows) {
        column.push_back(number_of(row.at(place)));
    }
    return column;
}

std::vector<std::uint32_t> NumberTable::groups(const std::vector<std::string>& columns) const {
    std::map<std::string, std::uint32_t> seen;
    std::vector<std::uint32_t> result;
    for (const auto& row : rows) {
        std::string key;
        for (const auto& column : columns) {
            key += row.at(place_of(column)) + '\n';
        }
        result.push_back(seen.emplace(key, static_cast<std::uint32_t>(seen.size())).first->second);
    }
    return result;
}

std::vector<std::uint8_t> NumberTable::answers(const std::vector<std::string>& columns, int lowest) const {
    std::vector<std::size_t> places;
    for (const auto& column : columns) {
        places.push_back(place_of(column));
    }
    std::vector<std::uint8_t> result;
    for (const auto& row : rows) {
        for (const auto place : places) {
            const double value = number_of(row.at(place));
            result.push_back(std::isnan(value) ? std::uint8_t{255} : static_cast<std::uint8_t>(value - lowest));
        }
    }
    return result;
}

std::optional<NumberTable> shared_table(const std::string& relative_path) {
    const auto path = shared_folder() / relative_path;
    std::ifstream file(path);
    if (!file) {
        MESSAGE("skipped: there is no " << path.string() << "; set MINKA_SHARED_DATA to the folder of reference data");
        return std::nullopt;
    }
    NumberTable table;
    std::string line;
    std::getline(file, line);
    table.names = cells_of(line);
    while (std::getline(file, line)) {
        if (!line.empty()) {
            table.rows.push_back(cells_of(line));
        }
    }
    return table;
}

}  // namespace minka::stats::test
