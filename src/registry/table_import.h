#pragma once

#include "registry/import_report.h"
#include "registry/import_row.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace minka::registry {

/// What an importer of tables understands.
struct TableShape {
    std::span<const ImportField> fields;
    std::span<const ForbiddenColumn> forbidden = {};
};

struct ImportOptions {
    std::filesystem::path file;
    ImportMapping mapping;
    /// The date from which rows hold that give no `valid_from` themselves; it never changes what is recorded already.
    std::optional<LocalDate> since;
    enum class Run { write, dry } run = Run::write;
    std::function<void(const ImportProgress&)> on_progress;
    std::stop_token stop;
};

/// Reads the rows of a CSV or XLSX file as an importer's fields.
///
///     ImportProblems problems(options.file.filename().string());
///     MINKA_TRY_ASSIGN(auto table, TableImport::open(options, shape, problems));
///     for (;;) {
///         MINKA_TRY_ASSIGN(const bool more, table.next());
///         if (!more) break;
///         auto& row = table.row();
///         ...
///     }
class TableImport {
public:
    /// What is wrong with the header goes to the problems: a mapped column that is not there, an unknown field, two
    /// columns for one field, a forbidden column; the rows can still be read. Problems: those of TableReader::open.
    static Result<TableImport> open(const ImportOptions& options, const TableShape& shape, ImportProblems& problems);

    /// False at the end. Problems: those of TableReader::next.
    Result<bool> next();
    ImportRow& row() { return row_; }

    /// Columns that fill no field and are not under `ignore`.
    const std::vector<std::string>& unused_columns() const { return unused_columns_; }
    const documents::TableDescription& description() const { return reader_.description(); }
    std::uint64_t rows_read() const { return rows_read_; }

private:
    TableImport(documents::TableReader reader, ImportRow row, std::vector<std::string> unused, bool distinct_rows,
                std::size_t fields)
        : reader_(std::move(reader)),
          row_(std::move(row)),
          unused_columns_(std::move(unused)),
          distinct_rows_(distinct_rows),
          fields_(fields) {}

    documents::TableReader reader_;
    documents::TableRow raw_;
    ImportRow row_;
    std::vector<std::string> unused_columns_;
    bool distinct_rows_;
    std::size_t fields_;
    std::set<std::string> seen_;
    std::uint64_t rows_read_ = 0;
};

}  // namespace minka::registry
