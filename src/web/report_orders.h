#pragma once

#include "storage/migration.h"
#include "web/report_desk.h"

#include <vector>

namespace minka::web {

/// An order that stands: who asked, and when.
struct StandingOrder {
    ReportTaskId id;
    ReportOrder order;
    Instant asked_at;
    Uuid actor;
};

/// The orders of the desk, so that a report outlives the process that made it. The report itself is not stored: it is
/// made again from its order, and whoever was erased meanwhile is not in it. An order names nobody and is in no ledger,
/// or every report would change what the next one knows; the release it leads to is in the ledger.
inline constexpr storage::Migration report_order_schema{27, "report orders", R"(
PLAIN TABLE report_order (programme_id {uuid} NOT NULL, id {uuid} NOT NULL, kind {text} NOT NULL, cycle {text} NOT NULL,
        audience {text} NOT NULL, language {text} NOT NULL, as_of {date} NOT NULL, known_at {instant} NOT NULL,
        asked_at {instant} NOT NULL, actor {uuid} NOT NULL, PRIMARY KEY (programme_id, id));
)"};

/// For so long an order stands.
inline constexpr int days_of_an_order = 30;

/// Writes an order, and ends those of its programme that were asked for `days_of_an_order` before it.
Result<> keep_order(storage::Writer& writer, const StandingOrder& order);
Result<> end_order(storage::Writer& writer, const ReportTaskId& order);

/// Those of every programme that stand at `now`, the oldest first.
Result<std::vector<StandingOrder>> standing_orders(storage::Database& database, Instant now);

}  // namespace minka::web
