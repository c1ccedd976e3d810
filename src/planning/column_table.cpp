#include "planning/column_table.h"

#include "base/text.h"
#include "documents/table_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace minka::planning {

const TextColumn* ColumnTable::find(std::string_view column) const {
    const auto wanted = fold_text(column);
    const auto found =
        std::ranges::find_if(columns, [&](const TextColumn& each) { return fold_text(each.name) == wanted; });
    return found == columns.end() ? nullptr : &*found;
}

Result<const TextColumn*> ColumnTable::column(std::string_view column) const {
    const auto* found = find(column);
    if (found == nullptr) {
        return invalid(fmt::format("The table has no column «{}».", column), name);
    }
    return found;
}

Result<ColumnTable> read_column_table(const std::filesystem::path& path) {
    MINKA_TRY_ASSIGN(auto reader, documents::TableReader::open(path));
    ColumnTable table{reader.description().file, {}};
    for (const auto& name : reader.header()) {
        table.columns.push_back({name, {}, {}});
    }
    documents::TableRow row;
    for (;;) {
        MINKA_TRY_ASSIGN(const bool has_row, reader.next(row));
        if (!has_row) {
            break;
        }
        if (!row.problems.empty()) {
            return std::unexpected(row.problems.front());
        }
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            table.columns[i].cells.emplace_back(trim(row.cells[i].text));
            table.columns[i].places.push_back(reader.place(row, i));
        }
    }
    if (table.rows() == 0) {
        return invalid("The table has no rows.", table.name);
    }
    return table;
}

std::optional<double> number_in(std::string text) {
    std::ranges::replace(text, ',', '.');
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
        return std::nullopt;
    }
    return value;
}

}  // namespace minka::planning
