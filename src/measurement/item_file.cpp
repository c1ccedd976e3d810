#include "measurement/item_file.h"

#include "base/text.h"
#include "documents/table_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace minka::measurement {
namespace {

using documents::TableReader;
using documents::TableRow;

constexpr std::uint8_t no_answer = 255;
constexpr std::size_t most_categories = 254;

std::optional<std::int64_t> whole_number_in(std::string_view text) {
    double value = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    const bool is_whole =
        read.ec == std::errc{} && read.ptr == end && value == std::floor(value) && std::abs(value) < 1e15;
    return is_whole ? std::optional(static_cast<std::int64_t>(value)) : std::nullopt;
}

Result<std::size_t> column_named(const TableReader& reader, const std::string& name) {
    if (const auto column = reader.column(name)) {
        return *column;
    }
    return invalid(fmt::format("The table has no column «{}».", name), reader.description().file);
}

struct Columns {
    std::vector<std::size_t> items;
    std::optional<std::size_t> group;
    std::optional<std::size_t> weight;
    std::optional<std::size_t> person;
};

Result<std::optional<std::size_t>> optional_column(const TableReader& reader, const std::string& name) {
    if (name.empty()) {
        return std::optional<std::size_t>{};
    }
    MINKA_TRY_ASSIGN(const auto column, column_named(reader, name));
    return std::optional(column);
}

Result<Columns> find_columns(const TableReader& reader, const ItemFileOptions& options) {
    Columns columns;
    MINKA_TRY_ASSIGN(columns.group, optional_column(reader, options.group));
    MINKA_TRY_ASSIGN(columns.weight, optional_column(reader, options.weight));
    MINKA_TRY_ASSIGN(columns.person, optional_column(reader, options.person));
    for (const auto& name : options.items) {
        MINKA_TRY_ASSIGN(const auto column, column_named(reader, name));
        if (std::ranges::find(columns.items, column) != columns.items.end()) {
            return invalid(fmt::format("The column «{}» is named twice.", name), "--items");
        }
        columns.items.push_back(column);
    }
    for (std::size_t column = 0; options.items.empty() && column < reader.header().size(); ++column) {
        if (column != columns.group && column != columns.weight && column != columns.person &&
            !reader.header()[column].empty()) {
            columns.items.push_back(column);
        }
    }
    return columns;
}

/// Reads a table into codes: an item's texts numbered in the order of their appearance, until its scale is known.
class ItemReading {
public:
    ItemReading(TableReader& reader, const ItemFileOptions& options, Columns columns)
        : reader_(reader),
          options_(options),
          columns_(std::move(columns)),
          texts_(columns_.items.size()),
          places_(columns_.items.size()) {}

    Result<ItemFile> run() {
        for (const auto column : columns_.items) {
            file_.items.push_back(reader_.header()[column]);
        }
        TableRow row;
        for (;;) {
            MINKA_TRY_ASSIGN(const bool more, reader_.next(row));
            if (!more) {
                break;
            }
            if (!row.problems.empty()) {
                return std::unexpected(row.problems.front());
            }
            MINKA_TRY(add(row));
        }
        if (file_.answers.empty()) {
            return invalid("The table has no rows of answers.", reader_.description().file);
        }
        for (std::size_t item = 0; item < file_.items.size(); ++item) {
            MINKA_TRY(settle(item));
        }
        MINKA_TRY(order_groups());
        return std::move(file_);
    }

private:
    bool is_missing(std::string_view text) const {
        return text.empty() || std::ranges::find(options_.missing, text) != options_.missing.end();
    }

    Result<> add(const TableRow& row) {
        if (columns_.group) {
            const auto name = std::string(trim(row.cells[*columns_.group].text));
            if (is_missing(name)) {
                ++file_.rows_without_group;
                return {};
            }
            auto found = std::ranges::find(file_.groups, name);
            if (found == file_.groups.end()) {
                file_.groups.push_back(name);
                found = file_.groups.end() - 1;
            }
            file_.group_of.push_back(static_cast<std::uint32_t>(found - file_.groups.begin()));
        }
        if (columns_.weight) {
            const auto text = trim(row.cells[*columns_.weight].text);
            double weight = 0;
            const auto read = std::from_chars(text.data(), text.data() + text.size(), weight);
            if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || !(weight > 0) ||
                !std::isfinite(weight)) {
                return invalid("A weight is a number above 0.", reader_.place(row, *columns_.weight));
            }
            file_.weights.push_back(weight);
        }
        if (columns_.person) {
            file_.persons.push_back(row.cells[*columns_.person].text);
        }
        for (std::size_t item = 0; item < columns_.items.size(); ++item) {
            MINKA_TRY(add_answer(row, item));
        }
        return {};
    }

    Result<> add_answer(const TableRow& row, std::size_t item) {
        const auto text = trim(row.cells[columns_.items[item]].text);
        auto& texts = texts_[item];
        const auto found = std::ranges::find(texts, text);
        if (found != texts.end()) {
            file_.answers.push_back(static_cast<std::uint8_t>(found - texts.begin()));
            return {};
        }
        if (is_missing(text)) {
            file_.answers.push_back(no_answer);
            return {};
        }
        if (texts.size() == most_categories) {
            return invalid(fmt::format("«{}» has more than {} different answers; is it an item?", file_.items[item],
                                       most_categories),
                           reader_.place(row, columns_.items[item]));
        }
        file_.answers.push_back(static_cast<std::uint8_t>(texts.size()));
        texts.emplace_back(text);
        places_[item].push_back(reader_.place(row, columns_.items[item]));
        return {};
    }

    /// The scale of an item: known, given, or the numbers found.
    Result<std::vector<std::string>> scale_of(std::size_t item) const {
        if (!options_.known_categories.empty()) {
            return options_.known_categories[item];
        }
        auto scale = options_.categories;
        if (scale.empty()) {
            std::optional<std::int64_t> low;
            std::optional<std::int64_t> high;
            for (std::size_t k = 0; k < texts_[item].size(); ++k) {
                const auto number = whole_number_in(texts_[item][k]);
                if (!number) {
                    return invalid(fmt::format("«{}» is no whole number; give the answers in their order with "
                                               "--categories, or name it with --missing.",
                                               texts_[item][k]),
                                   places_[item][k]);
                }
                low = std::min(low.value_or(*number), *number);
                high = std::max(high.value_or(*number), *number);
            }
            if (low && *high - *low >= static_cast<std::int64_t>(most_categories)) {
                return invalid(fmt::format("«{}» runs from {} to {}; is it an item?", file_.items[item], *low, *high),
                               reader_.description().file);
            }
            for (auto value = low.value_or(0); low && value <= *high; ++value) {
                scale.push_back(fmt::format("{}", value));
            }
        }
        if (std::ranges::find(options_.reversed, file_.items[item]) != options_.reversed.end()) {
            std::ranges::reverse(scale);
        }
        return scale;
    }

    Result<> settle(std::size_t item) {
        MINKA_TRY_ASSIGN(auto scale, scale_of(item));
        if (scale.size() < 2 || scale.size() > most_categories) {
            return invalid(fmt::format("«{}» has {} different answers; an item takes 2 to {}.", file_.items[item],
                                       scale.size(), most_categories),
                           reader_.description().file);
        }
        std::vector<std::uint8_t> code_of;
        for (std::size_t k = 0; k < texts_[item].size(); ++k) {
            const auto number = whole_number_in(texts_[item][k]);
            const auto found = std::ranges::find_if(scale, [&](const std::string& category) {
                return category == texts_[item][k] || (number && whole_number_in(category) == number);
            });
            if (found == scale.end()) {
                return invalid(fmt::format("«{}» is not one of the categories; correct it, or name it with --missing "
                                           "if it stands for no answer.",
                                           texts_[item][k]),
                               places_[item][k]);
            }
            code_of.push_back(static_cast<std::uint8_t>(found - scale.begin()));
        }
        for (std::size_t k = item; k < file_.answers.size(); k += file_.items.size()) {
            file_.answers[k] = file_.answers[k] == no_answer ? no_answer : code_of[file_.answers[k]];
        }
        file_.categories.push_back(std::move(scale));
        return {};
    }

    /// By name with the reference first, or as the calibration has them.
    Result<> order_groups() {
        if (!columns_.group) {
            file_.groups.assign(1, "");
            return {};
        }
        auto order = options_.known_groups;
        if (order.empty()) {
            order = file_.groups;
            std::ranges::sort(order);
            if (!options_.reference.empty()) {
                const auto found = std::ranges::find(order, options_.reference);
                if (found == order.end()) {
                    return invalid(fmt::format("There is no group «{}».", options_.reference), "--reference");
                }
                std::rotate(order.begin(), found, found + 1);
            }
        }
        std::vector<std::uint32_t> place;
        for (const auto& name : file_.groups) {
            const auto found = std::ranges::find(order, name);
            if (found == order.end()) {
                return invalid(fmt::format("The calibration knows no group «{}».", name), reader_.description().file);
            }
            place.push_back(static_cast<std::uint32_t>(found - order.begin()));
        }
        for (auto& group : file_.group_of) {
            group = place[group];
        }
        file_.groups = std::move(order);
        return {};
    }

    TableReader& reader_;
    const ItemFileOptions& options_;
    Columns columns_;
    std::vector<std::vector<std::string>> texts_;   // of each item, in the order of their appearance
    std::vector<std::vector<std::string>> places_;  // where each was first seen
    ItemFile file_;
};

Result<> check_reversed(const ItemFileOptions& options, const ItemFile& file) {
    for (const auto& name : options.reversed) {
        if (std::ranges::find(file.items, name) == file.items.end()) {
            return invalid(fmt::format("«{}» is none of the items.", name), "--reverse");
        }
    }
    return {};
}

}  // namespace

stats::ResponseData ItemFile::data() const {
    stats::ResponseData data{answers, {}, no_answer, weights, group_of, static_cast<std::uint32_t>(groups.size())};
    for (const auto& scale : categories) {
        data.categories.push_back(static_cast<std::uint8_t>(scale.size()));
    }
    return data;
}

Result<ItemFile> read_items(const std::filesystem::path& path, const ItemFileOptions& options) {
    MINKA_TRY_ASSIGN(auto reader, TableReader::open(path));
    MINKA_TRY_ASSIGN(auto columns, find_columns(reader, options));
    MINKA_TRY_ASSIGN(auto file, ItemReading(reader, options, std::move(columns)).run());
    MINKA_TRY(check_reversed(options, file));
    return file;
}

Result<> require_used_categories(const ItemFile& file) {
    for (std::size_t item = 0; item < file.items.size(); ++item) {
        std::vector<bool> is_used(file.categories[item].size());
        for (std::size_t k = item; k < file.answers.size(); k += file.items.size()) {
            if (file.answers[k] != no_answer) {
                is_used[file.answers[k]] = true;
            }
        }
        const auto unused = std::ranges::find(is_used, false);
        if (unused != is_used.end()) {
            return invalid(fmt::format("Nobody chose «{}»; join it with its neighbour in the table, or leave the item "
                                       "out with --items.",
                                       file.categories[item][static_cast<std::size_t>(unused - is_used.begin())]),
                           file.items[item]);
        }
    }
    return {};
}

}  // namespace minka::measurement
