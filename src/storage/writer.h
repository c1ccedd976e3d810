#pragma once

#include "storage/ledger_entry.h"
#include "storage/reader.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace minka::storage {

/// Who writes, from where, and what for. It goes into every ledger entry of the transaction.
struct Act {
    ProgrammeId programme;
    Uuid actor;          ///< The account or person that acts; nil for the console of the machine.
    std::string source;  ///< "console", "device 7f3a", "hub Páez": where the act came from, without personal data.
    std::string name;    ///< "import schools": the act in words of the field.
};

/// The ends of the chains a transaction has moved, by programme: closures of one commit group continue each other's.
using ChainHeads = std::map<ProgrammeId, LedgerHead>;

/// What a store writes with, inside one transaction. There is no way to write a record that does not reach the
/// ledger: the only statements a store can run itself are those on PLAIN tables (projections), which rebuild.
///
/// The same act may run again after a serialization failure: a closure keeps no state outside itself. A closure whose
/// statement failed cannot be committed, whatever it returns; `attempt` is for a part that may fail. The tables of the
/// ledger follow at the end of a transaction: a closure does not see its own entries there.
///
/// Problems of every writing function: `invalid_input` for a text that is not UTF-8 or holds a zero byte and for a
/// number that is not finite, with the column; the engines would treat those differently.
class Writer : public Reader {
public:
    Writer(Connection& connection, const Act& act, const Uuid& node, Instant now, ChainHeads& heads);
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// The instant this transaction records; later than that of every earlier entry of the chain.
    Result<Instant> recorded_at();

    /// Writes a new record. Problems: `conflict` when the id is or was taken, a unique value is taken, or a reference
    /// does not exist.
    template <DescribedRecord T>
    Result<> create(const T& record) {
        std::vector<NewRecord> fresh;
        fresh.push_back({record.id.uuid, record_values(record)});
        return create_records(record_shape<T>(), fresh);
    }

    /// Writes new records in as few round trips as the engine allows.
    template <DescribedRecord T>
    Result<> create_all(const std::vector<T>& records) {
        std::vector<NewRecord> fresh;
        fresh.reserve(std::min(records.size(), create_at_once));
        for (std::size_t i = 0; i < records.size(); ++i) {
            fresh.push_back({records[i].id.uuid, record_values(records[i])});
            if (fresh.size() == create_at_once || i + 1 == records.size()) {
                MINKA_TRY(create_records(record_shape<T>(), fresh));
                fresh.clear();
            }
        }
        return {};
    }

    /// Writes the record's new state over the version that was seen; unchanged columns are left out of the ledger,
    /// and a record without a change is left alone. Returns whether anything changed.
    /// Problems: `not_found`; `conflict` when another version was written meanwhile.
    template <DescribedRecord T>
    Result<bool> change(const T& record, std::int64_t base_version) {
        return change_record(record_shape<T>(), record.id.uuid, base_version, record_values(record));
    }

    /// Takes a record out of the current state; its history and ledger stay. For what was recorded by mistake: a fact
    /// that ended gets an end date instead. Problems: `not_found`, `conflict`.
    template <DescribedRecord T>
    Result<> remove(const T& record, std::int64_t base_version) {
        return remove_record(record_shape<T>(), record.id.uuid, base_version);
    }

    /// Runs an INSERT, UPDATE or DELETE on a PLAIN table: projections, counters, sessions. Returns the rows changed.
    /// Problems: also `forbidden` for a record table, the ledger, or a statement of another form.
    template <typename... Parameters>
    Result<std::int64_t> project(std::string_view sql, const Parameters&... parameters) {
        const std::vector<Value> values{to_value(parameters)...};
        return project_values(sql, values);
    }
    Result<> project_each(std::string_view sql, std::span<const std::vector<Value>> parameter_sets);

    /// A ledger entry without a record of its own: "a batch of 240 anonymous responses arrived", an erasure, an export.
    /// `facts` must hold nothing personal.
    Result<> note(std::string_view kind, const Uuid& subject, const std::vector<Field>& facts);

    /// Runs a part of the closure that may fail: then nothing of it stays, and the closure can go on.
    Result<> attempt(const std::function<Result<>()>& part);

    /// Writes the ledger entries and moves the chain's head in `heads`. Called by the database when the closure is
    /// done.
    Result<> finish();

private:
    static constexpr std::size_t create_at_once = 512;

    struct NewRecord {
        Uuid id;
        std::vector<Value> values;
    };

    Result<> refuse_removed_ids(const RecordShape& shape, std::span<const NewRecord> records);
    /// Takes the values of `records` away.
    Result<> create_records(const RecordShape& shape, std::vector<NewRecord>& records);
    Result<bool> change_record(const RecordShape& shape, const Uuid& id, std::int64_t base_version,
                               const std::vector<Value>& values);
    Result<> remove_record(const RecordShape& shape, const Uuid& id, std::int64_t base_version);
    Result<std::int64_t> project_values(std::string_view sql, std::span<const Value> values);
    Result<std::vector<Value>> current_row(const RecordShape& shape, const Uuid& id, std::int64_t base_version);
    Result<> keep_in_history(std::string_view table, const Uuid& id);
    Result<> read_head();
    LedgerEntry new_entry(std::string_view kind, const Uuid& subject, std::int64_t base_version, std::int64_t version);
    void append(LedgerEntry& entry, const Hash& changes_hash);
    Result<> store_entries();
    /// Remembers that a statement failed, so that the transaction cannot be committed.
    template <typename T>
    Result<T> checked(Result<T> outcome) {
        if (!outcome && !failure_) {
            failure_ = outcome.error();
        }
        return outcome;
    }

    const Act& act_;
    Uuid node_;
    Instant now_;
    ChainHeads& heads_;
    bool has_head_ = false;
    LedgerHead head_;
    std::int64_t first_sequence_ = 0;          ///< Of the head when it was read.
    std::vector<std::vector<Value>> entries_;  ///< Rows of the ledger that are not stored yet.
    std::optional<Problem> failure_;
};

}  // namespace minka::storage
