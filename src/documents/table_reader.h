#pragma once

#include "base/bytes.h"
#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace minka::documents {

enum class TextEncoding { utf8, utf16_le, utf16_be, cp1252, cp850 };

/// "UTF-8", "UTF-16LE", "UTF-16BE", "Windows-1252" (which contains Latin-1) or "CP850".
std::string_view to_string(TextEncoding encoding);

/// Reads the names people use, in any case: "utf-8", "latin1", "iso-8859-1", "cp1252", "windows-1252", "ansi",
/// "cp850", "ibm850", "dos", "utf-16". Problems: `invalid_input`.
Result<TextEncoding> parse_text_encoding(std::string_view text);

enum class TableFormat { csv, xlsx };

enum class CellKind : std::uint8_t {
    empty,
    text,
    number,     ///< XLSX only; the text is the shortest that reads back to the same number: "5001", "6.25".
    date,       ///< XLSX only; "YYYY-MM-DD".
    date_time,  ///< XLSX only; "YYYY-MM-DDTHH:MM:SS".
    time,       ///< XLSX only; "HH:MM:SS".
    boolean,    ///< XLSX only; "true" or "false".
    error,      ///< XLSX only; "#N/A" and the like, always with a problem in its row.
};

/// One cell as text in UTF-8. A CSV cell is text, whatever it looks like. An XLSX number whose format is only zeros
/// ("00000") is given as the person sees it, with its leading zeros.
struct TableCell {
    std::string text;
    CellKind kind = CellKind::empty;
    /// An XLSX formula (`text` is the value it had when it was saved), or CSV text that a spreadsheet would run as one
    /// (see starts_like_formula). Nothing is ever evaluated; importers refuse such cells.
    bool is_formula = false;
};

struct TableRow {
    /// As a spreadsheet numbers it: from 1, the header counted, a quoted cell with line breaks is one row.
    std::uint64_t number = 0;
    /// As many as the header has columns, always: what is missing is empty, what is too much is a problem.
    std::vector<TableCell> cells;
    /// What is wrong with this row alone: ragged, a NUL byte, a spreadsheet error. Reading can go on.
    std::vector<Problem> problems;
};

struct TableLimits {
    std::uint64_t file_bytes = 256ULL << 20U;  ///< Checked before anything is read.
    std::uint64_t rows = 2'000'000;
    std::size_t columns = 2'000;
    std::size_t cell_bytes = 64ULL << 10U;
    std::size_t row_bytes = 4ULL << 20U;
    std::uint64_t unpacked_bytes = 2048ULL << 20U;    ///< XLSX: all that is unpacked.
    std::uint64_t shared_text_bytes = 128ULL << 20U;  ///< XLSX: the table of texts, which is kept in memory.
    std::uint64_t unpack_ratio = 200;                 ///< XLSX: unpacked over packed, for parts above 16 MiB.
};

enum class HeaderNames {
    unique,  ///< Two columns with one name (case, accents and spaces aside) are refused. Empty names may repeat.
    any,     ///< For files read by position.
};

struct TableProgress {
    std::uint64_t bytes_read = 0;
    std::uint64_t bytes_total = 0;
};

struct TableOptions {
    std::optional<TextEncoding> encoding{};  ///< CSV: recognised when absent.
    std::optional<char> separator{};         ///< CSV: ';', ',' or tab; recognised when absent.
    std::string sheet{};                     ///< XLSX: by name; the first visible one when empty.
    std::uint64_t header_row = 1;            ///< Rows above it are passed over.
    HeaderNames header_names = HeaderNames::unique;
    TableLimits limits{};
    std::function<void(const TableProgress&)> on_progress{};  ///< Called at most once per 256 KiB, and at the end.
    std::stop_token stop{};
};

/// What was found out about a file, to be told to the person.
struct TableDescription {
    std::string file;  ///< The name without folders.
    TableFormat format = TableFormat::csv;
    TextEncoding encoding = TextEncoding::utf8;
    /// The encoding was chosen by plausibility: nothing in the file proves it.
    bool encoding_guessed = false;
    char separator = ',';
    std::string sheet;                ///< XLSX: the sheet that is read.
    std::vector<std::string> sheets;  ///< XLSX: the visible sheets.
};

class ByteSource;

/// Reads a table from a CSV or XLSX file, one row at a time, in memory that does not grow with its length (an XLSX
/// file's table of texts apart). The kind of file is told by its content, never by its name.
///
///     MINKA_TRY_ASSIGN(auto reader, TableReader::open("schools.csv"));
///     TableRow row;
///     for (;;) {
///         MINKA_TRY_ASSIGN(const bool more, reader.next(row));
///         if (!more) break;
///         // row.problems, row.cells[i].text
///     }
///
/// Wholly empty rows are passed over; their numbers are not reused. Hidden rows and columns of a spreadsheet are read.
class TableReader {
public:
    /// Problems: `io_failed`, `too_large`; `malformed_file` with the way out for .xls, .ods, password-protected and
    /// other files that are no table; `invalid_input` for a missing or duplicated header and an unknown sheet.
    static Result<TableReader> open(const std::filesystem::path& path, TableOptions options = {});

    /// The same for an uploaded file; `name` appears in problems.
    static Result<TableReader> open_bytes(Bytes content, std::string name, TableOptions options = {});

    TableReader(TableReader&&) noexcept;
    TableReader& operator=(TableReader&&) noexcept;
    ~TableReader();

    const TableDescription& description() const;

    /// Column names as written, without white space at their ends, in NFC.
    const std::vector<std::string>& header() const;

    /// The column with this name, compared without case, accents and punctuation.
    std::optional<std::size_t> column(std::string_view name) const;

    /// Fills `row`, whose memory is reused; false at the end. After a problem there is nothing more to read.
    /// Problems: `malformed_file` (a torn file, with the row), `too_large`, `cancelled`, `io_failed`.
    Result<bool> next(TableRow& row);

    /// "schools.csv:17:nombre" for Problem::field.
    std::string place(const TableRow& row, std::size_t column) const;
    /// "schools.csv:17".
    std::string place(const TableRow& row) const;

private:
    struct State;
    explicit TableReader(std::unique_ptr<State> state);
    static Result<TableReader> open_source(std::unique_ptr<ByteSource> bytes, std::string name, TableOptions options);

    std::unique_ptr<State> state_;
};

}  // namespace minka::documents
