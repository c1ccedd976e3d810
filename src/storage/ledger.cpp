#include "storage/ledger.h"

#include <algorithm>

namespace minka::storage {

namespace {

constexpr std::string_view entry_columns =
    "programme_id, node, sequence, clock, recorded_at, actor, source, act, kind, subject, base_version, version, "
    "changes, state, hash";

Hash hash_from(const Value& value) {
    const auto& bytes = std::get<Bytes>(value);
    Hash hash{};
    MINKA_CHECK(bytes.size() == hash.size());
    std::copy(bytes.begin(), bytes.end(), hash.begin());
    return hash;
}

Value hash_value(const Hash& hash) { return Bytes(hash.begin(), hash.end()); }

LedgerEntry entry_from(const Row& row) {
    LedgerEntry entry;
    entry.programme = row.get<ProgrammeId>(0);
    entry.node = row.get<Uuid>(1);
    entry.sequence = row.get<std::int64_t>(2);
    entry.clock = row.get<std::int64_t>(3);
    entry.recorded_at = row.get<Instant>(4);
    entry.actor = row.get<Uuid>(5);
    entry.source = row.get<std::string>(6);
    entry.act = row.get<std::string>(7);
    entry.kind = row.get<std::string>(8);
    entry.subject = row.get<Uuid>(9);
    entry.base_version = row.get<std::int64_t>(10);
    entry.version = row.get<std::int64_t>(11);
    entry.changes = row.get<Bytes>(12);
    entry.state = hash_from(row.cells()[13]);
    entry.hash = hash_from(row.cells()[14]);
    return entry;
}

LedgerHead head_from(const Row& row) {
    return {row.get<ProgrammeId>(0), row.get<Uuid>(1),          row.get<std::int64_t>(2),
            hash_from(row.cells()[3]), row.get<std::int64_t>(4), row.get<Instant>(5)};
}

constexpr std::string_view head_select =
    "SELECT programme_id, node, sequence, hash, clock, recorded_at FROM ledger_head";

}  // namespace

Result<LedgerHead> read_ledger_head(Reader& reader, const ProgrammeId& programme, const Uuid& node) {
    LedgerHead head;
    head.programme = programme;
    head.node = node;
    MINKA_TRY(reader.each(
        std::string(head_select) + " WHERE programme_id = $1 AND node = $2",
        [&](const Row& row) -> Result<> {
            head = head_from(row);
            return {};
        },
        programme, node));
    return head;
}

Result<std::vector<LedgerHead>> read_ledger_heads(Reader& reader) {
    std::vector<LedgerHead> heads;
    MINKA_TRY(reader.each(std::string(head_select) + " ORDER BY programme_id, node", [&](const Row& row) -> Result<> {
        heads.push_back(head_from(row));
        return {};
    }));
    return heads;
}

Result<> visit_ledger(Reader& reader, const ProgrammeId& programme, const Uuid& node, std::int64_t after_sequence,
                      const VisitEntry& visit) {
    return reader.each(
        "SELECT " + std::string(entry_columns) +
            " FROM ledger WHERE programme_id = $1 AND node = $2 AND sequence > $3 ORDER BY sequence",
        [&](const Row& row) { return visit(entry_from(row)); }, programme, node, after_sequence);
}

Result<std::vector<LedgerEntry>> ledger_of_record(Reader& reader, const ProgrammeId& programme, const Uuid& subject) {
    std::vector<LedgerEntry> entries;
    MINKA_TRY(reader.each(
        "SELECT " + std::string(entry_columns) +
            " FROM ledger WHERE programme_id = $1 AND subject = $2 ORDER BY clock, node, sequence",
        [&](const Row& row) -> Result<> {
            entries.push_back(entry_from(row));
            return {};
        },
        programme, subject));
    return entries;
}

Result<> store_ledger_entries(Connection& connection, const std::vector<LedgerEntry>& entries) {
    std::vector<std::vector<Value>> rows;
    rows.reserve(entries.size());
    for (const auto& entry : entries) {
        rows.push_back({to_value(entry.programme), to_value(entry.node), to_value(entry.sequence),
                        to_value(entry.clock), to_value(entry.recorded_at), to_value(entry.actor),
                        to_value(entry.source), to_value(entry.act), to_value(entry.kind), to_value(entry.subject),
                        to_value(entry.base_version), to_value(entry.version), to_value(entry.changes),
                        hash_value(entry.state), hash_value(entry.hash)});
    }
    return connection.run_each("INSERT INTO ledger (" + std::string(entry_columns) +
                                   ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
                               rows);
}

Result<> store_ledger_head(Connection& connection, const LedgerHead& head) {
    const std::vector<Value> values{to_value(head.programme), to_value(head.node),  to_value(head.sequence),
                                    hash_value(head.hash),    to_value(head.clock), to_value(head.recorded_at)};
    MINKA_TRY(connection.run(
        "INSERT INTO ledger_head (programme_id, node, sequence, hash, clock, recorded_at) VALUES ($1, $2, $3, $4, $5, $6) "
        "ON CONFLICT (programme_id, node) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash, "
        "clock = excluded.clock, recorded_at = excluded.recorded_at",
        values, nullptr));
    return {};
}

Result<> refuse_ledgered_tables(Connection& connection, std::string_view sql) {
    // The table a statement writes is its word after INTO, UPDATE or FROM: projections use no other form.
    std::string_view rest = sql;
    std::string_view table;
    for (const std::string_view word : {"INSERT INTO ", "UPDATE ", "DELETE FROM "}) {
        if (rest.starts_with(word)) {
            rest.remove_prefix(word.size());
            table = rest.substr(0, rest.find_first_of(" (\n"));
        }
    }
    if (table.empty() || table.starts_with("ledger")) {
        return problem(ProblemCode::forbidden, "A projection is an INSERT, UPDATE or DELETE on a plain table.");
    }
    MINKA_TRY_ASSIGN(const auto columns, connection.columns_of(table));
    if (std::ranges::find(columns, "superseded_at") != columns.end()) {
        return problem(ProblemCode::forbidden,
                       "The table " + std::string(table) + " holds records; only the ledger writes it.");
    }
    return {};
}

}  // namespace minka::storage
