#include "storage/ledger.h"

#include "base/text.h"

#include <algorithm>

namespace minka::storage {

namespace {

constexpr std::int64_t entries_of_page = 2000;

constexpr std::string_view entry_columns =
    "programme_id, node, sequence, clock, recorded_at, actor, source, act, kind, subject, base_version, version, "
    "changes, state, hash";

Value hash_value(const Hash& hash) { return Bytes(hash.begin(), hash.end()); }

// The ledger may have been tampered with: sizes are checked, not taken for granted.
template <std::size_t size>
bool copy_exactly(const Value& value, std::array<std::uint8_t, size>& out) {
    const auto* bytes = std::get_if<Bytes>(&value);
    if (bytes == nullptr || bytes->size() != size) {
        return false;
    }
    std::copy(bytes->begin(), bytes->end(), out.begin());
    return true;
}

Result<LedgerEntry> entry_from(const Row& row) {
    LedgerEntry entry;
    const auto& cells = row.cells();
    entry.sequence = row.get<std::int64_t>(2);
    const bool whole = copy_exactly(cells[0], entry.programme.uuid.bytes) && copy_exactly(cells[1], entry.node.bytes) &&
                       copy_exactly(cells[5], entry.actor.bytes) && copy_exactly(cells[9], entry.subject.bytes) &&
                       copy_exactly(cells[13], entry.state) && copy_exactly(cells[14], entry.hash);
    if (!whole) {
        return problem(ProblemCode::integrity_broken,
                       "Entry " + std::to_string(entry.sequence) + " of the ledger cannot be read; restore a backup.");
    }
    entry.clock = row.get<std::int64_t>(3);
    entry.recorded_at = row.get<Instant>(4);
    entry.source = row.get<std::string>(6);
    entry.act = row.get<std::string>(7);
    entry.kind = row.get<std::string>(8);
    entry.base_version = row.get<std::int64_t>(10);
    entry.version = row.get<std::int64_t>(11);
    entry.changes = row.get<Bytes>(12);
    return entry;
}

Result<LedgerHead> head_from(const Row& row) {
    LedgerHead head;
    const auto& cells = row.cells();
    if (!copy_exactly(cells[0], head.programme.uuid.bytes) || !copy_exactly(cells[1], head.node.bytes) ||
        !copy_exactly(cells[3], head.hash)) {
        return problem(ProblemCode::integrity_broken, "A head of the ledger cannot be read; restore a backup.");
    }
    head.sequence = row.get<std::int64_t>(2);
    head.clock = row.get<std::int64_t>(4);
    head.recorded_at = row.get<Instant>(5);
    return head;
}

// By pages, since a server hands over a whole answer at once.
Result<> visit_pages(Reader& reader, const ProgrammeId& programme, const Uuid& node, std::int64_t after,
                     const VisitAnyEntry& visit) {
    static const auto select =
        "SELECT " + std::string(entry_columns) +
        " FROM ledger WHERE programme_id = $1 AND node = $2 AND sequence > $3 ORDER BY sequence LIMIT " +
        std::to_string(entries_of_page);
    for (std::int64_t found = entries_of_page; found == entries_of_page;) {
        found = 0;
        MINKA_TRY(reader.each(
            select,
            [&](const Row& row) -> Result<> {
                ++found;
                after = row.get<std::int64_t>(2);
                return visit(after, entry_from(row));
            },
            programme, node, after));
    }
    return {};
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
            MINKA_TRY_ASSIGN(head, head_from(row));
            return {};
        },
        programme, node));
    return head;
}

Result<Instant> last_recorded(Reader& reader) {
    MINKA_TRY_ASSIGN(
        const auto instant,
        reader.value<Instant>("SELECT coalesce(max(recorded_at), 0) FROM ledger_head WHERE programme_id = $1",
                              reader.programme()));
    return instant.value_or(Instant{});
}

Result<std::vector<LedgerHead>> read_ledger_heads(Reader& reader) {
    std::vector<LedgerHead> heads;
    MINKA_TRY(reader.each(std::string(head_select) + " ORDER BY programme_id, node", [&](const Row& row) -> Result<> {
        MINKA_TRY_ASSIGN(const auto head, head_from(row));
        heads.push_back(head);
        return {};
    }));
    return heads;
}

Result<> visit_ledger(Reader& reader, const ProgrammeId& programme, const Uuid& node, std::int64_t after_sequence,
                      const VisitEntry& visit) {
    return visit_pages(reader, programme, node, after_sequence,
                       [&](std::int64_t, const Result<LedgerEntry>& entry) -> Result<> {
                           return entry ? visit(*entry) : Result<>(std::unexpected(entry.error()));
                       });
}

Result<> visit_any_ledger(Reader& reader, const ProgrammeId& programme, const Uuid& node, const VisitAnyEntry& visit) {
    return visit_pages(reader, programme, node, INT64_MIN, visit);
}

Result<std::vector<LedgerEntry>> ledger_of_record(Reader& reader, const ProgrammeId& programme, const Uuid& subject) {
    std::vector<LedgerEntry> entries;
    MINKA_TRY(reader.each(
        "SELECT " + std::string(entry_columns) +
            " FROM ledger WHERE programme_id = $1 AND subject = $2 ORDER BY clock, node, sequence",
        [&](const Row& row) -> Result<> {
            MINKA_TRY_ASSIGN(auto entry, entry_from(row));
            entries.push_back(std::move(entry));
            return {};
        },
        programme, subject));
    return entries;
}

Result<LedgerHead> take_ledger_head(Connection& connection, const ProgrammeId& programme, const Uuid& node) {
    LedgerHead head;
    head.programme = programme;
    head.node = node;
    const VisitRow visit = [&](const Row& row) -> Result<> {
        MINKA_TRY_ASSIGN(head, head_from(row));
        return {};
    };
    if (connection.engine() == Engine::sqlite) {
        // The file has one writer at a time: nobody can come between.
        const std::vector<Value> key{to_value(programme), to_value(node)};
        MINKA_TRY(connection.query(std::string(head_select) + " WHERE programme_id = $1 AND node = $2", key, visit));
        return head;
    }
    // Touching the row locks it: a second process waits here and runs again, instead of failing at the end of its work.
    const std::vector<Value> values{to_value(programme), to_value(node), hash_value(head.hash)};
    MINKA_TRY(
        connection.run("INSERT INTO ledger_head (programme_id, node, sequence, hash, clock, recorded_at) "
                       "VALUES ($1, $2, 0, $3, 0, 0) ON CONFLICT (programme_id, node) DO UPDATE SET clock = "
                       "ledger_head.clock RETURNING programme_id, node, sequence, hash, clock, recorded_at",
                       values, &visit));
    return head;
}

std::vector<Value> ledger_row(LedgerEntry&& entry) {
    std::vector<Value> row;
    row.reserve(15);
    row.push_back(to_value(entry.programme));
    row.push_back(to_value(entry.node));
    row.push_back(to_value(entry.sequence));
    row.push_back(to_value(entry.clock));
    row.push_back(to_value(entry.recorded_at));
    row.push_back(to_value(entry.actor));
    row.emplace_back(std::move(entry.source));
    row.emplace_back(std::move(entry.act));
    row.emplace_back(std::move(entry.kind));
    row.push_back(to_value(entry.subject));
    row.push_back(to_value(entry.base_version));
    row.push_back(to_value(entry.version));
    row.emplace_back(std::move(entry.changes));
    row.push_back(hash_value(entry.state));
    row.push_back(hash_value(entry.hash));
    return row;
}

Result<> store_ledger_rows(Connection& connection, std::span<const std::vector<Value>> rows) {
    static const auto insert = "INSERT INTO ledger (" + std::string(entry_columns) +
                               ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    MINKA_TRY(connection.run_each(insert, rows));
    return {};
}

Result<bool> holds_ledger_head(Connection& connection, const LedgerHead& head) {
    const std::vector<Value> values{to_value(head.programme), to_value(head.node), to_value(head.sequence),
                                    hash_value(head.hash)};
    bool found = false;
    const VisitRow visit = [&](const Row&) -> Result<> {
        found = true;
        return {};
    };
    MINKA_TRY(connection.query(
        "SELECT sequence FROM ledger WHERE programme_id = $1 AND node = $2 AND sequence = $3 AND hash = $4", values,
        visit));
    return found;
}

Result<> store_ledger_head(Connection& connection, const LedgerHead& head) {
    const std::vector<Value> values{to_value(head.programme), to_value(head.node),  to_value(head.sequence),
                                    hash_value(head.hash),    to_value(head.clock), to_value(head.recorded_at)};
    MINKA_TRY(connection.run(
        "INSERT INTO ledger_head (programme_id, node, sequence, hash, clock, recorded_at) VALUES ($1, $2, $3, $4, $5, "
        "$6) "
        "ON CONFLICT (programme_id, node) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash, "
        "clock = excluded.clock, recorded_at = excluded.recorded_at",
        values, nullptr));
    return {};
}

Result<> refuse_ledgered_tables(Connection& connection, std::string_view sql) {
    constexpr std::string_view name_letters = "abcdefghijklmnopqrstuvwxyz0123456789_";
    std::string_view table;
    for (const std::string_view start : {"INSERT INTO ", "UPDATE ", "DELETE FROM "}) {
        if (const auto text = trim(sql); text.starts_with(start)) {
            table = text.substr(start.size());
            table = table.substr(0, table.find_first_of(" (\n"));
        }
    }
    // A quoted, qualified or capital name could reach a record table under another spelling.
    const auto is_plain_name = !table.empty() && table.find_first_not_of(name_letters) == std::string_view::npos;
    if (!is_plain_name || sql.find(';') != std::string_view::npos) {
        return problem(ProblemCode::forbidden, "A projection is one INSERT INTO, UPDATE or DELETE FROM a plain table.");
    }
    MINKA_TRY_ASSIGN(const auto columns, connection.columns_of(table));
    const auto is_own = table.starts_with("ledger") || table == "installation" || table == "schema_version";
    if (columns.empty() || is_own || std::ranges::find(columns, "superseded_at") != columns.end()) {
        return problem(ProblemCode::forbidden, "The table " + std::string(table) +
                                                   " is no plain table of a module: only the storage writes it.");
    }
    return {};
}

}  // namespace minka::storage
