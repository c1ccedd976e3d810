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

/// The instant up to which everything recorded for the reader's programme is in its snapshot: a later transaction
/// records a later one, whatever the clock does. It is the `known_at` that a report freezes; the clock's own instant
/// would let in a transaction that was running. The start of 1970 when nothing is recorded.
Result<Instant> last_recorded(Reader& reader);

/// The heads of every chain in the database.
Result<std::vector<LedgerHead>> read_ledger_heads(Reader& reader);

using VisitEntry = std::function<Result<>(const LedgerEntry&)>;

/// Entries of one chain in their order, those after `after_sequence`. Problems: `integrity_broken` for an entry that
/// cannot be read; what `visit` says.
Result<> visit_ledger(Reader& reader, const ProgrammeId& programme, const Uuid& node, std::int64_t after_sequence,
                      const VisitEntry& visit);

/// The same for a verification: goes on over entries that cannot be read. `sequence` is theirs too.
using VisitAnyEntry = std::function<Result<>(std::int64_t sequence, const Result<LedgerEntry>&)>;
Result<> visit_any_ledger(Reader& reader, const ProgrammeId& programme, const Uuid& node, const VisitAnyEntry& visit);

/// The entries of one record over all nodes, oldest first: its history, field by field.
Result<std::vector<LedgerEntry>> ledger_of_record(Reader& reader, const ProgrammeId& programme, const Uuid& subject);

/// One thing a verification found.
struct LedgerFinding {
    enum class Kind {
        entry_changed,   ///< An entry's content does not match its hash.
        entry_missing,   ///< The sequence has a gap.
        chain_broken,    ///< An entry was not written after the one that stands before it.
        tail_cut,        ///< The chain ends before a head that was handed out, or the stored head is another.
        record_changed,  ///< A current or superseded row is not what the entry of its version says.
        record_missing,  ///< A row is gone without an entry.
        record_unknown,  ///< A row stands in a record table without any entry.
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
    std::int64_t records = 0;     ///< Current rows.
    std::int64_t superseded = 0;  ///< Rows of the histories.
    std::vector<LedgerHead> heads;
    std::vector<LedgerFinding> findings;
};

/// Walks every chain, recomputes every hash, compares with the stored heads and with `known_heads` (from receipts and
/// backups), and compares every row of every record table and its history with the entry of its version.
///
/// What it cannot see: someone who rewrites a chain from some entry on, with all hashes, the heads and the rows. Only a
/// head in other hands (`known_heads`) shows that. Memory: about 150 bytes for each version of each record.
Result<LedgerVerification> verify_ledger(Reader& reader, std::span<const LedgerHead> known_heads);

/// Used by the writer: the head of its chain, taken so that no other transaction continues the chain before this one
/// ends. Problems: `busy` when another did meanwhile.
Result<LedgerHead> take_ledger_head(Connection& connection, const ProgrammeId& programme, const Uuid& node);
/// One row of the ledger as `store_ledger_rows` takes it; takes the entry's texts away.
std::vector<Value> ledger_row(LedgerEntry&& entry);
Result<> store_ledger_rows(Connection& connection, std::span<const std::vector<Value>> rows);
Result<> store_ledger_head(Connection& connection, const LedgerHead& head);
/// Whether the entry at a head is in the ledger.
Result<bool> holds_ledger_head(Connection& connection, const LedgerHead& head);
/// Problems: `forbidden` when the statement writes a table that only the ledger may write.
Result<> refuse_ledgered_tables(Connection& connection, std::string_view sql);

}  // namespace minka::storage
