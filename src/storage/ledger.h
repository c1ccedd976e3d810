#pragma once

#include "storage/ledger_entry.h"
#include "storage/reader.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace minka::storage {

/// The head of a chain; sequence 0 and a zero hash before its first entry.
Result<LedgerHead> read_ledger_head(Reader& reader, const ProgrammeId& programme, const Uuid& node);

/// The heads of every chain in the database.
Result<std::vector<LedgerHead>> read_ledger_heads(Reader& reader);

using VisitEntry = std::function<Result<>(const LedgerEntry&)>;

/// Entries of one chain in their order, from `after_sequence` on.
Result<> visit_ledger(Reader& reader, const ProgrammeId& programme, const Uuid& node, std::int64_t after_sequence,
                      const VisitEntry& visit);

/// The entries of one record over all nodes, oldest first: its history, field by field.
Result<std::vector<LedgerEntry>> ledger_of_record(Reader& reader, const ProgrammeId& programme, const Uuid& subject);

/// One thing a verification found.
struct LedgerFinding {
    enum class Kind {
        entry_changed,    ///< An entry's content does not match its hash.
        entry_missing,    ///< The sequence has a gap.
        chain_broken,     ///< An entry does not continue the one before.
        tail_cut,         ///< The chain ends before a head that was handed out, or the stored head is another.
        record_changed,   ///< A record's row is not what its last entry says.
        record_missing,   ///< A record's row is gone without an entry.
        record_unknown,   ///< A row stands in a record table without any entry.
    };
    Kind kind{};
    ProgrammeId programme;
    Uuid node;
    std::int64_t sequence = 0;  ///< The entry; 0 when the finding is about a row.
    std::string record;         ///< "school 018f..." or the kind of a note.
    std::string sentence;       ///< For people: what is wrong and where.
};

struct LedgerVerification {
    std::int64_t entries = 0;
    std::int64_t records = 0;
    std::vector<LedgerHead> heads;
    std::vector<LedgerFinding> findings;
};

/// Walks every chain, recomputes every hash, compares with the stored heads and with `known_heads` (from receipts and
/// backups), and compares every record's row with what its last entry says.
Result<LedgerVerification> verify_ledger(Reader& reader, std::span<const LedgerHead> known_heads);

/// Used by the writer.
Result<> store_ledger_entries(Connection& connection, const std::vector<LedgerEntry>& entries);
Result<> store_ledger_head(Connection& connection, const LedgerHead& head);
/// Problems: `forbidden` when the statement writes a table that only the ledger may write.
Result<> refuse_ledgered_tables(Connection& connection, std::string_view sql);

}  // namespace minka::storage
