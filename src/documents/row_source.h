#pragma once

#include "documents/table_reader.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace minka::documents {

/// What is wrong with one row, or with one of its cells.
struct RowFault {
    static constexpr std::size_t whole_row = SIZE_MAX;
    std::size_t column = whole_row;  ///< From 0.
    std::string message;
};

/// A row before the header is known. The texts keep their memory from row to row, so only the first `used` cells count.
struct RawRow {
    static constexpr std::size_t most_faults = 20;

    std::uint64_t number = 0;
    std::vector<TableCell> cells;
    std::size_t used = 0;
    std::vector<RowFault> faults;

    void clear() {
        used = 0;
        faults.clear();
    }

    /// The cell at `column`, with empty ones before it.
    TableCell& cell(std::size_t column) {
        while (used <= column) {
            if (used == cells.size()) {
                cells.emplace_back();
            } else {
                auto& reused = cells[used];
                reused.text.clear();
                reused.kind = CellKind::empty;
                reused.is_formula = false;
            }
            ++used;
        }
        return cells[column];
    }

    void add_fault(std::size_t column, std::string message) {
        if (faults.size() < most_faults) {
            faults.push_back({column, std::move(message)});
        }
    }
};

/// Rows of one kind of file, CSV or XLSX.
class RowSource {
public:
    virtual ~RowSource() = default;
    /// False at the end. Problems: as TableReader::next, the field being "file:row".
    virtual Result<bool> next(RawRow& row) = 0;
    virtual TableProgress progress() const = 0;
};

/// "schools.csv:17".
std::string row_place(std::string_view file, std::uint64_t row);

}  // namespace minka::documents
