#include "planning/people_table.h"

#include "documents/table_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <set>

namespace minka::planning {
namespace {

using documents::TableReader;
using documents::TableRow;

struct Column {
    std::string name;
    std::vector<std::string> cells;
    std::vector<std::string> places;
};

std::optional<double> number_in(std::string text) {
    std::ranges::replace(text, ',', '.');
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
        return std::nullopt;
    }
    return value;
}

/// The columns of these names, read to the end.
Result<std::vector<Column>> read_columns(TableReader& reader, const std::vector<std::string>& names) {
    std::vector<Column> columns;
    std::vector<std::size_t> places;
    for (const auto& name : names) {
        const auto place = reader.column(name);
        if (!place) {
            return invalid(fmt::format("The table has no column «{}».", name), reader.description().file);
        }
        places.push_back(*place);
        columns.push_back({name, {}, {}});
    }
    TableRow row;
    for (;;) {
        MINKA_TRY_ASSIGN(const bool has_row, reader.next(row));
        if (!has_row) {
            break;
        }
        if (!row.problems.empty()) {
            return std::unexpected(row.problems.front());
        }
        for (std::size_t i = 0; i < columns.size(); ++i) {
            columns[i].cells.push_back(row.cells[places[i]].text);
            columns[i].places.push_back(reader.place(row, places[i]));
        }
    }
    return columns;
}

/// One column of numbers, or one of 0 and 1 / sqrt(2) for each category: two people of different ones are 1 apart.
Result<void> add_attribute(const Column& column, std::vector<std::vector<double>>& coordinates) {
    std::vector<double> numbers;
    std::map<std::string, std::vector<double>> categories;
    for (std::size_t person = 0; person < column.cells.size(); ++person) {
        if (column.cells[person].empty()) {
            return invalid(
                "An attribute that groups are mixed by has no value here. Complete it, or leave the "
                "attribute out.",
                column.places[person]);
        }
        if (const auto number = number_in(column.cells[person]); number) {
            numbers.push_back(*number);
        }
        categories.try_emplace(column.cells[person], column.cells.size(), 0.0).first->second[person] = std::sqrt(0.5);
    }
    if (numbers.size() == column.cells.size()) {
        MINKA_TRY_ASSIGN(const auto plain, optimize::standardised({numbers.size(), 1, numbers}, {}));
        coordinates.push_back(plain.values);
        return {};
    }
    constexpr std::size_t most_categories = 100;
    if (categories.size() > most_categories) {
        return invalid(fmt::format("The column «{}» has {} different texts; an attribute has at most {}.", column.name,
                                   categories.size(), most_categories),
                       column.name);
    }
    for (auto& [value, marks] : categories) {
        coordinates.push_back(std::move(marks));
    }
    return {};
}

std::map<std::string, std::vector<std::uint32_t>> people_by_value(const Column& column) {
    std::map<std::string, std::vector<std::uint32_t>> result;
    for (std::uint32_t person = 0; person < column.cells.size(); ++person) {
        if (!column.cells[person].empty()) {
            result[column.cells[person]].push_back(person);
        }
    }
    return result;
}

void add_together(const Column& column, PeopleTable& table) {
    for (auto& [value, people] : people_by_value(column)) {
        if (people.size() > 1) {
            table.rules.together.push_back(people);
            table.together_names.push_back(fmt::format("{} {}", column.name, value));
        }
    }
}

void add_apart(const Column& column, PeopleTable& table) {
    for (const auto& [value, people] : people_by_value(column)) {
        for (std::size_t i = 0; i < people.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                table.rules.apart.push_back({people[j], people[i]});
            }
        }
    }
}

Result<void> take_ids(const Column& column, PeopleTable& table) {
    std::set<std::string> seen;
    for (std::size_t person = 0; person < column.cells.size(); ++person) {
        if (column.cells[person].empty() || !seen.insert(column.cells[person]).second) {
            return invalid("Every person has an identifier of their own.", column.places[person]);
        }
    }
    table.ids = column.cells;
    return {};
}

}  // namespace

Result<PeopleTable> read_people(const std::filesystem::path& path, const PeopleColumns& wanted) {
    if (wanted.varied.empty()) {
        return invalid("Say which columns groups are to be mixed by.", "--by");
    }
    MINKA_TRY_ASSIGN(auto reader, TableReader::open(path));
    std::vector<std::string> names{wanted.id.empty() ? reader.header().front() : wanted.id};
    std::vector<std::string> minority_values;
    names.insert(names.end(), wanted.varied.begin(), wanted.varied.end());
    names.insert(names.end(), wanted.together.begin(), wanted.together.end());
    names.insert(names.end(), wanted.apart.begin(), wanted.apart.end());
    for (const auto& word : wanted.minority) {
        const auto sign = word.find('=');
        if (sign == std::string::npos) {
            return invalid("A minority is written as column=value.", "--minority");
        }
        names.push_back(word.substr(0, sign));
        minority_values.push_back(word.substr(sign + 1));
    }
    MINKA_TRY_ASSIGN(const auto columns, read_columns(reader, names));
    PeopleTable table;
    MINKA_TRY(take_ids(columns.front(), table));
    std::size_t at = 1;
    std::vector<std::vector<double>> coordinates;
    for (; at <= wanted.varied.size(); ++at) {
        MINKA_TRY(add_attribute(columns[at], coordinates));
    }
    for (std::size_t i = 0; i < wanted.together.size(); ++i) {
        add_together(columns[at++], table);
    }
    for (std::size_t i = 0; i < wanted.apart.size(); ++i) {
        add_apart(columns[at++], table);
    }
    for (const auto& value : minority_values) {
        auto members = people_by_value(columns[at++])[value];
        if (members.empty()) {
            return invalid(fmt::format("Nobody has the value «{}».", value), "--minority");
        }
        table.rules.minorities.push_back(std::move(members));
    }
    table.points = {table.ids.size(), coordinates.size(), std::vector<double>(table.ids.size() * coordinates.size())};
    for (std::size_t person = 0; person < table.ids.size(); ++person) {
        for (std::size_t d = 0; d < coordinates.size(); ++d) {
            table.points.values[person * coordinates.size() + d] = coordinates[d][person];
        }
    }
    return table;
}

Result<std::vector<optimize::SizeRange>> sizes_within(std::size_t people, optimize::SizeRange range) {
    if (range.least == 0 || range.least > range.most) {
        return invalid("A group's size is written as 15..25, and is 1 at least.", "--size");
    }
    const std::size_t fewest = (people + range.most - 1) / range.most;
    const std::size_t most = people / range.least;
    if (people == 0 || fewest > most) {
        return invalid(
            fmt::format("{} people cannot be divided into groups of {} to {}.", people, range.least, range.most),
            "--size");
    }
    const double middle = (static_cast<double>(range.least) + range.most) / 2;
    const auto wished = static_cast<std::size_t>(std::lround(static_cast<double>(people) / middle));
    const auto groups = std::clamp(wished, fewest, most);
    std::vector<optimize::SizeRange> sizes;
    for (std::size_t group = 0; group < groups; ++group) {
        const auto size = static_cast<std::uint32_t>(people / groups + (group < people % groups ? 1 : 0));
        sizes.push_back({size, size});
    }
    return sizes;
}

}  // namespace minka::planning
