#include "documents/xlsx_writer.h"
#include "forms/export/spooled_sink.h"

#include <algorithm>
#include <cmath>

namespace minka::forms {

namespace {

using documents::XlsxCell;

constexpr std::size_t longest_sheet_name = 31;
constexpr double largest_whole = 9'007'199'254'740'992.0;  // 2^53

// A sheet's name from a repeated group's, unlike the others.
std::string sheet_name(const std::string& wanted, std::vector<std::string>& taken) {
    std::string name;
    for (const char c : wanted) {
        name += std::string_view("[]:*?/\\'").find(c) == std::string_view::npos ? c : '_';
    }
    name = name.substr(0, longest_sheet_name - 4);
    auto unlike = name;
    for (int number = 2; std::ranges::find(taken, unlike) != taken.end(); ++number) {
        unlike = name + "~" + std::to_string(number);
    }
    taken.push_back(unlike);
    return unlike;
}

class WorkbookSink final : public SpooledSink {
public:
    explicit WorkbookSink(const SinkRequest& sink) : SpooledSink(sink) { files_ = {sink.form_name + ".xlsx"}; }

private:
    enum class Kind { text, number, date };

    // Numbers and dates where the form has them and every answer is one: codes keep their zeros as text.
    Kind kind_of(std::size_t table, const ExportColumn& column, const ColumnTraits& traits) const {
        using Content = ExportColumn::Content;
        const auto& all = fields().tables[table].fields;
        const auto* type = column.content == Content::answer ? &all[column.field].type : nullptr;
        const bool is_number = column.content == Content::choice || column.content == Content::edits ||
                               (column.content >= Content::latitude && column.content <= Content::accuracy) ||
                               (type != nullptr && (*type == "int" || *type == "decimal"));
        if (is_number && traits.is_number) {
            return Kind::number;
        }
        return type != nullptr && *type == "date" && traits.is_date ? Kind::date : Kind::text;
    }

    static XlsxCell cell_of(Kind kind, std::string_view text) {
        if (text.empty()) {
            return std::monostate();
        }
        double number = 0;
        if (kind == Kind::number && reads_as_number(text, number) && std::abs(number) <= largest_whole) {
            return number;
        }
        if (kind == Kind::date) {
            if (const auto date = LocalDate::parse(text); date && date->year() <= 9999) {
                return *date;
            }
        }
        return std::string(text);
    }

    Result<> write() override {
        MINKA_TRY_ASSIGN(auto book, documents::XlsxWriter::create(request().folder / files_.front()));
        std::vector<std::string> names;
        for (std::size_t at = 0; at < tables().size(); ++at) {
            auto& table = tables()[at];
            std::vector<std::string> header;
            std::vector<Kind> kinds;
            for (std::size_t column = 0; column < table.columns.size(); ++column) {
                header.push_back(table.columns[column].header);
                kinds.push_back(kind_of(at, table.columns[column], table.spool.traits()[column]));
            }
            MINKA_TRY(
                book.sheet(sheet_name(at == 0 ? request().form_name : fields().tables[at].name(), names), header));
            std::vector<std::string_view> cells;
            std::vector<XlsxCell> row(header.size());
            for (;;) {
                MINKA_TRY_ASSIGN(const bool has_row, table.spool.next(cells));
                if (!has_row) {
                    break;
                }
                for (std::size_t column = 0; column < cells.size(); ++column) {
                    row[column] = cell_of(kinds[column], cells[column]);
                }
                MINKA_TRY(book.row(row));
            }
        }
        return book.finish();
    }
};

}  // namespace

Result<std::unique_ptr<RowSink>> open_workbook_sink(const SinkRequest& request) {
    auto sink = std::make_unique<WorkbookSink>(request);
    MINKA_TRY(sink->begin());
    return sink;
}

}  // namespace minka::forms
