#include "forms/form_workbook.h"

#include "base/text.h"
#include "documents/table_reader.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace minka::forms {

namespace {

constexpr std::uintmax_t most_bytes = 32U << 20U;
constexpr std::size_t most_cell_bytes = 32U << 10U;  // as in a spreadsheet

/// Puts lines of cells together into sheets: the first cell of a line names a sheet, all others belong to it.
class SheetBuilder {
public:
    explicit SheetBuilder(std::string file) { book_.file = std::move(file); }

    void add(std::vector<std::string> cells) {
        if (cells.empty()) {
            return;
        }
        if (!cells.front().empty()) {
            book_.sheets.push_back({std::move(cells.front()), {}, {}});
            next_row_ = 1;
            return;
        }
        if (book_.sheets.empty()) {
            return;
        }
        cells.erase(cells.begin());
        auto& sheet = book_.sheets.back();
        const auto number = next_row_++;
        if (number == 1) {
            sheet.header = std::move(cells);
            return;
        }
        if (std::ranges::any_of(cells, [](const auto& cell) { return !cell.empty(); })) {
            cells.resize(sheet.header.size());
            sheet.rows.push_back({number, std::move(cells)});
        }
    }

    FormWorkbook take() { return std::move(book_); }

private:
    FormWorkbook book_;
    std::uint64_t next_row_ = 1;
};

// The cells between the bars of one line; a bar after a backslash belongs to its cell.
std::vector<std::string> markdown_cells(std::string_view line) {
    const auto first = line.find('|');
    const auto last = line.rfind('|');
    if (first == std::string_view::npos || first == last || !trim(line.substr(0, first)).empty()) {
        return {};
    }
    const auto inner = line.substr(first + 1, last - first - 1);
    if (inner.find("--") != std::string_view::npos && inner.find_first_not_of("|-: ") == std::string_view::npos) {
        return {};  // the line that markdown draws below a header
    }
    std::vector<std::string> cells(1);
    for (std::size_t i = 0; i < inner.size(); ++i) {
        if (inner[i] == '\\' && i + 1 < inner.size() && inner[i + 1] == '|') {
            cells.back() += '|';
            ++i;
        } else if (inner[i] == '|') {
            cells.emplace_back();
        } else {
            cells.back() += inner[i];
        }
    }
    for (auto& cell : cells) {
        cell = std::string(trim(cell));
    }
    return cells;
}

char csv_separator(std::string_view text) {
    const auto start = text.substr(0, 4096);
    return std::ranges::count(start, ';') > std::ranges::count(start, ',') ? ';' : ',';
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 'a' - 'A') : c; });
    return out;
}

bool is_form_sheet(std::string_view name) {
    const auto low = lower(name);
    return low == "survey" || low == "choices" || low == "settings" || low == "entities" || low == "osm" ||
           low == "external_choices";
}

Result<FormSheet> read_sheet(const Bytes& content, const std::string& file, const std::string& name) {
    documents::TableOptions options;
    options.sheet = name;
    options.header_names = documents::HeaderNames::any;
    options.limits.columns = 500;
    FormSheet sheet{name, {}, {}};
    auto reader = documents::TableReader::open_bytes(content, file, options);
    if (!reader) {
        if (reader.error().code == ProblemCode::invalid_input) {
            return sheet;  // a sheet without a header is empty to us; the converter says what is missing
        }
        return std::unexpected(reader.error());
    }
    sheet.header = reader->header();
    documents::TableRow row;
    for (;;) {
        MINKA_TRY_ASSIGN(const bool more, reader->next(row));
        if (!more) {
            return sheet;
        }
        if (!row.problems.empty()) {
            return std::unexpected(row.problems.front());
        }
        FormRow taken{row.number, {}};
        for (const auto& cell : row.cells) {
            taken.cells.emplace_back(trim(cell.text));
        }
        sheet.rows.push_back(std::move(taken));
    }
}

Result<FormWorkbook> read_xlsx_form(const Bytes& content, const std::string& file) {
    documents::TableOptions options;
    options.header_names = documents::HeaderNames::any;
    options.limits.columns = 500;
    MINKA_TRY_ASSIGN(const auto first, documents::TableReader::open_bytes(content, file, options));
    FormWorkbook book;
    book.file = file;
    for (const auto& name : first.description().sheets) {
        if (!is_form_sheet(name)) {
            book.sheets.push_back({name, {}, {}});
            continue;
        }
        MINKA_TRY_ASSIGN(auto sheet, read_sheet(content, file, name));
        book.sheets.push_back(std::move(sheet));
    }
    return book;
}

Result<FormWorkbook> within_limits(FormWorkbook book) {
    for (const auto& sheet : book.sheets) {
        for (const auto& row : sheet.rows) {
            if (std::ranges::any_of(row.cells, [](const auto& cell) { return cell.size() > most_cell_bytes; })) {
                return problem(ProblemCode::too_large, "A cell holds more than 32 KiB.",
                               sheet.name + ":" + std::to_string(row.number));
            }
        }
    }
    return book;
}

}  // namespace

FormWorkbook parse_markdown_form(std::string_view text, std::string name) {
    SheetBuilder builder(std::move(name));
    for (const auto line : split(text, '\n')) {
        builder.add(markdown_cells(line));
    }
    return builder.take();
}

FormWorkbook parse_csv_form(std::string_view text, std::string name) {
    SheetBuilder builder(std::move(name));
    const char separator = csv_separator(text);
    std::vector<std::string> cells(1);
    bool is_quoted = false;
    const auto end_row = [&] {
        for (auto& cell : cells) {
            cell = std::string(trim(cell));
        }
        builder.add(std::move(cells));
        cells.assign(1, {});
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (is_quoted) {
            if (c != '"') {
                cells.back() += c;
            } else if (i + 1 < text.size() && text[i + 1] == '"') {
                cells.back() += '"';
                ++i;
            } else {
                is_quoted = false;
            }
        } else if (c == '"') {
            is_quoted = true;
        } else if (c == separator) {
            cells.emplace_back();
        } else if (c == '\n') {
            end_row();
        } else if (c != '\r') {
            cells.back() += c;
        }
    }
    end_row();
    return builder.take();
}

Result<FormWorkbook> read_form_bytes(Bytes content, const std::string& name) {
    auto text = as_text(content);
    if (text.starts_with("PK")) {
        MINKA_TRY_ASSIGN(auto book, read_xlsx_form(content, name));
        return within_limits(std::move(book));
    }
    if (text.starts_with("\xd0\xcf\x11\xe0")) {
        return problem(ProblemCode::malformed_file,
                       "This is an old .xls file (or one with a password); open it in Excel or LibreOffice and save it "
                       "as .xlsx.",
                       name);
    }
    if (text.starts_with("\xef\xbb\xbf")) {
        text.remove_prefix(3);
    }
    if (!is_utf8(text) || text.find('\0') != std::string_view::npos) {
        return problem(ProblemCode::malformed_file,
                       "This is no XLSForm: expected is an .xlsx workbook, or tables in markdown or CSV as UTF-8 text.",
                       name);
    }
    const auto start = trim(text.substr(0, 4096));
    const bool is_markdown = start.starts_with('|') || text.find("\n|") != std::string_view::npos;
    return within_limits(is_markdown ? parse_markdown_form(text, name) : parse_csv_form(text, name));
}

Result<FormWorkbook> read_form_file(const std::filesystem::path& path) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    if (error || !std::filesystem::is_regular_file(path, error)) {
        return problem(ProblemCode::io_failed, "The file cannot be read.", path.string());
    }
    if (size > most_bytes) {
        return problem(ProblemCode::too_large, "A form is at most 32 MiB.", path.string());
    }
    std::ifstream file(path, std::ios::binary);
    Bytes content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file && !file.eof()) {
        return problem(ProblemCode::io_failed, "The file cannot be read.", path.string());
    }
    return read_form_bytes(std::move(content), path.filename().string());
}

}  // namespace minka::forms
