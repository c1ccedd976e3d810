#include "storage/ledger_entry.h"

#include "base/check.h"

#include <sodium.h>

#include <algorithm>
#include <bit>

namespace minka::storage {

namespace {

// Reads what append_canonical wrote.
class CanonicalReader {
public:
    explicit CanonicalReader(ByteView bytes) : rest_(bytes) {}

    bool is_done() const { return rest_.empty(); }

    Result<std::uint64_t> eight() {
        MINKA_TRY_ASSIGN(const auto bytes, take(8));
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < 8; ++i) {
            value |= static_cast<std::uint64_t>(bytes[i]) << (8 * i);
        }
        return value;
    }

    Result<std::uint64_t> small() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            MINKA_TRY_ASSIGN(const auto byte, take(1));
            value |= (std::uint64_t{byte[0]} & 0x7f) << shift;
            if (byte[0] < 0x80) {
                return value;
            }
        }
        return broken();
    }

    Result<std::int64_t> number() {
        MINKA_TRY_ASSIGN(const auto bits, small());
        return std::bit_cast<std::int64_t>((bits & 1) != 0 ? ~(bits >> 1) : bits >> 1);
    }

    Result<std::string> text() {
        MINKA_TRY_ASSIGN(const auto size, small());
        MINKA_TRY_ASSIGN(const auto bytes, take(size));
        return std::string(as_text(bytes));
    }

    Result<Value> value() {
        MINKA_TRY_ASSIGN(const auto kind, take(1));
        switch (kind[0]) {
            case 0: return Value{};
            case 1: {
                MINKA_TRY_ASSIGN(const auto whole, number());
                return Value{whole};
            }
            case 2: {
                MINKA_TRY_ASSIGN(const auto real, eight());
                return Value{std::bit_cast<double>(real)};
            }
            case 3: {
                MINKA_TRY_ASSIGN(auto text_value, text());
                return Value{std::move(text_value)};
            }
            case 4: {
                MINKA_TRY_ASSIGN(const auto size, small());
                MINKA_TRY_ASSIGN(const auto bytes, take(size));
                return Value{Bytes(bytes.begin(), bytes.end())};
            }
            default: return broken();
        }
    }

private:
    static std::unexpected<Problem> broken() {
        return problem(ProblemCode::integrity_broken, "A ledger entry's changes cannot be read; restore a backup.");
    }

    Result<ByteView> take(std::uint64_t count) {
        if (count > rest_.size()) {
            return broken();
        }
        const auto taken = rest_.first(count);
        rest_ = rest_.subspan(count);
        return taken;
    }

    ByteView rest_;
};

void append_bytes(Bytes& out, ByteView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

}  // namespace

Hash hash_of(ByteView content) {
    Hash hash{};
    MINKA_CHECK(crypto_generichash(hash.data(), hash.size(), content.data(), content.size(), nullptr, 0) == 0);
    return hash;
}

std::int64_t next_clock(std::int64_t previous, Instant now) {
    const auto physical = (now.microseconds / 1000) << 16;
    return std::max(previous + 1, physical);
}

Bytes encode_changes(std::span<const FieldChange> changes) {
    Bytes out;
    for (const auto& change : changes) {
        append_canonical_text(out, std::string_view(change.column));
        append_canonical(out, change.before);
        append_canonical(out, change.after);
    }
    return out;
}

Bytes encode_creation(std::span<const std::string_view> columns, std::span<const std::size_t> by_name,
                      std::span<const Value> values) {
    Bytes out;
    out.reserve(columns.size() * 28);
    for (const auto place : by_name) {
        if (!std::holds_alternative<std::monostate>(values[place])) {
            append_canonical_text(out, columns[place]);
            append_canonical(out, {});
            append_canonical(out, values[place]);
        }
    }
    return out;
}

Result<std::vector<FieldChange>> decode_changes(ByteView bytes) {
    std::vector<FieldChange> changes;
    CanonicalReader reader(bytes);
    while (!reader.is_done()) {
        FieldChange change;
        MINKA_TRY_ASSIGN(change.column, reader.text());
        MINKA_TRY_ASSIGN(change.before, reader.value());
        MINKA_TRY_ASSIGN(change.after, reader.value());
        changes.push_back(std::move(change));
    }
    return changes;
}

Hash link_hash(const Hash& previous, const LedgerEntry& entry) {
    return link_hash(previous, entry, hash_of(entry.changes));
}

Hash link_hash(const Hash& previous, const LedgerEntry& entry, const Hash& changes_hash) {
    Bytes out;
    out.reserve(320);
    append_bytes(out, previous);
    append_bytes(out, entry.programme.uuid.bytes);
    append_bytes(out, entry.node.bytes);
    append_canonical_number(out, entry.sequence);
    append_canonical_number(out, entry.clock);
    append_canonical_number(out, entry.recorded_at.microseconds);
    append_bytes(out, entry.actor.bytes);
    append_canonical_text(out, std::string_view(entry.source));
    append_canonical_text(out, std::string_view(entry.act));
    append_canonical_text(out, std::string_view(entry.kind));
    append_bytes(out, entry.subject.bytes);
    append_canonical_number(out, entry.base_version);
    append_canonical_number(out, entry.version);
    append_bytes(out, changes_hash);
    append_bytes(out, entry.state);
    return hash_of(out);
}

}  // namespace minka::storage
