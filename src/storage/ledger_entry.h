#pragma once

#include "base/bytes.h"
#include "base/identifier.h"
#include "storage/value.h"

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace minka::storage {

/// BLAKE2b, 256 bits.
using Hash = std::array<std::uint8_t, 32>;

Hash hash_of(ByteView content);

/// A hybrid logical clock in one number: milliseconds since 1970 in the upper 48 bits, a counter in the lower 16.
/// It never runs back on one node, whatever the machine's clock does.
///
/// Source: Kulkarni, S. et al. (2014). Logical physical clocks. OPODIS 2014, LNCS 8878, 17-32.
std::int64_t next_clock(std::int64_t previous, Instant now);

/// One column of a change: what it held and what it holds. A value that names a person is ciphertext here too.
struct FieldChange {
    std::string column;
    Value before;
    Value after;
    friend bool operator==(const FieldChange&, const FieldChange&) = default;
};

/// The end of one chain: what receipts and backups carry, since a chain alone cannot show that its tail was cut.
struct LedgerHead {
    ProgrammeId programme;
    Uuid node;
    std::int64_t sequence = 0;  ///< 0 before the first entry.
    Hash hash{};
    std::int64_t clock = 0;
    Instant recorded_at;
    friend bool operator==(const LedgerHead&, const LedgerHead&) = default;
};

/// One link of the chain of a programme on a node.
struct LedgerEntry {
    ProgrammeId programme;
    Uuid node;
    std::int64_t sequence = 0;  ///< 1, 2, 3 ... without a gap.
    std::int64_t clock = 0;
    Instant recorded_at;
    Uuid actor;
    std::string source;
    std::string act;
    std::string kind;               ///< The record's table, or the kind of a note.
    Uuid subject;                   ///< The record's id.
    std::int64_t base_version = 0;  ///< The version that was changed; 0 for a new record, -1 for a note.
    std::int64_t version = 0;       ///< The version written; 0 when the record was removed.
    Bytes changes;                  ///< encode_changes
    Hash state{};  ///< Hash of encode_creation of the record as it is after the change; zero when removed.
    Hash hash{};   ///< link_hash
};

/// Columns in the order given; the writer sorts them by name.
Bytes encode_changes(std::span<const FieldChange> changes);
/// Problems: `integrity_broken` when the bytes are not of `encode_changes`.
Result<std::vector<FieldChange>> decode_changes(ByteView bytes);

/// The changes that make a record from nothing, the same on both engines: its columns in the order `by_name`, those
/// without a value left out, so that a column added later changes no record of before.
Bytes encode_creation(std::span<const std::string_view> columns, std::span<const std::size_t> by_name,
                      std::span<const Value> values);

/// The hash that chains an entry to the one before.
Hash link_hash(const Hash& previous, const LedgerEntry& entry);
/// The same, for whoever knows hash_of(entry.changes) already.
Hash link_hash(const Hash& previous, const LedgerEntry& entry, const Hash& changes_hash);

}  // namespace minka::storage
