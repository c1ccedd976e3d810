#pragma once

#include "storage/ledger.h"

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace minka::storage {

/// What the ledger says about the records of the database, to be compared with their rows.
class KnownRecords {
public:
    void learn(const LedgerEntry& entry);

    /// Compares every row of every record table and its history; adds to the counts and findings.
    Result<> compare(Reader& reader, LedgerVerification& result);

private:
    struct KnownVersion {
        std::int64_t version = 0;
        bool has_entry = false;
        bool was_seen = false;
        bool is_superseded = false;
        Hash state{};
        std::int64_t clock = 0;
        Instant recorded_at;
        Instant superseded_at;
    };
    struct KnownRecord {
        std::vector<KnownVersion> versions;
        bool was_reported = false;
        KnownVersion& of_version(std::int64_t version);
    };
    using RecordKey = std::pair<ProgrammeId, Uuid>;
    struct RecordKeyHash {
        std::size_t operator()(const RecordKey& key) const {
            return std::hash<ProgrammeId>{}(key.first) * 31 + std::hash<Uuid>{}(key.second);
        }
    };
    using Records = std::unordered_map<RecordKey, KnownRecord, RecordKeyHash>;
    struct TableWalk;

    static Result<> compare_table(Reader& reader, TableWalk& walk, const std::string& suffix);
    static void compare_row(TableWalk& walk, const Row& row, bool is_current);
    static void report_missing(TableWalk& walk);

    std::map<std::string, Records> tables_;
};

}  // namespace minka::storage
