#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace minka::forms {

/// What all the cells of a column have in common, learnt while they pass.
struct ColumnTraits {
    std::size_t longest = 0;  ///< In bytes.
    bool is_number = true;    ///< Every answer reads as one; also when there is none.
    bool is_date = true;      ///< Likewise: "2026-03-01".
};

/// The rows of one table, kept in a file until all are known: formats that want the widths of columns, or one table
/// after the other, are written from it. The file lies in the folder of the export and goes with it.
class TableSpool {
public:
    /// Problems: `io_failed`.
    static Result<TableSpool> create(const std::filesystem::path& file, std::size_t columns);

    Result<> add(std::span<const std::string_view> cells);

    std::int64_t rows() const { return rows_; }
    const std::vector<ColumnTraits>& traits() const { return traits_; }

    /// From the first row on; nothing more is added then.
    Result<> rewind();
    /// False at the end. The cells hold until the next call.
    Result<bool> next(std::vector<std::string_view>& cells);

private:
    explicit TableSpool(std::size_t columns) : traits_(columns) {}
    std::unexpected<Problem> torn() const;

    std::filesystem::path path_;
    std::ofstream out_;
    std::ifstream in_;
    std::vector<ColumnTraits> traits_;
    std::int64_t rows_ = 0;
    std::int64_t read_ = 0;
    std::string line_;
};

/// A decimal number as answers have it: finite, with a point, nothing around it.
bool reads_as_number(std::string_view text, double& value);

}  // namespace minka::forms
