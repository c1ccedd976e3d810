#pragma once

#include "base/bytes.h"
#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace minka::forms {

/// A row below the header of a sheet: cells without white space at their ends, empty ones kept in their place.
struct FormRow {
    std::uint64_t number = 0;  ///< As a spreadsheet numbers it: the header is 1.
    std::vector<std::string> cells;
};

/// One sheet of an XLSForm as it was written.
struct FormSheet {
    std::string name;
    std::vector<std::string> header;
    std::vector<FormRow> rows;  ///< Wholly empty ones are left out; their numbers are not used again.
};

/// An XLSForm as sheets of text, whatever kind of file it came from.
struct FormWorkbook {
    std::string file;  ///< The name without folders, for problems.
    std::vector<FormSheet> sheets;
};

/// Reads an XLSForm, telling its kind by its content: an .xlsx workbook; tables in markdown, the first cell of a line
/// naming the sheet; or the same as CSV with ',' or ';'.
/// Problems: `malformed_file` for .xls and .ods (with the way out), for what is no form and for text that is not UTF-8;
/// `too_large` above 32 MiB, or 32 KiB in a cell; `io_failed`.
Result<FormWorkbook> read_form_file(const std::filesystem::path& path);

/// The same for an upload; `name` appears in problems.
Result<FormWorkbook> read_form_bytes(Bytes content, const std::string& name);

/// Sheets written as markdown tables. A line `| survey |` begins a sheet, the next line is its header. What stands
/// after the last bar of a line, and lines without a bar, are remarks.
FormWorkbook parse_markdown_form(std::string_view text, std::string name);

/// Sheets written as CSV (RFC 4180): a row with a first cell begins a sheet, the next row is its header.
FormWorkbook parse_csv_form(std::string_view text, std::string name);

}  // namespace minka::forms
