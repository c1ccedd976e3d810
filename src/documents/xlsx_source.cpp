#include "documents/xlsx_source.h"

#include "base/text.h"
#include "documents/xlsx_workbook.h"
#include "documents/xml_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace minka::documents {

namespace {

constexpr std::uint64_t most_rows_of_a_sheet = 1'048'576;

// The column of "AB12", from 0; nothing when there is none.
std::optional<std::size_t> column_of(std::string_view reference) {
    std::size_t column = 0;
    std::size_t letters = 0;
    for (const char c : reference) {
        const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        if (upper < 'A' || upper > 'Z') {
            break;
        }
        if (++letters > 3) {
            return std::nullopt;
        }
        column = column * 26 + static_cast<std::size_t>(upper - 'A' + 1);
    }
    return letters == 0 ? std::nullopt : std::optional(column - 1);
}

std::optional<std::uint64_t> to_number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

// "2026-03-04T00:00:00.000" is the date alone when it is midnight.
void read_iso_date(std::string_view raw, TableCell& cell) {
    const auto clock = raw.find('T');
    const auto rest = clock == std::string_view::npos ? std::string_view{} : raw.substr(clock + 1);
    const bool midnight = rest.find_first_not_of("0:.Z") == std::string_view::npos;
    cell.kind = midnight ? CellKind::date : CellKind::date_time;
    cell.text = midnight ? raw.substr(0, clock) : raw.substr(0, raw.find('.'));
}

// Gathers the cells of one row at a time out of a sheet's XML, pausing the stream at the end of each row.
class SheetListener final : public XmlListener {
public:
    SheetListener(XlsxWorkbook workbook, const TableLimits& limits, std::string file)
        : workbook_(std::move(workbook)), limits_(limits), file_(std::move(file)) {}

    void start_element(std::string_view name, const XmlAttributes& attributes) override {
        if (name == "row") {
            start_row(attributes);
        } else if (name == "c" && row != nullptr) {
            start_cell(attributes);
        } else if (name == "f") {
            formula_ = true;
        } else if (name == "v" || name == "t") {
            in_value_ = phonetic_ == 0;
        } else if (name == "rPh") {
            ++phonetic_;
        }
    }

    void end_element(std::string_view name) override {
        if (name == "v" || name == "t") {
            in_value_ = false;
        } else if (name == "rPh") {
            --phonetic_;
        } else if (name == "c" && in_cell_) {
            end_cell();
        } else if (name == "row" && in_row_) {
            in_row_ = false;
            row_ended = true;
            stream->pause();
        }
    }

    void text(std::string_view part) override {
        if (!in_value_ || !in_cell_) {
            return;
        }
        if (value_.size() + part.size() > limits_.cell_bytes) {
            fail(ProblemCode::too_large,
                 fmt::format("Column {} of this row is longer than {} bytes.", column_ + 1, limits_.cell_bytes));
            return;
        }
        value_ += part;
    }

    XmlStream* stream = nullptr;
    RawRow* row = nullptr;
    bool row_ended = false;

private:
    void fail(ProblemCode code, std::string message) {
        stream->fail(Problem{code, std::move(message), row_place(file_, number_)});
    }

    void start_row(const XmlAttributes& attributes) {
        const auto given = attributes.get("r");
        const auto number = given ? to_number(*given) : std::optional(number_ + 1);
        if (in_row_ || !number || *number <= number_ || *number > most_rows_of_a_sheet) {
            fail(ProblemCode::malformed_file, "The rows after this one are not numbered in order; save the file anew.");
            return;
        }
        number_ = *number;
        in_row_ = true;
        next_column_ = 0;
        row_bytes_ = 0;
        row->number = number_;
    }

    void start_cell(const XmlAttributes& attributes) {
        const auto reference = attributes.get("r");
        const auto column = reference ? column_of(*reference) : std::optional(next_column_);
        if (!in_row_ || in_cell_ || !column || *column < next_column_) {
            fail(ProblemCode::malformed_file, "The cells of this row are not in order; save the file anew.");
            return;
        }
        column_ = *column;
        next_column_ = column_ + 1;
        in_cell_ = true;
        formula_ = false;
        value_.clear();
        type_ = attributes.get("t").value_or("n");
        style_ = to_number(attributes.get("s").value_or("0")).value_or(0);
    }

    void end_cell() {
        in_cell_ = false;
        if (value_.empty() && !formula_) {
            return;
        }
        if (column_ >= limits_.columns) {
            fail(ProblemCode::too_large, fmt::format("The row has more than {} columns.", limits_.columns));
            return;
        }
        auto& cell = row->cell(column_);
        read_value(cell);
        cell.is_formula = formula_;
        row_bytes_ += cell.text.size();
        if (cell.text.size() > limits_.cell_bytes) {
            fail(ProblemCode::too_large,
                 fmt::format("Column {} of this row is longer than {} bytes.", column_ + 1, limits_.cell_bytes));
        } else if (row_bytes_ > limits_.row_bytes) {
            fail(ProblemCode::too_large, fmt::format("The row is longer than {} bytes.", limits_.row_bytes));
        }
    }

    void read_value(TableCell& cell) {
        if (value_.empty()) {
            return;
        }
        if (type_ == "s") {
            const auto index = to_number(value_);
            if (!index || *index >= workbook_.texts.size()) {
                row->add_fault(column_, "The cell refers to a text that the file does not have; write it anew.");
                return;
            }
            set_text(cell, workbook_.texts.at(static_cast<std::size_t>(*index)));
        } else if (type_ == "str" || type_ == "inlineStr") {
            unescape_cell_text(value_);
            set_text(cell, value_);
        } else if (type_ == "b") {
            cell.kind = CellKind::boolean;
            cell.text = value_ == "1" || value_ == "true" ? "true" : "false";
        } else if (type_ == "e") {
            cell.kind = CellKind::error;
            cell.text = value_;
            row->add_fault(column_, fmt::format("The cell shows the error {}; write the value.", value_));
        } else if (type_ == "d") {
            read_iso_date(value_, cell);
        } else {
            read_style(cell);
        }
    }

    void read_style(TableCell& cell) {
        const auto format =
            style_ < workbook_.styles.size() ? workbook_.styles[static_cast<std::size_t>(style_)] : NumberFormat{};
        if (const auto read = read_number(value_, format, workbook_.dates, cell); !read) {
            cell.kind = CellKind::error;
            cell.text = value_;
            row->add_fault(column_, read.error().message);
        }
    }

    static void set_text(TableCell& cell, std::string_view text) {
        cell.text = text;
        cell.kind = text.empty() ? CellKind::empty : CellKind::text;
    }

    XlsxWorkbook workbook_;
    TableLimits limits_;
    std::string file_;
    std::uint64_t number_ = 0;
    std::size_t next_column_ = 0;
    std::size_t row_bytes_ = 0;
    bool in_row_ = false;

    std::size_t column_ = 0;
    std::string type_;
    std::uint64_t style_ = 0;
    std::string value_;
    bool in_cell_ = false;
    bool in_value_ = false;
    bool formula_ = false;
    int phonetic_ = 0;
};

class XlsxSource final : public RowSource {
public:
    XlsxSource(ZipArchive archive, XlsxWorkbook workbook, const TableLimits& limits, const std::string& file)
        : archive_(std::move(archive)), listener_(std::move(workbook), limits, file), stream_(listener_, file) {
        listener_.stream = &stream_;
    }

    Result<bool> next(RawRow& row) override {
        row.clear();
        listener_.row = &row;
        listener_.row_ended = false;
        while (!listener_.row_ended) {
            MINKA_TRY_ASSIGN(const auto step, stream_.advance([this](std::span<char> out) { return read(out); }));
            if (step == XmlStream::Step::done && !listener_.row_ended) {
                return false;
            }
        }
        return true;
    }

    TableProgress progress() const override {
        return {read_, std::max<std::uint64_t>(read_, archive_.declared_size())};
    }

private:
    Result<std::size_t> read(std::span<char> out) {
        MINKA_TRY_ASSIGN(const auto count, archive_.read(out));
        read_ += count;
        return count;
    }

    ZipArchive archive_;
    SheetListener listener_;
    XmlStream stream_;
    std::uint64_t read_ = 0;
};

std::string visible_names(const std::vector<std::string>& names) {
    return fmt::format("\"{}\"", fmt::join(names, "\", \""));
}

Result<XlsxSheet> choose_sheet(const XlsxWorkbook& workbook, const std::string& wanted,
                               const TableDescription& description) {
    for (const auto& sheet : workbook.sheets) {
        const bool fits = wanted.empty() ? sheet.visible : fold_text(sheet.name) == fold_text(wanted);
        if (fits && !sheet.part.empty()) {
            return sheet;
        }
    }
    if (wanted.empty()) {
        return problem(ProblemCode::malformed_file, "The spreadsheet has no visible sheet with rows.",
                       description.file);
    }
    return invalid(fmt::format("There is no sheet \"{}\"; the file has {}.", wanted, visible_names(description.sheets)),
                   description.file);
}

}  // namespace

Result<std::unique_ptr<RowSource>> open_xlsx(std::unique_ptr<ByteSource> bytes, const TableOptions& options,
                                             TableDescription& description) {
    MINKA_TRY_ASSIGN(auto archive, ZipArchive::open(std::move(bytes), description.file, options.limits));
    if (archive.has("xl/workbook.bin")) {
        return problem(ProblemCode::malformed_file,
                       "Binary spreadsheets (.xlsb) are not read; save the file as .xlsx or CSV.", description.file);
    }
    if (archive.has("mimetype") && archive.has("content.xml")) {
        return problem(ProblemCode::malformed_file,
                       "OpenDocument files (.ods) are not read; save the file as .xlsx or CSV.", description.file);
    }
    if (!archive.has("_rels/.rels") && !archive.has("xl/workbook.xml")) {
        return problem(ProblemCode::malformed_file,
                       "The file is a ZIP archive and no spreadsheet; unpack it and give the .xlsx or CSV inside.",
                       description.file);
    }
    MINKA_TRY_ASSIGN(auto workbook, read_workbook(archive, description.file, options.limits, options.stop));
    description.format = TableFormat::xlsx;
    for (const auto& sheet : workbook.sheets) {
        if (sheet.visible && !sheet.part.empty()) {
            description.sheets.push_back(sheet.name);
        }
    }
    MINKA_TRY_ASSIGN(const auto sheet, choose_sheet(workbook, options.sheet, description));
    description.sheet = sheet.name;
    MINKA_TRY(archive.open_part(sheet.part));
    return std::make_unique<XlsxSource>(std::move(archive), std::move(workbook), options.limits, description.file);
}

}  // namespace minka::documents
