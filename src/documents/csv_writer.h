#pragma once

#include "base/result.h"

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>

namespace minka::documents {

enum class ByteOrderMark { yes, no };

struct CsvStyle {
    char separator = ',';
    ByteOrderMark byte_order_mark = ByteOrderMark::no;  ///< With it Excel reads accents right.
};

/// Writes RFC 4180 in UTF-8: CRLF, quotes where needed. Text that a spreadsheet would run as a formula is defused with
/// an apostrophe (starts_like_formula). `out` must outlive the writer.
class CsvWriter {
public:
    explicit CsvWriter(std::ostream& out, CsvStyle style = {});

    /// Problems: `io_failed` when the stream refuses (a full disk); `invalid_input` for a row whose number of cells
    /// is not that of the first one.
    Result<> row(std::span<const std::string> cells);

    /// Problems: `io_failed`.
    Result<> finish();

private:
    std::ostream& out_;
    CsvStyle style_;
    std::size_t columns_ = 0;
    std::string line_;
};

/// Appends one cell as CsvWriter writes it: for files whose rows are written cell by cell.
void append_csv_cell(std::string& line, std::string_view text, char separator = ',');

/// One cell as CsvWriter writes it.
std::string csv_cell(std::string_view text, char separator = ',');

}  // namespace minka::documents
