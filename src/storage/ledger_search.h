#pragma once

#include "storage/ledger_entry.h"
#include "storage/reader.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace minka::storage {

/// What of the reader's programme is looked for; what is left out is not asked about.
struct LedgerQuery {
    std::optional<Uuid> actor;    ///< Who; the nil identifier is the console.
    std::optional<Uuid> subject;  ///< One record.
    std::string kind;             ///< "school", "erasure".
    std::string act;              ///< "set language".
    Instant from{INT64_MIN};
    Instant until = end_of_time;  ///< Exclusive.
};

/// Where a page ended.
struct LedgerKey {
    Instant recorded_at;
    Uuid node;
    std::int64_t sequence = 0;
};

struct LedgerPage {
    std::vector<LedgerEntry> entries;  ///< The latest first; without `state` and `hash` checked: see verify_ledger.
    std::optional<LedgerKey> next;     ///< Nothing on the last page.
};

/// Entries over all nodes, the latest first: at most `limit`, those before `before`.
/// Problems: `invalid_input` for a limit that is not 1 to 500.
Result<LedgerPage> search_ledger(Reader& reader, const LedgerQuery& query, const std::optional<LedgerKey>& before,
                                 std::int64_t limit);

}  // namespace minka::storage
