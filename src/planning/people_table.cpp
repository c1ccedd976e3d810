#include "planning/people_table.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <set>

namespace minka::planning {
namespace {

constexpr std::size_t most_categories = 100;
constexpr std::size_t most_plain_bands = 10;

/// A number, or the middle of a band of numbers: "06-10" is 8, "21+" is 21.
std::optional<double> middle_of(const std::string& text) {
    if (const auto number = number_in(text); number) {
        return number;
    }
    if (text.ends_with('+')) {
        return number_in(text.substr(0, text.size() - 1));
    }
    const auto dash = text.find('-', 1);
    if (dash == std::string::npos) {
        return std::nullopt;
    }
    const auto low = number_in(text.substr(0, dash));
    const auto high = number_in(text.substr(dash + 1));
    return low && high ? std::optional((*low + *high) / 2) : std::nullopt;
}

/// Values as bands: each its own where there are few, else quintiles; equal values share a band.
optimize::BandTable bands_of(const std::vector<double>& numbers) {
    optimize::BandTable table{0, std::vector<std::uint32_t>(numbers.size(), 0)};
    std::vector<std::size_t> order(numbers.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t person) { return numbers[person]; });
    const std::set<double> values(numbers.begin(), numbers.end());
    const bool is_plain = values.size() <= most_plain_bands;
    std::optional<std::size_t> last;
    for (std::size_t place = 0; place < order.size(); ++place) {
        const bool is_new_value = place == 0 || numbers[order[place]] != numbers[order[place - 1]];
        const std::size_t fifth = place * 5 / order.size();
        if (is_new_value && (is_plain || !last || fifth != *last)) {
            last = fifth;
            ++table.bands;
        }
        table.band_of[order[place]] = table.bands - 1;
    }
    return table;
}

void add_numbers(const TextColumn& column, std::vector<double> numbers, const std::vector<std::size_t>& missing,
                 PeopleTable& table, std::vector<std::vector<double>>& coordinates) {
    auto bands = bands_of(numbers);
    if (!missing.empty()) {
        for (const auto person : missing) {
            bands.band_of[person] = bands.bands;
        }
        ++bands.bands;
    }
    table.attributes.push_back({column.name, std::move(bands)});
    table.filled += missing.size();
    coordinates.push_back(std::move(numbers));
}

void add_categories(const TextColumn& column, const std::map<std::string, std::vector<std::uint32_t>>& categories,
                    PeopleTable& table, std::vector<std::vector<double>>& coordinates) {
    optimize::BandTable bands{0, std::vector<std::uint32_t>(column.cells.size(), 0)};
    for (const auto& [value, people] : categories) {
        // 1 / sqrt(2) in one coordinate a category: two people of different ones are 1 apart.
        std::vector<double> marks(column.cells.size(), 0.0);
        for (const auto person : people) {
            marks[person] = std::sqrt(0.5);
            bands.band_of[person] = bands.bands;
        }
        ++bands.bands;
        coordinates.push_back(std::move(marks));
    }
    table.attributes.push_back({column.name, std::move(bands)});
}

Result<void> add_attribute(const TextColumn& column, MissingNumbers rule, PeopleTable& table,
                           std::vector<std::vector<double>>& coordinates) {
    std::vector<double> numbers(column.cells.size(), 0.0);
    std::vector<std::size_t> missing;
    std::map<std::string, std::vector<std::uint32_t>> categories;
    bool is_numeric = true;
    for (std::uint32_t person = 0; person < column.cells.size(); ++person) {
        const auto& cell = column.cells[person];
        if (cell.empty()) {
            missing.push_back(person);
            if (rule == MissingNumbers::are_refused) {
                return invalid(
                    "An attribute that groups are mixed by has no value here. Complete it, let it count as the mean, "
                    "or "
                    "leave the attribute out.",
                    column.places.empty() ? column.name : column.places[person]);
            }
        } else if (const auto number = middle_of(cell); number) {
            numbers[person] = *number;
        } else {
            is_numeric = false;
        }
        categories[cell].push_back(person);
    }
    if (is_numeric && missing.size() < column.cells.size()) {
        const double sum = std::accumulate(numbers.begin(), numbers.end(), 0.0);
        const double mean = sum / static_cast<double>(numbers.size() - missing.size());
        for (const auto person : missing) {
            numbers[person] = mean;
        }
        const auto people = numbers.size();
        MINKA_TRY_ASSIGN(const auto plain, optimize::standardised({people, 1, numbers}, {}));
        add_numbers(column, plain.values, missing, table, coordinates);
        return {};
    }
    if (categories.size() > most_categories) {
        return invalid(fmt::format("The column «{}» has {} different texts; an attribute has at most {}.", column.name,
                                   categories.size(), most_categories),
                       column.name);
    }
    add_categories(column, categories, table, coordinates);
    return {};
}

std::map<std::string, std::vector<std::uint32_t>> people_by_value(const TextColumn& column) {
    std::map<std::string, std::vector<std::uint32_t>> result;
    for (std::uint32_t person = 0; person < column.cells.size(); ++person) {
        if (!column.cells[person].empty()) {
            result[column.cells[person]].push_back(person);
        }
    }
    return result;
}

void add_together(const TextColumn& column, PeopleTable& table) {
    for (auto& [value, people] : people_by_value(column)) {
        if (people.size() > 1) {
            table.rules.together.push_back(people);
            table.together_names.push_back(fmt::format("{} {}", column.name, value));
            table.together_columns.push_back(column.name);
        }
    }
}

void add_apart(const TextColumn& column, PeopleTable& table) {
    for (const auto& [value, people] : people_by_value(column)) {
        for (std::size_t i = 0; i < people.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                table.rules.apart.push_back({people[j], people[i]});
                table.apart_columns.push_back(column.name);
            }
        }
    }
}

Result<void> add_minority(const ColumnTable& source, const std::string& word, PeopleTable& table) {
    const auto sign = word.find('=');
    if (sign == std::string::npos) {
        return invalid("A minority is written as column=value.", "--minority");
    }
    MINKA_TRY_ASSIGN(const auto* column, source.column(word.substr(0, sign)));
    auto members = people_by_value(*column)[word.substr(sign + 1)];
    if (members.empty()) {
        return invalid(fmt::format("Nobody has the value «{}».", word.substr(sign + 1)), "--minority");
    }
    table.rules.minorities.push_back(std::move(members));
    table.minority_names.push_back(word);
    return {};
}

Result<void> take_ids(const TextColumn& column, PeopleTable& table) {
    std::set<std::string> seen;
    for (std::size_t person = 0; person < column.cells.size(); ++person) {
        if (column.cells[person].empty() || !seen.insert(column.cells[person]).second) {
            return invalid("Every person has an identifier of their own.", column.places[person]);
        }
    }
    table.ids = column.cells;
    return {};
}

std::unexpected<Problem> wrong_cell(const TextColumn& column, std::size_t row, std::string message) {
    return invalid(std::move(message), column.places.empty() ? column.name : column.places[row]);
}

Result<void> take_times(const TextColumn& column, PeopleTable& table) {
    for (std::size_t person = 0; person < column.cells.size(); ++person) {
        std::set<std::string> times;
        for (const auto word : split(column.cells[person], ';')) {
            if (!trim(word).empty()) {
                times.emplace(trim(word));
            }
        }
        if (times.empty()) {
            return wrong_cell(column, person, "When this person can come is missing; * is any time.");
        }
        table.times.emplace_back(times.begin(), times.end());
    }
    return {};
}

Result<GeoPoint> point_in(const TextColumn& latitude, const TextColumn& longitude, std::size_t row) {
    const auto north = number_in(latitude.cells[row]);
    const auto east = number_in(longitude.cells[row]);
    if (!north || !east || std::abs(*north) > 90 || std::abs(*east) > 180) {
        return wrong_cell(latitude, row, "A place has a latitude and a longitude in degrees.");
    }
    return GeoPoint{*north, *east};
}

Result<void> take_homes(const ColumnTable& source, const PeopleColumns& wanted, PeopleTable& table) {
    MINKA_TRY_ASSIGN(const auto* latitude, source.column(wanted.latitude));
    MINKA_TRY_ASSIGN(const auto* longitude, source.column(wanted.longitude));
    for (std::size_t person = 0; person < source.rows(); ++person) {
        MINKA_TRY_ASSIGN(const auto point, point_in(*latitude, *longitude, person));
        table.homes.push_back(point);
        table.home_names.push_back(fmt::format("{:.4f} {:.4f}", point.latitude, point.longitude));
    }
    return {};
}

Result<void> take_sites(const ColumnTable& source, const std::string& name, const ColumnTable* sites,
                        PeopleTable& table) {
    MINKA_TRY_ASSIGN(const auto* column, source.column(name));
    if (sites == nullptr) {
        return invalid("The table of sites is missing.", "--sites");
    }
    MINKA_TRY_ASSIGN(const auto* code, sites->column("code"));
    MINKA_TRY_ASSIGN(const auto* latitude, sites->column("latitude"));
    MINKA_TRY_ASSIGN(const auto* longitude, sites->column("longitude"));
    std::map<std::string, std::size_t> rows;
    for (std::size_t row = 0; row < code->cells.size(); ++row) {
        rows.emplace(code->cells[row], row);
    }
    for (std::size_t person = 0; person < column->cells.size(); ++person) {
        const auto found = rows.find(column->cells[person]);
        if (found == rows.end()) {
            return wrong_cell(*column, person, fmt::format("No site has the code «{}».", column->cells[person]));
        }
        MINKA_TRY_ASSIGN(const auto point, point_in(*latitude, *longitude, found->second));
        table.homes.push_back(point);
        table.home_names.push_back(found->first);
    }
    return {};
}

Result<void> take_places_and_times(const ColumnTable& source, const PeopleColumns& wanted, const ColumnTable* sites,
                                   PeopleTable& table) {
    if (!wanted.pinned.empty()) {
        MINKA_TRY_ASSIGN(const auto* column, source.column(wanted.pinned));
        table.pinned = column->cells;
    }
    if (!wanted.times.empty()) {
        MINKA_TRY_ASSIGN(const auto* column, source.column(wanted.times));
        MINKA_TRY(take_times(*column, table));
    }
    if (!wanted.site.empty()) {
        return take_sites(source, wanted.site, sites, table);
    }
    return wanted.latitude.empty() ? Result<void>{} : take_homes(source, wanted, table);
}

}  // namespace

Result<PeopleTable> people_from(const ColumnTable& source, const PeopleColumns& wanted, const ColumnTable* sites) {
    if (wanted.varied.empty()) {
        return invalid("Say which columns groups are to be mixed by.", "--by");
    }
    PeopleTable table;
    MINKA_TRY_ASSIGN(const auto* id, source.column(wanted.id.empty() ? source.columns.front().name : wanted.id));
    MINKA_TRY(take_ids(*id, table));
    std::vector<std::vector<double>> coordinates;
    for (std::size_t place = 0; place < wanted.varied.size(); ++place) {
        MINKA_TRY_ASSIGN(const auto* column, source.column(wanted.varied[place]));
        const auto first = coordinates.size();
        MINKA_TRY(add_attribute(*column, wanted.missing, table, coordinates));
        for (auto each = first; each < coordinates.size(); ++each) {
            for (auto& value : coordinates[each]) {
                value *= wanted.weights.empty() ? 1 : wanted.weights[place];
            }
        }
    }
    for (const auto& name : wanted.together) {
        MINKA_TRY_ASSIGN(const auto* column, source.column(name));
        add_together(*column, table);
    }
    for (const auto& name : wanted.apart) {
        MINKA_TRY_ASSIGN(const auto* column, source.column(name));
        add_apart(*column, table);
    }
    for (const auto& word : wanted.minority) {
        MINKA_TRY(add_minority(source, word, table));
    }
    MINKA_TRY(take_places_and_times(source, wanted, sites, table));
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
    return even_sizes(people, std::clamp(wished, fewest, most), range);
}

Result<std::vector<optimize::SizeRange>> even_sizes(std::size_t people, std::size_t groups, optimize::SizeRange range) {
    if (groups == 0 || people < groups * range.least || people > groups * range.most || range.least == 0) {
        return invalid(fmt::format("{} people cannot be divided into {} groups of {} to {}.", people, groups,
                                   range.least, range.most),
                       "--groups");
    }
    std::vector<optimize::SizeRange> sizes;
    for (std::size_t group = 0; group < groups; ++group) {
        const auto size = static_cast<std::uint32_t>(people / groups + (group < people % groups ? 1 : 0));
        sizes.push_back({size, size});
    }
    return sizes;
}

}  // namespace minka::planning
