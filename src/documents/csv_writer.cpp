#include "documents/csv_writer.h"

#include "documents/formula_text.h"

#include <ostream>

namespace minka::documents {

namespace {

// One look at each character, without leaving early: most cells are short and have none.
bool has_no_mark(std::string_view text, char separator) {
    bool has_mark = false;
    for (const char c : text) {
        has_mark |= (c == separator) | (c == '"') | (c == '\r') | (c == '\n');
    }
    return !has_mark;
}

// What most cells are: nothing that a spreadsheet or the format could take for something else.
bool is_plain(std::string_view text, char separator) {
    constexpr std::string_view signs = "=+-@\t\r \xC2\xA0";
    return text.empty() ||
           (signs.find(text.front()) == std::string_view::npos && text.back() != ' ' && has_no_mark(text, separator));
}

}  // namespace

CsvWriter::CsvWriter(std::ostream& out, CsvStyle style) : out_(out), style_(style) {
    if (style_.byte_order_mark == ByteOrderMark::yes) {
        line_ = "\xEF\xBB\xBF";
    }
}

Result<> CsvWriter::row(std::span<const std::string> cells) {
    if (columns_ == 0) {
        columns_ = cells.size();
    }
    if (cells.empty() || cells.size() != columns_) {
        return invalid("Every row of a CSV file needs as many cells as the first one has.");
    }
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) {
            line_ += style_.separator;
        }
        append_csv_cell(line_, cells[i], style_.separator);
    }
    if (cells.size() == 1 && cells.front().empty()) {
        line_ += "\"\"";  // else the row would be an empty line
    }
    line_ += "\r\n";
    out_.write(line_.data(), static_cast<std::streamsize>(line_.size()));
    line_.clear();
    if (!out_) {
        return problem(ProblemCode::io_failed, "The CSV file could not be written; is the disk full?");
    }
    return {};
}

Result<> CsvWriter::finish() {
    out_.flush();
    if (!out_) {
        return problem(ProblemCode::io_failed, "The CSV file could not be written; is the disk full?");
    }
    return {};
}

void append_csv_cell(std::string& line, std::string_view text, char separator) {
    if (is_plain(text, separator)) {
        line += text;
        return;
    }
    const auto safe = defuse_formula(text);
    const char special[] = {separator, '"', '\r', '\n'};
    const bool quote = safe.find_first_of({special, sizeof special}) != std::string::npos ||
                       (!safe.empty() && (safe.front() == ' ' || safe.back() == ' '));
    if (!quote) {
        line += safe;
        return;
    }
    line += '"';
    for (const char c : safe) {
        if (c == '"') {
            line += '"';
        }
        line += c;
    }
    line += '"';
}

std::string csv_cell(std::string_view text, char separator) {
    std::string line;
    append_csv_cell(line, text, separator);
    return line;
}

}  // namespace minka::documents
