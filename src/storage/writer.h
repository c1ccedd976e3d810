#pragma once

#include "storage/ledger_entry.h"
#include "storage/reader.h"

#include <map>
#include <memory>
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

/// What a store writes with, inside one transaction. There is no way to write a record that does not reach the
/// ledger: the only statements a store can run itself are those on PLAIN tables (projections), which rebuild.
///
/// The same act may run again after a serialization failure: a closure keeps no state outside itself.
class Writer : public Reader {
public:
    Writer(Connection& connection, const Act& act, const Uuid& node, Instant now);
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// The instant this transaction records; later than that of every earlier entry of the chain.
    Result<Instant> recorded_at();

    /// Writes a new record. Problems: `conflict` when the id or a unique value is taken, or a reference does not exist.
    template <DescribedRecord T>
    Result<> create(const T& record) {
        return create_record(record_table<T>, record.id.uuid, record_fields(record));
    }

    /// Writes new records in as few round trips as the engine allows.
    template <DescribedRecord T>
    Result<> create_all(const std::vector<T>& records) {
        std::vector<NewRecord> fresh;
        fresh.reserve(records.size());
        for (const auto& record : records) {
            fresh.push_back({record.id.uuid, record_fields(record)});
        }
        return create_records(record_table<T>, fresh);
    }

    /// Writes the record's new state over the version that was seen; unchanged columns are left out of the ledger,
    /// and a record without a change is left alone. Returns whether anything changed.
    /// Problems: `not_found`; `conflict` when another version was written meanwhile.
    template <DescribedRecord T>
    Result<bool> change(const T& record, std::int64_t base_version) {
        return change_record(record_table<T>, record.id.uuid, base_version, record_fields(record));
    }

    /// Takes a record out of the current state; its history and ledger stay. For what was recorded by mistake: a fact
    /// that ended gets an end date instead. Problems: `not_found`, `conflict`.
    template <DescribedRecord T>
    Result<> remove(const T& record, std::int64_t base_version) {
        return remove_record(record_table<T>, record.id.uuid, base_version, record_fields(record));
    }

    /// Runs a statement on a PLAIN table: projections, counters, sessions. Refused (MINKA_CHECK) on a record table.
    template <typename... Parameters>
    Result<std::int64_t> project(std::string_view sql, const Parameters&... parameters) {
        const std::vector<Value> values{to_value(parameters)...};
        return project_values(sql, values);
    }
    Result<> project_each(std::string_view sql, std::span<const std::vector<Value>> parameter_sets);

    /// A ledger entry without a record of its own: "a batch of 240 anonymous responses arrived", an erasure, an export.
    /// `facts` must hold nothing personal.
    Result<> note(std::string_view kind, const Uuid& subject, const std::vector<Field>& facts);

    /// Writes the ledger entries and the chain's new head. Called by the database before it commits.
    Result<> finish();

private:
    struct NewRecord {
        Uuid id;
        std::vector<Field> fields;
    };

    Result<> create_record(std::string_view table, const Uuid& id, const std::vector<Field>& fields);
    Result<> create_records(std::string_view table, const std::vector<NewRecord>& records);
    Result<bool> change_record(std::string_view table, const Uuid& id, std::int64_t base_version,
                               const std::vector<Field>& fields);
    Result<> remove_record(std::string_view table, const Uuid& id, std::int64_t base_version,
                           const std::vector<Field>& fields);
    Result<std::int64_t> project_values(std::string_view sql, std::span<const Value> values);
    Result<std::vector<Value>> current_row(std::string_view table, const Uuid& id, std::int64_t base_version,
                                           const std::vector<Field>& fields);
    Result<> keep_in_history(std::string_view table, const Uuid& id);
    Result<> read_head();
    void append(LedgerEntry entry);

    Act act_;
    Uuid node_;
    Instant now_;
    bool has_head_ = false;
    LedgerHead head_;
    std::vector<LedgerEntry> entries_;
};

}  // namespace minka::storage
