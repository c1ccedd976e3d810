#include "measurement/answer_file.h"

#include "base/text.h"
#include "documents/table_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>

namespace minka::measurement {
namespace {

using documents::TableReader;
using documents::TableRow;

constexpr std::int64_t most_categories = 100;
constexpr std::int64_t many_categories = 12;
constexpr std::int32_t no_answer = std::numeric_limits<std::int32_t>::min();

/// '*' stands for any text, '?' for one character.
bool fits(std::string_view pattern, std::string_view text) {
    if (pattern.empty()) {
        return text.empty();
    }
    if (pattern.front() == '*') {
        return fits(pattern.substr(1), text) || (!text.empty() && fits(pattern, text.substr(1)));
    }
    return !text.empty() && (pattern.front() == '?' || pattern.front() == text.front()) &&
           fits(pattern.substr(1), text.substr(1));
}

std::optional<std::size_t> place_of(const std::vector<std::string>& header, std::string_view name) {
    const auto exact = std::ranges::find(header, name);
    const auto found = exact != header.end() ? exact : std::ranges::find_if(header, [&](const auto& column) {
        return fold_text(column) == fold_text(name);
    });
    return found == header.end() ? std::nullopt
                                 : std::optional(static_cast<std::size_t>(std::distance(header.begin(), found)));
}

/// What one entry of a list means; nothing when it meets no column.
std::vector<std::size_t> columns_of(const std::vector<std::string>& header, const std::string& name) {
    if (const auto place = place_of(header, name)) {
        return {*place};
    }
    std::vector<std::size_t> columns;
    if (const auto colon = name.find(':'); colon != std::string::npos) {
        const auto first = place_of(header, trim(std::string_view(name).substr(0, colon)));
        const auto last = place_of(header, trim(std::string_view(name).substr(colon + 1)));
        for (std::size_t column = first.value_or(1); first && last && column <= *last; ++column) {
            columns.push_back(column);
        }
        return columns;
    }
    for (std::size_t column = 0; column < header.size(); ++column) {
        if (name.find_first_of("*?") != std::string::npos && fits(name, header[column])) {
            columns.push_back(column);
        }
    }
    return columns;
}

std::optional<std::int32_t> whole_number_in(std::string_view text) {
    double value = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    const bool is_whole = read.ec == std::errc{} && read.ptr == end && value == std::floor(value) &&
                          std::abs(value) < std::numeric_limits<std::int32_t>::max();
    return is_whole ? std::optional(static_cast<std::int32_t>(value)) : std::nullopt;
}

/// The cells as numbers: places in the categories given, or the whole numbers themselves.
class CellReading {
public:
    explicit CellReading(const AnswerFileOptions& options) : options_(options) {
        for (std::size_t place = 0; place < options.categories.size(); ++place) {
            places_.emplace(options.categories[place], static_cast<std::int32_t>(place));
            if (const auto number = whole_number_in(options.categories[place])) {
                numbers_.emplace(*number, static_cast<std::int32_t>(place));
            }
        }
    }

    Result<std::int32_t> read(std::string_view text, const TableReader& reader, const TableRow& row,
                              std::size_t column) const {
        if (text.empty() || std::ranges::find(options_.missing, text) != options_.missing.end()) {
            return no_answer;
        }
        const auto number = whole_number_in(text);
        if (options_.categories.empty()) {
            if (number) {
                return *number;
            }
            return invalid(fmt::format("«{}» is no whole number; name the answers in their order with --categories, or "
                                       "this one with --missing if it stands for none.",
                                       text),
                           reader.place(row, column));
        }
        if (const auto place = places_.find(text); place != places_.end()) {
            return place->second;
        }
        if (const auto place = number ? numbers_.find(*number) : numbers_.end(); place != numbers_.end()) {
            return place->second;
        }
        return invalid(fmt::format("«{}» is not one of the categories; correct it, or name it with --missing if it "
                                   "stands for no answer.",
                                   text),
                       reader.place(row, column));
    }

private:
    const AnswerFileOptions& options_;
    std::map<std::string, std::int32_t, std::less<>> places_;
    std::map<std::int32_t, std::int32_t> numbers_;
};

/// Few of many whole numbers in use: a code such as 99 stands among the answers more often than a scale is that long.
Result<> check_gaps(const std::vector<std::int32_t>& cells, std::int32_t least, std::int32_t greatest) {
    const auto count = std::int64_t{greatest} - least + 1;
    if (count <= many_categories) {
        return {};
    }
    std::set<std::int32_t> used(cells.begin(), cells.end());
    used.erase(no_answer);
    if (2 * static_cast<std::int64_t>(used.size()) > count) {
        return {};
    }
    return invalid(fmt::format("The answers go from {} to {}, but only {} of these {} numbers occur. Name codes of "
                               "missing answers with --missing, or the answers with --categories.",
                               least, greatest, used.size(), count),
                   "--categories");
}

/// The categories, and the answers counted from the first of them.
Result<> settle(AnswerFile& file, const std::vector<std::int32_t>& cells, const AnswerFileOptions& options) {
    std::int32_t least = 0;
    file.categories = options.categories;
    if (options.categories.empty()) {
        least = std::numeric_limits<std::int32_t>::max();
        std::int32_t greatest = no_answer;
        for (const auto cell : cells) {
            if (cell != no_answer) {
                least = std::min(least, cell);
                greatest = std::max(greatest, cell);
            }
        }
        const auto count = greatest == no_answer ? 0 : std::int64_t{greatest} - least + 1;
        if (count < 2 || count > most_categories) {
            return invalid(count == 0
                               ? std::string("Nobody answered any of the items.")
                               : fmt::format("The answers go from {} to {}: {} categories. Name codes of missing "
                                             "answers with --missing, or the answers with --categories.",
                                             least, greatest, count),
                           "--categories");
        }
        MINKA_TRY(check_gaps(cells, least, greatest));
        for (std::int32_t value = least; value <= greatest; ++value) {
            file.categories.push_back(fmt::format("{}", value));
        }
    }
    file.answers.reserve(cells.size());
    for (const auto cell : cells) {
        file.answers.push_back(cell == no_answer ? 255 : static_cast<std::uint8_t>(cell - least));
    }
    return {};
}

/// Numbers groups in the order in which they appear.
class GroupNumbers {
public:
    std::uint32_t number(const std::string& name, AnswerFile& file) {
        if (name.empty()) {
            return stats::no_group;
        }
        const auto [place, is_new] = numbers_.emplace(name, static_cast<std::uint32_t>(file.group_names.size()));
        if (is_new) {
            file.group_names.push_back(name);
        }
        return place->second;
    }

private:
    std::map<std::string, std::uint32_t> numbers_;
};

/// Puts the name in place of each number after `word`.
void name_after(std::string& text, std::string_view word, const std::vector<std::string>& names) {
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at)) {
        at += word.size();
        const auto end = std::min(text.find_first_not_of("0123456789", at), text.size());
        std::size_t place = 0;
        const auto read = std::from_chars(text.data() + at, text.data() + end, place);
        if (read.ec == std::errc{} && place < names.size()) {
            text.replace(at, end - at, names[place]);
        }
    }
}

Result<> check_categories(const AnswerFileOptions& options) {
    auto sorted = options.categories;
    std::ranges::sort(sorted);
    if (std::ranges::adjacent_find(sorted) != sorted.end()) {
        return invalid("A category is named twice.", "--categories");
    }
    if (options.categories.size() == 1 || options.categories.size() > most_categories) {
        return invalid(fmt::format("Items have 2 to {} categories.", most_categories), "--categories");
    }
    return {};
}

}  // namespace

Result<std::vector<std::size_t>> columns_named(const std::vector<std::string>& header,
                                               const std::vector<std::string>& names, const std::string& field) {
    std::vector<std::size_t> columns;
    for (const auto& name : names) {
        const auto found = columns_of(header, name);
        if (found.empty()) {
            return invalid(fmt::format("The table has no column «{}».", name), field);
        }
        for (const auto column : found) {
            if (std::ranges::find(columns, column) == columns.end()) {
                columns.push_back(column);
            }
        }
    }
    return columns;
}

Result<std::vector<std::string>> table_columns(const std::filesystem::path& path) {
    MINKA_TRY_ASSIGN(const auto reader, TableReader::open(path));
    return reader.header();
}

Problem with_names(Problem problem, const AnswerFile& file) {
    for (std::string* text : {&problem.message, &problem.field}) {
        for (const auto& [word, names] :
             {std::pair("tem ", &file.items), std::pair("tems ", &file.items), std::pair("roup ", &file.group_names),
              std::pair("items[", &file.items), std::pair("groups[", &file.group_names)}) {
            name_after(*text, word, *names);
        }
    }
    return problem;
}

Result<AnswerFile> read_answers(const std::filesystem::path& path, const AnswerFileOptions& options) {
    MINKA_TRY(check_categories(options));
    MINKA_TRY_ASSIGN(auto reader, TableReader::open(path));
    std::optional<std::size_t> group;
    if (!options.group.empty()) {
        MINKA_TRY_ASSIGN(const auto found, columns_named(reader.header(), {options.group}, "--school"));
        group = found.front();
    }
    MINKA_TRY_ASSIGN(auto columns, columns_named(reader.header(), options.items, "--items"));
    for (std::size_t column = 0; options.items.empty() && column < reader.header().size(); ++column) {
        if (column != group && !reader.header()[column].empty()) {
            columns.push_back(column);
        }
    }
    AnswerFile file;
    for (const auto column : columns) {
        file.items.push_back(reader.header()[column]);
    }
    file.reversed.assign(columns.size(), 0);
    MINKA_TRY_ASSIGN(const auto reversed, columns_named(file.items, options.reversed, "--reverse"));
    for (const auto item : reversed) {
        file.reversed[item] = 1;
    }
    const CellReading reading(options);
    GroupNumbers numbers;
    std::vector<std::int32_t> cells;
    TableRow row;
    for (;;) {
        MINKA_TRY_ASSIGN(const bool more, reader.next(row));
        if (!more) {
            break;
        }
        if (!row.problems.empty()) {
            return std::unexpected(row.problems.front());
        }
        for (const auto column : columns) {
            MINKA_TRY_ASSIGN(const auto cell, reading.read(trim(row.cells[column].text), reader, row, column));
            cells.push_back(cell);
        }
        if (group) {
            const auto name = trim(row.cells[*group].text);
            const bool is_missing = std::ranges::find(options.missing, name) != options.missing.end();
            file.groups.push_back(numbers.number(is_missing ? std::string() : std::string(name), file));
        }
    }
    MINKA_TRY(settle(file, cells, options));
    return file;
}

}  // namespace minka::measurement
