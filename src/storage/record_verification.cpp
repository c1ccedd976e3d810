#include "storage/record_verification.h"

#include <algorithm>
#include <array>

namespace minka::storage {

namespace {

using Kind = LedgerFinding::Kind;

constexpr std::int64_t rows_of_page = 2000;
constexpr std::array own_columns{"programme_id", "id", "version", "recorded_at", "clock", "superseded_at"};

// The row's key, which may have been tampered with.
std::optional<Uuid> uuid_in(const Value& value) {
    const auto* bytes = std::get_if<Bytes>(&value);
    if (bytes == nullptr || bytes->size() != 16) {
        return std::nullopt;
    }
    return FromValue<Uuid>::of(value);
}

}  // namespace

struct KnownRecords::TableWalk {
    std::string table;
    RecordShape shape;  ///< Of all columns but the storage's own.
    Records& records;
    LedgerVerification& result;

    void found(Kind kind, const ProgrammeId& programme, const std::string& record, const std::string& what) const {
        result.findings.push_back({kind,
                                   programme,
                                   {},
                                   0,
                                   record,
                                   "The " + record + " of programme " + to_string(programme) + " " + what + "."});
    }
};

KnownRecords::KnownVersion& KnownRecords::KnownRecord::of_version(std::int64_t version) {
    const auto known = std::ranges::find(versions, version, &KnownVersion::version);
    if (known != versions.end()) {
        return *known;
    }
    versions.emplace_back().version = version;
    return versions.back();
}

void KnownRecords::learn(const LedgerEntry& entry) {
    if (entry.base_version < 0) {
        return;
    }
    auto& record = tables_[entry.kind][{entry.programme, entry.subject}];
    if (entry.version > 0) {
        auto& version = record.of_version(entry.version);
        version.has_entry = true;
        version.state = entry.state;
        version.clock = entry.clock;
        version.recorded_at = entry.recorded_at;
    }
    if (entry.base_version > 0) {
        auto& base = record.of_version(entry.base_version);
        base.is_superseded = true;
        base.superseded_at = entry.recorded_at;
    }
}

Result<> KnownRecords::compare(Reader& reader, LedgerVerification& result) {
    MINKA_TRY_ASSIGN(const auto tables, reader.record_tables());
    for (const auto& table : tables) {
        MINKA_TRY_ASSIGN(const auto columns, reader.columns_of(table));
        std::vector<std::string_view> names;
        for (const auto& column : columns) {
            if (std::ranges::find(own_columns, column) == own_columns.end()) {
                names.emplace_back(column);
            }
        }
        TableWalk walk{table, make_record_shape(table, std::move(names)), tables_[table], result};
        MINKA_TRY(compare_table(reader, walk, ""));
        MINKA_TRY(compare_table(reader, walk, "_history"));
        report_missing(walk);
        tables_.erase(table);
    }
    for (auto& [table, records] : tables_) {
        TableWalk walk{table, {}, records, result};
        report_missing(walk);
    }
    return {};
}

Result<> KnownRecords::compare_table(Reader& reader, TableWalk& walk, const std::string& suffix) {
    std::string list;
    for (const auto column : walk.shape.columns) {
        list += ", " + std::string(column);
    }
    const auto select = "SELECT programme_id, id, version, recorded_at, clock, superseded_at" + list + " FROM " +
                        walk.table + suffix + " WHERE (programme_id, id, version) > ($1, $2, $3) " +
                        "ORDER BY programme_id, id, version LIMIT " + std::to_string(rows_of_page);
    Value programme = to_value(Uuid{});
    Value id = to_value(Uuid{});
    std::int64_t version = INT64_MIN;
    const bool is_current = suffix.empty();
    for (std::int64_t found = rows_of_page; found == rows_of_page;) {
        found = 0;
        MINKA_TRY(reader.each(
            select,
            [&](const Row& row) -> Result<> {
                ++found;
                programme = row.cells()[0];
                id = row.cells()[1];
                version = row.get<std::int64_t>(2);
                compare_row(walk, row, is_current);
                return {};
            },
            std::get<Bytes>(programme), std::get<Bytes>(id), version));
    }
    return {};
}

void KnownRecords::compare_row(TableWalk& walk, const Row& row, bool is_current) {
    ++(is_current ? walk.result.records : walk.result.superseded);
    const auto programme = uuid_in(row.cells()[0]);
    const auto id = uuid_in(row.cells()[1]);
    if (!programme || !id) {
        walk.found(Kind::record_unknown, {}, walk.table, "stands in a row whose id is no id");
        return;
    }
    const ProgrammeId owner{*programme};
    const auto name = walk.table + " " + to_string(*id);
    const auto record = walk.records.find({owner, *id});
    if (record == walk.records.end()) {
        walk.found(Kind::record_unknown, owner, name, "has no entry in the ledger");
        return;
    }
    const auto number = row.get<std::int64_t>(2);
    auto& known = record->second.of_version(number);
    const std::span<const Value> values(row.cells().begin() + own_columns.size(), row.cells().end());
    const auto state = hash_of(encode_creation(walk.shape.columns, walk.shape.by_name, values));
    const auto superseded_at = row.get<std::optional<Instant>>(5);
    const bool holds = known.has_entry && known.state == state && known.recorded_at == row.get<Instant>(3) &&
                       known.clock == row.get<std::int64_t>(4) && known.is_superseded != is_current &&
                       superseded_at == (is_current ? std::nullopt : std::optional(known.superseded_at));
    known.was_seen = true;
    if (!holds) {
        record->second.was_reported = true;
        walk.found(Kind::record_changed, owner, name,
                   is_current ? "is not what its last entry says"
                              : "is not, in its version " + std::to_string(number) + ", what the entry says");
    }
}

void KnownRecords::report_missing(TableWalk& walk) {
    for (const auto& [key, record] : walk.records) {
        for (const auto& known : record.versions) {
            if (known.has_entry && !known.was_seen && !record.was_reported) {
                walk.found(Kind::record_missing, key.first, walk.table + " " + to_string(key.second),
                           known.is_superseded
                               ? "has lost its version " + std::to_string(known.version) + " from the history"
                               : "is gone without an entry in the ledger");
            }
        }
    }
}

}  // namespace minka::storage
