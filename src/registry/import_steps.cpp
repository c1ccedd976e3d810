#include "registry/import_steps.h"

namespace minka::registry {

Result<> write_plans(storage::Database& database, const storage::Act& act, const ImportOptions& options,
                     ImportReport& report, std::size_t records,
                     const std::function<Result<>(storage::Writer&, const std::function<void(std::size_t)>&)>& write) {
    if (report.problem_count > 0 || options.run == ImportOptions::Run::dry) {
        return {};
    }
    if (options.stop.stop_requested()) {
        return problem(ProblemCode::cancelled, "The import was stopped; nothing was written.");
    }
    if (records > 0) {
        MINKA_TRY(database.write(act, [&](storage::Writer& writer) {
            std::uint64_t done = 0;
            return write(writer, [&](std::size_t count) {
                done += count;
                if (options.on_progress) {
                    options.on_progress({ImportProgress::Stage::writing, done, records});
                }
            });
        }));
    }
    report.was_written = true;
    return {};
}

LocalDate start_of_row(ImportRow& row, std::size_t valid_from_field, const ImportOptions& options) {
    if (const auto own = row.optional_date(valid_from_field)) {
        return *own;
    }
    if (options.since) {
        return *options.since;
    }
    return row.date(valid_from_field);
}

void check_period(ImportRow& row, std::size_t valid_to_field, LocalDate valid_from, std::optional<LocalDate> valid_to) {
    if (valid_to && *valid_to <= valid_from) {
        row.problem(valid_to_field, "The end must come after the start (" + valid_from.text() + ").");
    }
}

}  // namespace minka::registry
