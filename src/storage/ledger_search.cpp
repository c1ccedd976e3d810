#include "storage/ledger_search.h"

#include <algorithm>

namespace minka::storage {

namespace {

LedgerEntry entry_in(const Row& row) {
    LedgerEntry entry;
    entry.programme = row.get<ProgrammeId>(0);
    entry.node = row.get<Uuid>(1);
    entry.sequence = row.get<std::int64_t>(2);
    entry.recorded_at = row.get<Instant>(3);
    entry.actor = row.get<Uuid>(4);
    entry.source = row.get<std::string>(5);
    entry.act = row.get<std::string>(6);
    entry.kind = row.get<std::string>(7);
    entry.subject = row.get<Uuid>(8);
    entry.base_version = row.get<std::int64_t>(9);
    entry.version = row.get<std::int64_t>(10);
    entry.changes = row.get<Bytes>(11);
    const auto hash = row.get<Bytes>(12);
    std::copy_n(hash.begin(), std::min(hash.size(), entry.hash.size()), entry.hash.begin());
    return entry;
}

}  // namespace

Result<LedgerPage> search_ledger(Reader& reader, const LedgerQuery& query, const std::optional<LedgerKey>& before,
                                 std::int64_t limit) {
    constexpr std::int64_t longest = 500;
    if (limit < 1 || limit > longest) {
        return invalid("A page holds 1 to 500 rows.", "limit");
    }
    LedgerKey key{end_of_time, {}, INT64_MAX};
    key.node.bytes.fill(0xFF);
    key = before.value_or(key);
    // A parameter that plays no part is compared with a column it can't tell apart, so that its type is known.
    const std::string text =
        "SELECT programme_id, node, sequence, recorded_at, actor, source, act, kind, subject, base_version, version, "
        "changes, hash FROM ledger WHERE programme_id = $1 AND recorded_at >= $2 AND recorded_at < $3 AND "
        "(recorded_at, node, sequence) < ($4, $5, $6) AND " +
        std::string(query.actor ? "actor = $7" : "(actor = $7 OR actor <> $7)") + " AND " +
        (query.subject ? "subject = $8" : "(subject = $8 OR subject <> $8)") +
        " AND ($9 = '' OR kind = $9) AND ($10 = '' OR act = $10) "
        "ORDER BY recorded_at DESC, node DESC, sequence DESC LIMIT $11";
    LedgerPage page;
    MINKA_TRY(reader.each(
        text,
        [&](const Row& row) -> Result<> {
            page.entries.push_back(entry_in(row));
            return {};
        },
        reader.programme(), query.from, query.until, key.recorded_at, key.node, key.sequence,
        query.actor.value_or(Uuid{}), query.subject.value_or(Uuid{}), query.kind, query.act, limit));
    if (static_cast<std::int64_t>(page.entries.size()) == limit) {
        const auto& last = page.entries.back();
        page.next = LedgerKey{last.recorded_at, last.node, last.sequence};
    }
    return page;
}

}  // namespace minka::storage
