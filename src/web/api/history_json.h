#pragma once

#include "storage/ledger.h"
#include "web/json_shape.h"

namespace minka::web {

struct FieldHistory {
    std::string field;
    std::optional<std::string> before;
    std::optional<std::string> after;
};
MINKA_JSON(FieldHistory, (field, before, after))

struct HistoryEntry {
    Instant at;
    std::string act;
    std::vector<FieldHistory> changes;
};
MINKA_JSON(HistoryEntry, (at, act, changes))

/// What changed of a record, the newest first, in values that people read: identifiers as such, ciphertext not at all.
Result<std::vector<HistoryEntry>> history_of(storage::Reader& reader, const Uuid& record);

/// The changes of one entry, as above. Problems: `integrity_broken`.
Result<std::vector<FieldHistory>> changes_of(const storage::LedgerEntry& entry);

}  // namespace minka::web
