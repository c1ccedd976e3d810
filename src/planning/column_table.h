#pragma once

#include "base/result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace minka::planning {

/// A column of a table in memory.
struct TextColumn {
    std::string name;
    std::vector<std::string> cells;
    std::vector<std::string> places;  ///< "file:row:column", for problems
};

/// A table of some thousand rows, read whole.
struct ColumnTable {
    std::string name;
    std::vector<TextColumn> columns;

    std::size_t rows() const { return columns.empty() ? 0 : columns.front().cells.size(); }
    /// The column with this name, compared without case and accents; nullptr when there is none.
    const TextColumn* find(std::string_view column) const;
    /// Problems: `invalid_input` when there is none.
    Result<const TextColumn*> column(std::string_view column) const;
};

/// Problems: those of TableReader; the first problem of a row; `invalid_input` for a table without rows.
Result<ColumnTable> read_column_table(const std::filesystem::path& path);

/// A number with a point or a comma.
std::optional<double> number_in(std::string text);

}  // namespace minka::planning
