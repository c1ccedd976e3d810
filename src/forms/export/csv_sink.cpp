#include "documents/csv_writer.h"
#include "forms/export/row_sink.h"

#include <algorithm>
#include <fstream>

namespace minka::forms {

namespace {

constexpr std::size_t buffered = 1U << 18U;

std::unexpected<Problem> unwritable(const std::string& file) {
    return problem(ProblemCode::io_failed, "The file could not be written; is the disk full?", file);
}

class CsvSink final : public RowSink {
public:
    explicit CsvSink(const SinkRequest& request) : fields_(request.fields) {
        files_ = table_file_names(request, ".csv");
        for (std::size_t table = 0; table < fields_.tables.size(); ++table) {
            tables_.push_back({columns_of(fields_, table, request.layout), {}, {}});
            tables_.back().out.open(request.folder / files_[table], std::ios::binary);
        }
    }

    Result<> begin() {
        for (auto& table : tables_) {
            for (const auto& column : table.columns) {
                table.text += table.text.empty() ? "" : ",";
                documents::append_csv_cell(table.text, column.header);
            }
            table.text += "\r\n";
            MINKA_TRY(flush(table));
        }
        return {};
    }

    Result<> take(const ExportRow& row) override {
        for (std::size_t at = 0; at < tables_.size(); ++at) {
            auto& table = tables_[at];
            const auto count = row.answers->of(at).size();
            for (std::size_t number = 0; number < count; ++number) {
                bool is_first = true;
                for (const auto& column : table.columns) {
                    if (!is_first) {
                        table.text += ',';
                    }
                    is_first = false;
                    documents::append_csv_cell(table.text, cell_text(column, fields_, row, at, number, scratch_));
                }
                table.text += "\r\n";
            }
            if (table.text.size() > buffered) {
                MINKA_TRY(flush(table));
            }
        }
        return {};
    }

    Result<> finish() override {
        for (auto& table : tables_) {
            MINKA_TRY(flush(table));
            table.out.close();
            if (!table.out) {
                return unwritable(files_.front());
            }
        }
        return {};
    }

private:
    struct Table {
        std::vector<ExportColumn> columns;
        std::ofstream out;
        std::string text;
    };

    Result<> flush(Table& table) {
        table.out.write(table.text.data(), static_cast<std::streamsize>(table.text.size()));
        table.text.clear();
        return table.out ? Result<>{} : Result<>(unwritable(files_.front()));
    }

    const FormFields& fields_;
    std::vector<Table> tables_;
    std::string scratch_;
};

}  // namespace

std::vector<std::string> table_file_names(const SinkRequest& request, std::string_view extension) {
    std::vector<std::string> names;
    for (const auto& table : request.fields.tables) {
        auto name = request.form_name;
        if (!table.steps.empty()) {
            name += "-" + table.steps.back();
        }
        if (std::ranges::find(names, name + std::string(extension)) != names.end()) {
            name = request.form_name;
            for (const char c : table.path.substr(table.path.find('/', 1))) {
                name += c == '/' ? '-' : c;
            }
        }
        names.push_back(name + std::string(extension));
    }
    return names;
}

Result<std::unique_ptr<RowSink>> open_csv_sink(const SinkRequest& request) {
    auto sink = std::make_unique<CsvSink>(request);
    MINKA_TRY(sink->begin());
    return sink;
}

}  // namespace minka::forms
