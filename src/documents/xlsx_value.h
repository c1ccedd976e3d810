#pragma once

#include "documents/table_reader.h"

#include <string>
#include <string_view>

namespace minka::documents {

/// How a spreadsheet shows a number.
struct NumberFormat {
    enum class Kind { number, date, date_time, time };
    Kind kind = Kind::number;
    std::size_t least_digits = 0;  ///< Of a format that is only zeros: "00000" is 5.
    friend bool operator==(const NumberFormat&, const NumberFormat&) = default;
};

/// What a format code like "dd/mm/yyyy" or "#,##0.00" shows. Source: ECMA-376 part 1, 18.8.31 (numFmts).
NumberFormat number_format(std::string_view code);

/// The formats that have a number and no code. Source: ECMA-376 part 1, 18.8.30 (numFmt), and its lists for East Asia.
NumberFormat built_in_format(int id);

enum class DateSystem { from_1900, from_1904 };

/// Turns the number of a cell, as the file writes it, into the text a person would write, and its kind. A date that
/// carries no time of day is a date whatever its format.
///
/// Problems: `malformed_file` for what is no number; `invalid_input` for a date before the calendar of the file
/// begins, on its 29 February 1900 that never was, or after the year 9999.
Result<> read_number(std::string_view raw, const NumberFormat& format, DateSystem dates, TableCell& cell);

/// Puts back the characters that a spreadsheet writes as _xHHHH_ (ECMA-376 part 1, 22.9.2.19 ST_Xstring).
void unescape_cell_text(std::string& text);

}  // namespace minka::documents
