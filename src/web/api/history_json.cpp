#include "web/api/history_json.h"

#include <algorithm>

namespace minka::web {

namespace {

std::optional<std::string> readable(const storage::Value& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        return std::to_string(*whole);
    }
    if (const auto* real = std::get_if<double>(&value)) {
        std::string text;
        append_json_number(text, *real);
        return text;
    }
    if (const auto* text = std::get_if<std::string>(&value)) {
        return *text;
    }
    const auto* bytes = std::get_if<Bytes>(&value);
    return bytes != nullptr && bytes->size() == 16 ? std::optional(to_string(storage::FromValue<Uuid>::of(value)))
                                                   : std::nullopt;
}

}  // namespace

Result<std::vector<FieldHistory>> changes_of(const storage::LedgerEntry& entry) {
    MINKA_TRY_ASSIGN(const auto changes, storage::decode_changes(entry.changes));
    std::vector<FieldHistory> shown;
    for (const auto& change : changes) {
        shown.push_back({change.column, readable(change.before), readable(change.after)});
    }
    return shown;
}

Result<std::vector<HistoryEntry>> history_of(storage::Reader& reader, const Uuid& record) {
    MINKA_TRY_ASSIGN(const auto entries, storage::ledger_of_record(reader, reader.programme(), record));
    std::vector<HistoryEntry> shown;
    for (const auto& entry : entries) {
        MINKA_TRY_ASSIGN(auto changes, changes_of(entry));
        shown.push_back({entry.recorded_at, entry.act, std::move(changes)});
    }
    std::ranges::reverse(shown);
    return shown;
}

}  // namespace minka::web
