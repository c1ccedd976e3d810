#include "measurement/rating_file.h"

#include "base/text.h"
#include "documents/table_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <set>

namespace minka::measurement {
namespace {

using documents::TableReader;
using documents::TableRow;

constexpr std::size_t most_columns = 254;
constexpr std::uint8_t no_rating = 255;

/// A rating as written, before the categories are known.
struct Cell {
    std::string unit;
    std::string rater;
    std::string text;
    std::string place;
};

std::optional<double> number_in(std::string_view text) {
    double value = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    return read.ec == std::errc{} && read.ptr == end && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

Result<std::size_t> column_named(const TableReader& reader, const std::string& name) {
    if (const auto column = reader.column(name)) {
        return *column;
    }
    return invalid(fmt::format("The table has no column «{}».", name), reader.description().file);
}

bool is_missing(std::string_view text, const RatingFileOptions& options) {
    return text.empty() || std::ranges::find(options.missing, text) != options.missing.end();
}

/// Every cell of a table, in either form; cells without a rating are left out, but their units and raters are kept.
struct CellTable {
    std::vector<Cell> cells;
    std::vector<std::string> raters;  // wide: in the order of the columns
};

Result<CellTable> read_long(TableReader& reader, const RatingFileOptions& options) {
    if (options.unit.empty() || options.rater.empty() || options.value.empty()) {
        return invalid("A long table needs the columns of the unit, the rater and the rating.", "--unit");
    }
    MINKA_TRY_ASSIGN(const auto unit, column_named(reader, options.unit));
    MINKA_TRY_ASSIGN(const auto rater, column_named(reader, options.rater));
    MINKA_TRY_ASSIGN(const auto value, column_named(reader, options.value));
    CellTable table;
    TableRow row;
    for (;;) {
        MINKA_TRY_ASSIGN(const bool more, reader.next(row));
        if (!more) {
            return table;
        }
        if (!row.problems.empty()) {
            return std::unexpected(row.problems.front());
        }
        const auto text = std::string(trim(row.cells[value].text));
        if (!is_missing(text, options)) {
            table.cells.push_back({row.cells[unit].text, row.cells[rater].text, text, reader.place(row, value)});
        }
    }
}

Result<std::vector<std::size_t>> rater_columns(const TableReader& reader, const RatingFileOptions& options) {
    std::vector<std::size_t> columns;
    if (!options.raters.empty()) {
        for (const auto& name : options.raters) {
            MINKA_TRY_ASSIGN(const auto column, column_named(reader, name));
            columns.push_back(column);
        }
        return columns;
    }
    std::optional<std::size_t> unit;
    if (!options.unit.empty()) {
        MINKA_TRY_ASSIGN(unit, column_named(reader, options.unit));
    }
    for (std::size_t column = 0; column < reader.header().size(); ++column) {
        if (column != unit) {
            columns.push_back(column);
        }
    }
    return columns;
}

Result<CellTable> read_wide(TableReader& reader, const RatingFileOptions& options) {
    MINKA_TRY_ASSIGN(const auto columns, rater_columns(reader, options));
    CellTable table;
    for (const auto column : columns) {
        table.raters.push_back(reader.header()[column]);
    }
    TableRow row;
    for (;;) {
        MINKA_TRY_ASSIGN(const bool more, reader.next(row));
        if (!more) {
            return table;
        }
        if (!row.problems.empty()) {
            return std::unexpected(row.problems.front());
        }
        for (const auto column : columns) {
            const auto text = std::string(trim(row.cells[column].text));
            if (!is_missing(text, options)) {
                // Rows are the units, whatever their column of names says.
                table.cells.push_back(
                    {fmt::format("{:012}", row.number), reader.header()[column], text, reader.place(row, column)});
            }
        }
    }
}

/// Where nobody said which columns are raters, a column that names the rows is not taken for one: its values differ in
/// every row while those of another column repeat, or no other column has any of them.
Result<> check_raters(const CellTable& table, const RatingFileOptions& options, const std::string& file) {
    if (!options.unit.empty() || !options.raters.empty()) {
        return {};
    }
    std::map<std::string, std::map<std::string, std::size_t>> columns;  // texts, and how often
    for (const auto& cell : table.cells) {
        ++columns[cell.rater][cell.text];
    }
    const auto repeats = [](const auto& column) {
        return std::ranges::any_of(column.second, [](const auto& text) { return text.second > 1; });
    };
    const bool some_repeat = std::ranges::any_of(columns, repeats);
    for (const auto& name : table.raters) {
        const auto column = columns.find(name);
        if (column == columns.end()) {
            continue;
        }
        const bool is_shared =
            columns.size() < 2 ||
            std::ranges::any_of(
                columns,
                [&](const auto& other) {
                    return other.first != name && std::ranges::any_of(column->second, [&](const auto& text) {
                               return other.second.contains(text.first);
                           });
                });
        const bool names_rows = some_repeat && column->second.size() > 2 && !repeats(*column);
        if (names_rows || !is_shared) {
            return invalid(fmt::format("The column «{}» {}. Say with --unit that it names the units, or with --raters "
                                       "which columns are the raters.",
                                       name,
                                       names_rows ? "has another value in every row, as names of units do"
                                                  : "has no value that another column has"),
                           file);
        }
    }
    return {};
}

/// Categories that nobody gave are numbers or names: a word among numbers stands for no rating more often than for one,
/// and a code far from the others does too.
Result<> check_found(const CellTable& table) {
    const auto numbers =
        std::ranges::count_if(table.cells, [](const Cell& cell) { return number_in(cell.text).has_value(); });
    const auto is_name = [](const Cell& cell) { return !number_in(cell.text); };
    if (const auto name = std::ranges::find_if(table.cells, is_name); numbers > 0 && name != table.cells.end()) {
        return invalid(fmt::format("«{}» is no number, and others are; name it with --missing if it stands for no "
                                   "rating, or give the categories in their order with --categories.",
                                   name->text),
                       name->place);
    }
    if (numbers == 0) {
        return {};
    }
    const auto value_of = [](const Cell& cell) { return *number_in(cell.text); };
    const auto least = std::ranges::min_element(table.cells, {}, value_of);
    const auto most = std::ranges::max_element(table.cells, {}, value_of);
    if (value_of(*most) - value_of(*least) > static_cast<double>(most_columns)) {
        return invalid(fmt::format("The ratings go from {} to {}. Name codes of no rating with --missing, or give the "
                                   "categories in their order with --categories.",
                                   least->text, most->text),
                       std::abs(value_of(*most)) > std::abs(value_of(*least)) ? most->place : least->place);
    }
    return {};
}

/// The categories from those given, or from the texts in the file.
Result<> settle_categories(RatingFile& file, const CellTable& table, const RatingFileOptions& options) {
    file.categories = options.categories;
    file.is_ordered = !options.categories.empty();
    if (options.categories.empty()) {
        MINKA_TRY(check_found(table));
        std::set<std::string> texts;
        for (const auto& cell : table.cells) {
            texts.insert(cell.text);
        }
        file.categories.assign(texts.begin(), texts.end());
    }
    std::set<double> numbers;
    for (const auto& category : file.categories) {
        if (const auto number = number_in(category)) {
            numbers.insert(*number);
        }
    }
    const bool are_numbers = !file.categories.empty() && std::ranges::all_of(file.categories, [](const auto& category) {
        return number_in(category).has_value();
    });
    if (are_numbers && options.categories.empty()) {
        file.is_ordered = true;
        const double low = *numbers.begin();
        const double high = *numbers.rbegin();
        const bool are_whole = std::ranges::all_of(numbers, [](double n) { return n == std::floor(n); });
        if (are_whole && high - low < most_columns) {
            for (double value = low; value <= high; ++value) {
                numbers.insert(value);
            }
        }
        file.categories.clear();
        for (const double value : numbers) {
            file.categories.push_back(fmt::format("{}", value));
        }
    }
    if (are_numbers) {
        for (const auto& category : file.categories) {
            file.values.push_back(*number_in(category));
        }
        if (!std::ranges::is_sorted(file.values)) {
            file.values.clear();  // a given order that is not that of the numbers: they are names
        }
    }
    if (file.categories.size() < 2 || file.categories.size() > most_columns) {
        return invalid(fmt::format("The ratings have {} different values; agreement takes 2 to {} categories. Give "
                                   "those of the scale with --categories.",
                                   file.categories.size(), most_columns),
                       "--categories");
    }
    return {};
}

/// The category of each text; numbers agree by value, "2.0" with "2".
Result<std::uint8_t> category_of(const RatingFile& file, const Cell& cell) {
    for (std::size_t category = 0; category < file.categories.size(); ++category) {
        if (file.categories[category] == cell.text) {
            return static_cast<std::uint8_t>(category);
        }
    }
    if (const auto number = number_in(cell.text); number && !file.values.empty()) {
        const auto found = std::ranges::find(file.values, *number);
        if (found != file.values.end()) {
            return static_cast<std::uint8_t>(found - file.values.begin());
        }
    }
    return invalid(fmt::format("«{}» is not one of the categories; correct it, or name it with --missing if it stands "
                               "for no rating.",
                               cell.text),
                   cell.place);
}

using UnitRatings = std::map<std::string, std::map<std::string, std::uint8_t>>;

/// Whether every unit has the same number of raters, at least two, and there are more raters than that.
std::optional<std::size_t> rotating_places(const UnitRatings& units, std::size_t rater_count) {
    const auto places = units.empty() ? 0 : units.begin()->second.size();
    const bool are_alike = std::ranges::all_of(units, [&](const auto& unit) { return unit.second.size() == places; });
    return are_alike && places >= 2 && rater_count > places ? std::optional(places) : std::nullopt;
}

void lay_out(RatingFile& file, const UnitRatings& units, const std::optional<std::size_t>& places) {
    if (places) {
        file.raters_rotate = true;
        file.raters.clear();
        for (std::size_t place = 1; place <= *places; ++place) {
            file.raters.push_back(fmt::format("{}", place));
        }
    }
    for (const auto& [unit, ratings] : units) {
        if (places) {
            for (const auto& [rater, category] : ratings) {
                file.ratings.push_back(category);
            }
            continue;
        }
        for (const auto& rater : file.raters) {
            const auto rating = ratings.find(rater);
            file.ratings.push_back(rating == ratings.end() ? no_rating : rating->second);
        }
    }
}

}  // namespace

Result<RatingFile> read_ratings(const std::filesystem::path& path, const RatingFileOptions& options) {
    MINKA_TRY_ASSIGN(auto reader, TableReader::open(path));
    return read_ratings(std::move(reader), options);
}

Result<RatingFile> read_ratings(TableReader reader, const RatingFileOptions& options) {
    const bool is_long = !options.rater.empty() || !options.value.empty();
    MINKA_TRY_ASSIGN(const auto table, is_long ? read_long(reader, options) : read_wide(reader, options));
    if (!is_long) {
        MINKA_TRY(check_raters(table, options, reader.description().file));
    }
    RatingFile file;
    MINKA_TRY(settle_categories(file, table, options));
    UnitRatings units;
    std::set<std::string> raters;
    for (const auto& cell : table.cells) {
        MINKA_TRY_ASSIGN(const auto category, category_of(file, cell));
        if (!units[cell.unit].emplace(cell.rater, category).second) {
            return invalid(fmt::format("{} rated {} twice; keep one of the two.", cell.rater, cell.unit), cell.place);
        }
        raters.insert(cell.rater);
    }
    file.raters = is_long ? std::vector<std::string>(raters.begin(), raters.end()) : table.raters;
    const auto places = is_long ? rotating_places(units, raters.size()) : std::nullopt;
    if (!places && (file.raters.size() < 2 || file.raters.size() > most_columns)) {
        return invalid(
            fmt::format("The table has {} raters; agreement takes 2 to {}.", file.raters.size(), most_columns),
            is_long ? "--rater" : "--raters");
    }
    lay_out(file, units, places);
    return file;
}

}  // namespace minka::measurement
