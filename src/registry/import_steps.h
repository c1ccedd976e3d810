#pragma once

#include "registry/record_plan.h"
#include "registry/table_import.h"
#include "storage/database.h"

#include <functional>
#include <string>
#include <vector>

namespace minka::registry {

/// Writes an importer's plans in one transaction, unless the report holds problems or the run is dry. `write` gets the
/// writer and a function to tell how many records each batch held; it may run again, so it keeps no state.
/// Problems: those of Database::write; `cancelled` when the person asked to stop, nothing being written then.
Result<> write_plans(storage::Database& database, const storage::Act& act, const ImportOptions& options,
                     ImportReport& report, std::size_t records,
                     const std::function<Result<>(storage::Writer&, const std::function<void(std::size_t)>&)>& write);

/// The same for record plans, or what is written as they are, one after another in the order given.
template <typename... Plans>
Result<> write_records(storage::Database& database, const storage::Act& act, const ImportOptions& options,
                       ImportReport& report, const Plans&... plans) {
    return write_plans(database, act, options, report, (plans.size() + ...),
                       [&](storage::Writer& writer, const std::function<void(std::size_t)>& on_written) {
                           Result<> written;
                           static_cast<void>(((written = plans.write(writer, on_written)).has_value() && ...));
                           return written;
                       });
}

/// The date a new row holds from: its own, else `since`; a problem of the row when there is neither.
LocalDate start_of_row(ImportRow& row, std::size_t valid_from_field, const ImportOptions& options);

/// `valid_to` must come after `valid_from`.
void check_period(ImportRow& row, std::size_t valid_to_field, LocalDate valid_from, std::optional<LocalDate> valid_to);

}  // namespace minka::registry
