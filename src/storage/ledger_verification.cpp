#include "storage/ledger.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

namespace minka::storage {

namespace {

using Kind = LedgerFinding::Kind;

constexpr std::array own_columns{"programme_id", "id", "version", "recorded_at", "clock", "superseded_at"};

struct LastState {
    std::int64_t clock = 0;
    std::int64_t version = 0;
    Hash state{};
    bool was_seen = false;
};

using RecordKey = std::pair<ProgrammeId, Uuid>;
struct RecordKeyHash {
    std::size_t operator()(const RecordKey& key) const {
        return std::hash<ProgrammeId>{}(key.first) * 31 + std::hash<Uuid>{}(key.second);
    }
};
using LastStates = std::unordered_map<RecordKey, LastState, RecordKeyHash>;

class Verification {
public:
    Verification(Reader& reader, std::span<const LedgerHead> known_heads)
        : reader_(reader), known_heads_(known_heads) {}

    Result<LedgerVerification> run() {
        MINKA_TRY_ASSIGN(result_.heads, read_ledger_heads(reader_));
        std::set<std::pair<ProgrammeId, Uuid>> chains;
        MINKA_TRY(reader_.each("SELECT DISTINCT programme_id, node FROM ledger", [&](const Row& row) -> Result<> {
            chains.insert({row.get<ProgrammeId>(0), row.get<Uuid>(1)});
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
        for (auto& [table, states] : tables_) {
            MINKA_TRY(compare_table(table, states));
        }
        return std::move(result_);
    }

private:
    void found(Kind kind, const ProgrammeId& programme, const Uuid& node, std::int64_t sequence, std::string record,
               std::string sentence) {
        result_.findings.push_back({kind, programme, node, sequence, std::move(record), std::move(sentence)});
    }

    static std::string chain_name(const ProgrammeId& programme, const Uuid& node) {
        return "programme " + to_string(programme) + ", node " + to_string(node);
    }

    Result<> walk_chain(const ProgrammeId& programme, const Uuid& node) {
        std::int64_t expected = 1;
        Hash previous{};
        std::map<std::int64_t, Hash> hashes_at_heads;
        for (const auto& head : known_heads_) {
            if (head.programme == programme && head.node == node) {
                hashes_at_heads[head.sequence] = {};
            }
        }
        MINKA_TRY(visit_ledger(reader_, programme, node, 0, [&](const LedgerEntry& entry) -> Result<> {
            check_entry(entry, expected, previous);
            if (const auto at = hashes_at_heads.find(entry.sequence); at != hashes_at_heads.end()) {
                at->second = entry.hash;
            }
            expected = entry.sequence + 1;
            previous = entry.hash;
            ++result_.entries;
            return {};
        }));
        check_tail(programme, node, expected - 1, previous);
        check_known_heads(programme, node, expected - 1, hashes_at_heads);
        return {};
    }

    void check_entry(const LedgerEntry& entry, std::int64_t expected, const Hash& previous) {
        const auto record = entry.kind + " " + to_string(entry.subject);
        const auto place = "entry " + std::to_string(entry.sequence) + " (" + record + ") of " +
                           chain_name(entry.programme, entry.node);
        if (entry.sequence != expected) {
            found(Kind::entry_missing, entry.programme, entry.node, expected, {},
                  "Entries " + std::to_string(expected) + " to " + std::to_string(entry.sequence - 1) + " of " +
                      chain_name(entry.programme, entry.node) + " are missing.");
        } else if (link_hash(previous, entry) != entry.hash) {
            found(Kind::entry_changed, entry.programme, entry.node, entry.sequence, record,
                  "The content of " + place + " was changed after it was written.");
        }
        if (entry.base_version < 0) {
            return;
        }
        auto& last = tables_[entry.kind][{entry.programme, entry.subject}];
        if (entry.version > 0) {
            versions_[{entry.subject, entry.version}] = entry.state;
        }
        if (entry.clock > last.clock) {
            last = {entry.clock, entry.version, entry.state, false};
        }
    }

    void check_tail(const ProgrammeId& programme, const Uuid& node, std::int64_t last, const Hash& hash) {
        for (const auto& head : result_.heads) {
            if (head.programme == programme && head.node == node && (head.sequence != last || head.hash != hash)) {
                found(Kind::tail_cut, programme, node, last + 1, {},
                      "The chain of " + chain_name(programme, node) + " ends at entry " + std::to_string(last) +
                          ", but its head says " + std::to_string(head.sequence) + ".");
            }
        }
        const auto has_head = std::ranges::any_of(result_.heads, [&](const LedgerHead& head) {
            return head.programme == programme && head.node == node;
        });
        if (!has_head && last > 0) {
            found(Kind::tail_cut, programme, node, last + 1, {},
                  "The chain of " + chain_name(programme, node) + " has lost its head.");
        }
    }

    void check_known_heads(const ProgrammeId& programme, const Uuid& node, std::int64_t last,
                           const std::map<std::int64_t, Hash>& hashes) {
        for (const auto& head : known_heads_) {
            if (head.programme != programme || head.node != node) {
                continue;
            }
            const auto at = hashes.find(head.sequence);
            if (at == hashes.end() || at->second != head.hash) {
                found(Kind::tail_cut, programme, node, head.sequence, {},
                      "A receipt or backup holds entry " + std::to_string(head.sequence) + " of " +
                          chain_name(programme, node) + "; this chain " +
                          (last < head.sequence ? "ends at " + std::to_string(last) : "holds another entry there") + ".");
            }
        }
    }

    Result<> compare_table(const std::string& table, LastStates& states) {
        MINKA_TRY_ASSIGN(auto columns, reader_.columns_of(table));
        if (columns.empty()) {
            return problem(ProblemCode::integrity_broken, "The ledger names a table " + table + " that does not exist.");
        }
        std::erase_if(columns, [](const std::string& column) {
            return std::ranges::find(own_columns, column) != own_columns.end();
        });
        std::string list;
        for (const auto& column : columns) {
            list += ", " + column;
        }
        MINKA_TRY(reader_.each("SELECT programme_id, id, version" + list + " FROM " + table,
                               [&](const Row& row) -> Result<> {
                                   compare_row(table, columns, row, states);
                                   return {};
                               }));
        MINKA_TRY(reader_.each("SELECT programme_id, id, version" + list + " FROM " + table + "_history",
                               [&](const Row& row) -> Result<> {
                                   compare_superseded_row(table, columns, row);
                                   return {};
                               }));
        for (const auto& [key, state] : states) {
            if (!state.was_seen && state.version > 0) {
                found(Kind::record_missing, key.first, {}, 0, table + " " + to_string(key.second),
                      "The " + table + " " + to_string(key.second) + " of programme " + to_string(key.first) +
                          " is gone without an entry in the ledger.");
            }
        }
        return {};
    }

    void compare_row(const std::string& table, const std::vector<std::string>& columns, const Row& row,
                     LastStates& states) {
        const RecordKey key{row.get<ProgrammeId>(0), row.get<Uuid>(1)};
        const auto name = table + " " + to_string(key.second);
        ++result_.records;
        const auto last = states.find(key);
        if (last == states.end()) {
            found(Kind::record_unknown, key.first, {}, 0, name, "The " + name + " has no entry in the ledger.");
            return;
        }
        last->second.was_seen = true;
        if (row.get<std::int64_t>(2) != last->second.version || hash_of_columns(columns, row) != last->second.state) {
            found(Kind::record_changed, key.first, {}, 0, name,
                  "The " + name + " of programme " + to_string(key.first) + " is not what its last entry says.");
        }
    }

    void compare_superseded_row(const std::string& table, const std::vector<std::string>& columns, const Row& row) {
        const auto programme = row.get<ProgrammeId>(0);
        const auto id = row.get<Uuid>(1);
        const auto version = row.get<std::int64_t>(2);
        const auto state = versions_.find({id, version});
        if (state == versions_.end() || state->second != hash_of_columns(columns, row)) {
            const auto name = table + " " + to_string(id);
            found(Kind::record_changed, programme, {}, 0, name,
                  "Version " + std::to_string(version) + " of the " + name + " of programme " + to_string(programme) +
                      " is not what its entry says.");
        }
    }

    static Hash hash_of_columns(const std::vector<std::string>& columns, const Row& row) {
        std::vector<FieldChange> state;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            state.push_back({columns[i], {}, row.cells()[i + 3]});
        }
        return hash_state(std::move(state));
    }

    Reader& reader_;
    std::span<const LedgerHead> known_heads_;
    LedgerVerification result_;
    std::map<std::pair<Uuid, std::int64_t>, Hash> versions_;
    std::map<std::string, LastStates> tables_;
};

}  // namespace

Result<LedgerVerification> verify_ledger(Reader& reader, std::span<const LedgerHead> known_heads) {
    return Verification(reader, known_heads).run();
}

}  // namespace minka::storage
