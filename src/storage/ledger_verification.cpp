#include "storage/record_verification.h"

#include <algorithm>
#include <map>
#include <set>

namespace minka::storage {

namespace {

using Kind = LedgerFinding::Kind;

// One chain on its way from the first entry to the last.
struct Walk {
    ProgrammeId programme;
    Uuid node;
    std::int64_t last = 0;  ///< Sequence of the entry before.
    Hash stored{};          ///< Its hash as it stands in the ledger.
    Hash computed{};        ///< Its hash as its content gives it.
    bool was_sound = true;  ///< Whether it continued the one before it.
    bool follows = true;    ///< Whether the entry looked at comes right after it.
    std::int64_t clock = 0;
    Instant recorded_at;
    std::map<std::int64_t, Hash> hashes_at;  ///< At the sequences of the known heads.

    std::string name() const { return "programme " + to_string(programme) + ", node " + to_string(node); }
};

class Verification {
public:
    Verification(Reader& reader, std::span<const LedgerHead> known_heads)
        : reader_(reader), known_heads_(known_heads) {}

    Result<LedgerVerification> run() {
        MINKA_TRY_ASSIGN(result_.heads, read_ledger_heads(reader_));
        std::set<std::pair<ProgrammeId, Uuid>> chains;
        MINKA_TRY(reader_.each("SELECT DISTINCT programme_id, node FROM ledger", [&](const Row& row) -> Result<> {
            if (std::get<Bytes>(row.cells()[0]).size() == 16 && std::get<Bytes>(row.cells()[1]).size() == 16) {
                chains.insert({row.get<ProgrammeId>(0), row.get<Uuid>(1)});
            } else {
                found(Kind::entry_changed, {}, 0, {}, "An entry of the ledger names no programme and node.");
            }
            return {};
        }));
        for (const auto& head : result_.heads) {
            chains.insert({head.programme, head.node});
        }
        for (const auto& head : known_heads_) {
            chains.insert({head.programme, head.node});
        }
        for (const auto& [programme, node] : chains) {
            MINKA_TRY(walk_chain(programme, node));
        }
        MINKA_TRY(records_.compare(reader_, result_));
        return std::move(result_);
    }

private:
    void found(Kind kind, const Walk& walk, std::int64_t sequence, std::string record, std::string sentence) {
        result_.findings.push_back({kind, walk.programme, walk.node, sequence, std::move(record), std::move(sentence)});
    }

    Result<> walk_chain(const ProgrammeId& programme, const Uuid& node) {
        Walk walk;
        walk.programme = programme;
        walk.node = node;
        for (const auto& head : known_heads_) {
            if (head.programme == programme && head.node == node) {
                walk.hashes_at[head.sequence] = {};
            }
        }
        MINKA_TRY(visit_any_ledger(reader_, programme, node,
                                   [&](std::int64_t sequence, const Result<LedgerEntry>& entry) -> Result<> {
                                       check_gap(walk, sequence);
                                       if (entry) {
                                           check_entry(walk, *entry);
                                           records_.learn(*entry);
                                       } else {
                                           skip_unreadable(walk, sequence);
                                       }
                                       walk.last = sequence;
                                       ++result_.entries;
                                       return {};
                                   }));
        check_tail(walk);
        check_known_heads(walk);
        return {};
    }

    void check_gap(Walk& walk, std::int64_t sequence) {
        walk.follows = sequence == walk.last + 1;
        if (!walk.follows) {
            found(Kind::entry_missing, walk, walk.last + 1, {},
                  sequence <= 0
                      ? "An entry " + std::to_string(sequence) + " stands before the first of " + walk.name() + "."
                      : "Entries " + std::to_string(walk.last + 1) + " to " + std::to_string(sequence - 1) + " of " +
                            walk.name() + " are missing.");
        }
    }

    void check_entry(Walk& walk, const LedgerEntry& entry) {
        const auto record = entry.kind + " " + to_string(entry.subject);
        const auto place = "entry " + std::to_string(entry.sequence) + " (" + record + ") of " + walk.name();
        const auto computed = link_hash(walk.stored, entry);
        // Where the hash of the entry before was tampered with, its content still gives the one this entry continues.
        const bool is_sound = computed == entry.hash;
        const bool continues = is_sound || (!walk.was_sound && link_hash(walk.computed, entry) == entry.hash);
        if (walk.follows && !continues) {
            if (walk.was_sound) {
                found(Kind::entry_changed, walk, entry.sequence, record,
                      "The content of " + place + " was changed after it was written.");
            } else {
                found(Kind::chain_broken, walk, entry.sequence, record,
                      "The " + place + " was not written after the one that stands before it.");
            }
        }
        walk.was_sound = continues || !walk.follows;
        walk.computed = computed;
        walk.stored = entry.hash;
        walk.clock = entry.clock;
        walk.recorded_at = entry.recorded_at;
        if (const auto at = walk.hashes_at.find(entry.sequence); at != walk.hashes_at.end()) {
            at->second = entry.hash;
        }
    }

    void skip_unreadable(Walk& walk, std::int64_t sequence) {
        found(Kind::entry_changed, walk, sequence, {},
              "Entry " + std::to_string(sequence) + " of " + walk.name() + " cannot be read any more.");
        walk.was_sound = false;
        walk.stored = {};
        walk.computed = {};
    }

    void check_tail(const Walk& walk) {
        bool has_head = false;
        for (const auto& head : result_.heads) {
            if (head.programme != walk.programme || head.node != walk.node) {
                continue;
            }
            has_head = true;
            const bool is_end = head.sequence == walk.last && head.hash == walk.stored && head.clock == walk.clock &&
                                head.recorded_at == walk.recorded_at;
            if (!is_end) {
                found(Kind::tail_cut, walk, walk.last + 1, {},
                      "The chain of " + walk.name() + " ends at entry " + std::to_string(walk.last) +
                          ", but its head says " + std::to_string(head.sequence) +
                          (head.sequence == walk.last ? " with another content." : "."));
            }
        }
        if (!has_head && walk.last > 0) {
            found(Kind::tail_cut, walk, walk.last + 1, {}, "The chain of " + walk.name() + " has lost its head.");
        }
    }

    void check_known_heads(const Walk& walk) {
        for (const auto& head : known_heads_) {
            if (head.programme != walk.programme || head.node != walk.node) {
                continue;
            }
            if (walk.hashes_at.at(head.sequence) != head.hash) {
                found(Kind::tail_cut, walk, head.sequence, {},
                      "A receipt or backup holds entry " + std::to_string(head.sequence) + " of " + walk.name() +
                          "; this chain " +
                          (walk.last < head.sequence ? "ends at " + std::to_string(walk.last)
                                                     : "holds another entry there") +
                          ".");
            }
        }
    }

    Reader& reader_;
    std::span<const LedgerHead> known_heads_;
    LedgerVerification result_;
    KnownRecords records_;
};

}  // namespace

Result<LedgerVerification> verify_ledger(Reader& reader, std::span<const LedgerHead> known_heads) {
    return Verification(reader, known_heads).run();
}

}  // namespace minka::storage
