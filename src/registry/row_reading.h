#pragma once

#include "registry/table_import.h"

namespace minka::registry {

/// Gives every row of the file to `visit(ImportRow&)`, and the report what it says of the whole file.
/// Problems: those of TableImport; `cancelled` when the person asked to stop.
template <typename Visit>
Result<> read_rows(const ImportOptions& options, const TableShape& shape, ImportProblems& problems,
                   ImportReport& report, Visit visit) {
    report.file = problems.file();
    MINKA_TRY_ASSIGN(auto table, TableImport::open(options, shape, problems));
    report.unused_columns = table.unused_columns();
    for (;;) {
        MINKA_TRY_ASSIGN(const bool more, table.next());
        if (!more) {
            break;
        }
        if (options.stop.stop_requested()) {
            return problem(ProblemCode::cancelled, "The import was stopped; nothing was written.");
        }
        visit(table.row());
    }
    report.rows = table.rows_read();
    return {};
}

}  // namespace minka::registry
