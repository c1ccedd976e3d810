#include "storage/writer.h"

#include "base/text.h"
#include "storage/ledger.h"

#include <algorithm>
#include <cmath>

namespace minka::storage {

namespace {

constexpr std::size_t entries_at_once = 512;

bool is_null(const Value& value) { return std::holds_alternative<std::monostate>(value); }

std::string record_name(std::string_view table, const Uuid& id) { return std::string(table) + " " + to_string(id); }

Result<> check_value(const Value& value, std::string_view column) {
    if (const auto* text = std::get_if<std::string>(&value)) {
        if (text->find('\0') != std::string::npos || !is_utf8(*text)) {
            return invalid("A text is not UTF-8 or holds a zero byte; read the file with its right encoding.",
                           std::string(column));
        }
    } else if (const auto* real = std::get_if<double>(&value)) {
        if (!std::isfinite(*real)) {
            return invalid("A number is not finite; leave the field empty instead.", std::string(column));
        }
    }
    return {};
}

Result<> check_values(const RecordShape& shape, std::span<const Value> values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (auto checked = check_value(values[i], shape.columns[i]); !checked) {
            auto failure = std::move(checked).error();
            failure.field = std::string(shape.table) + "." + failure.field;
            return std::unexpected(std::move(failure));
        }
    }
    return {};
}

}  // namespace

Writer::Writer(Connection& connection, const Act& act, const Uuid& node, Instant now, ChainHeads& heads)
    : Reader(connection, act.programme), act_(act), node_(node), now_(now), heads_(heads) {}

Result<> Writer::read_head() {
    if (has_head_) {
        return {};
    }
    if (const auto known = heads_.find(act_.programme); known != heads_.end()) {
        head_ = known->second;
    } else {
        MINKA_TRY(check_value(act_.source, "source"));
        MINKA_TRY(check_value(act_.name, "act"));
        MINKA_TRY_ASSIGN(head_, checked(take_ledger_head(connection(), act_.programme, node_)));
    }
    now_ = std::max(now_, Instant{head_.recorded_at.microseconds + 1});
    first_sequence_ = head_.sequence;
    has_head_ = true;
    return {};
}

Result<Instant> Writer::recorded_at() {
    MINKA_TRY(read_head());
    return now_;
}

LedgerEntry Writer::new_entry(std::string_view kind, const Uuid& subject, std::int64_t base_version,
                              std::int64_t version) {
    LedgerEntry entry;
    entry.programme = act_.programme;
    entry.node = node_;
    entry.sequence = head_.sequence + 1;
    entry.clock = next_clock(head_.clock, now_);
    entry.recorded_at = now_;
    entry.actor = act_.actor;
    entry.source = act_.source;
    entry.act = act_.name;
    entry.kind = kind;
    entry.subject = subject;
    entry.base_version = base_version;
    entry.version = version;
    return entry;
}

void Writer::append(LedgerEntry& entry, const Hash& changes_hash) {
    entry.hash = link_hash(head_.hash, entry, changes_hash);
    head_.sequence = entry.sequence;
    head_.hash = entry.hash;
    head_.clock = entry.clock;
    head_.recorded_at = now_;
    entries_.push_back(ledger_row(std::move(entry)));
}

Result<> Writer::store_entries() {
    if (entries_.empty()) {
        return {};
    }
    auto stored = checked(store_ledger_rows(connection(), entries_));
    entries_.clear();
    return stored;
}

// An id that was removed is never given again: its versions would start anew and meet the old ones in the history.
// New ids come after every old one, so that one look at their range is mostly enough for all of them.
Result<> Writer::refuse_removed_ids(const RecordShape& shape, std::span<const NewRecord> records) {
    const auto is_any_removed = [&](const Uuid& first, const Uuid& last) -> Result<bool> {
        bool found = false;
        MINKA_TRY(each(
            shape.select_removed,
            [&](const Row&) -> Result<> {
                found = true;
                return {};
            },
            act_.programme, first, last));
        return found;
    };
    if (records.empty()) {
        return {};
    }
    const auto [first, last] = std::ranges::minmax_element(records, {}, &NewRecord::id);
    MINKA_TRY_ASSIGN(const bool is_suspect, is_any_removed(first->id, last->id));
    for (std::size_t i = 0; is_suspect && i < records.size(); ++i) {
        MINKA_TRY_ASSIGN(const bool is_removed, is_any_removed(records[i].id, records[i].id));
        if (is_removed) {
            return problem(ProblemCode::conflict,
                           "A " + std::string(shape.table) + " has the id of one that was removed; make a new id.");
        }
    }
    return {};
}

Result<> Writer::create_records(const RecordShape& shape, std::vector<NewRecord>& records) {
    for (const auto& record : records) {
        MINKA_TRY(checked(check_values(shape, record.values)));
    }
    MINKA_TRY(read_head());
    std::vector<std::vector<Value>> rows;
    rows.reserve(records.size());
    for (auto& record : records) {
        auto entry = new_entry(shape.table, record.id, 0, 1);
        entry.changes = encode_creation(shape.columns, shape.by_name, record.values);
        entry.state = hash_of(entry.changes);
        auto& row = rows.emplace_back();
        row.reserve(record.values.size() + 5);
        row.insert(row.end(),
                   {to_value(act_.programme), to_value(record.id), to_value(1), to_value(now_), to_value(entry.clock)});
        row.insert(row.end(), std::move_iterator(record.values.begin()), std::move_iterator(record.values.end()));
        const auto changes_hash = entry.state;
        append(entry, changes_hash);
    }
    MINKA_TRY(checked(refuse_removed_ids(shape, records)));
    MINKA_TRY(checked(connection().run_each(shape.insert, rows)));
    return entries_.size() >= entries_at_once ? store_entries() : Result<>{};
}

Result<std::vector<Value>> Writer::current_row(const RecordShape& shape, const Uuid& id, std::int64_t base_version) {
    std::vector<Value> found;
    MINKA_TRY(each(
        shape.select,
        [&](const Row& row) -> Result<> {
            found = row.cells();
            return {};
        },
        act_.programme, id));
    if (found.empty()) {
        return problem(ProblemCode::not_found, "There is no " + record_name(shape.table, id) + " in this programme.");
    }
    if (FromValue<std::int64_t>::of(found.front()) != base_version) {
        return problem(ProblemCode::conflict, "The " + record_name(shape.table, id) +
                                                  " was changed meanwhile; read it again and repeat the change.");
    }
    found.erase(found.begin());
    return found;
}

Result<> Writer::keep_in_history(std::string_view table, const Uuid& id) {
    MINKA_TRY_ASSIGN(const auto columns, connection().columns_of(table));
    std::string names;
    std::string values;
    for (const auto& column : columns) {
        names += (names.empty() ? "" : ", ") + column;
        values += (values.empty() ? "" : ", ") + (column == "superseded_at" ? "CAST($3 AS BIGINT)" : column);
    }
    const std::vector<Value> parameters{to_value(act_.programme), to_value(id), to_value(now_)};
    MINKA_TRY(connection().run("INSERT INTO " + std::string(table) + "_history (" + names + ") SELECT " + values +
                                   " FROM " + std::string(table) + " WHERE programme_id = $1 AND id = $2",
                               parameters, nullptr));
    return {};
}

Result<bool> Writer::change_record(const RecordShape& shape, const Uuid& id, std::int64_t base_version,
                                   const std::vector<Value>& values) {
    MINKA_TRY(check_values(shape, values));
    MINKA_TRY(read_head());
    MINKA_TRY_ASSIGN(const auto before, current_row(shape, id, base_version));
    auto entry = new_entry(shape.table, id, base_version, base_version + 1);
    std::vector<FieldChange> changes;
    std::vector<Value> parameters{to_value(act_.programme), to_value(id), to_value(entry.version), to_value(now_),
                                  to_value(entry.clock)};
    std::string text = "UPDATE " + std::string(shape.table) + " SET version = $3, recorded_at = $4, clock = $5";
    for (const auto i : shape.by_name) {
        if (before[i] != values[i]) {
            changes.push_back({std::string(shape.columns[i]), before[i], values[i]});
            parameters.push_back(values[i]);
            text += ", " + changes.back().column + " = $" + std::to_string(parameters.size());
        }
    }
    if (changes.empty()) {
        return false;
    }
    entry.changes = encode_changes(changes);
    entry.state = hash_of(encode_creation(shape.columns, shape.by_name, values));
    append(entry, hash_of(entry.changes));
    MINKA_TRY(checked(keep_in_history(shape.table, id)));
    MINKA_TRY(checked(connection().run(text + " WHERE programme_id = $1 AND id = $2", parameters, nullptr)));
    return true;
}

Result<> Writer::remove_record(const RecordShape& shape, const Uuid& id, std::int64_t base_version) {
    MINKA_TRY(read_head());
    MINKA_TRY_ASSIGN(const auto before, current_row(shape, id, base_version));
    auto entry = new_entry(shape.table, id, base_version, 0);
    std::vector<FieldChange> changes;
    for (const auto i : shape.by_name) {
        if (!is_null(before[i])) {
            changes.push_back({std::string(shape.columns[i]), before[i], {}});
        }
    }
    entry.changes = encode_changes(changes);
    append(entry, hash_of(entry.changes));
    MINKA_TRY(checked(keep_in_history(shape.table, id)));
    const std::vector<Value> key{to_value(act_.programme), to_value(id)};
    MINKA_TRY(checked(connection().run(
        "DELETE FROM " + std::string(shape.table) + " WHERE programme_id = $1 AND id = $2", key, nullptr)));
    return {};
}

Result<std::int64_t> Writer::project_values(std::string_view sql, std::span<const Value> values) {
    for (const auto& value : values) {
        MINKA_TRY(check_value(value, {}));
    }
    MINKA_TRY(refuse_ledgered_tables(connection(), sql));
    return checked(connection().run(sql, values, nullptr));
}

Result<> Writer::project_each(std::string_view sql, std::span<const std::vector<Value>> parameter_sets) {
    for (const auto& values : parameter_sets) {
        for (const auto& value : values) {
            MINKA_TRY(check_value(value, {}));
        }
    }
    MINKA_TRY(refuse_ledgered_tables(connection(), sql));
    MINKA_TRY(checked(connection().run_each(sql, parameter_sets)));
    return {};
}

Result<> Writer::note(std::string_view kind, const Uuid& subject, const std::vector<Field>& facts) {
    std::vector<std::string_view> names;
    std::vector<Value> values;
    for (const auto& fact : facts) {
        MINKA_TRY(check_value(fact.value, fact.name));
        names.push_back(fact.name);
        values.push_back(fact.value);
    }
    MINKA_TRY(read_head());
    auto entry = new_entry(kind, subject, -1, 0);
    entry.changes = encode_creation(names, make_record_shape(kind, names).by_name, values);
    entry.state = hash_of(entry.changes);
    const auto changes_hash = entry.state;
    append(entry, changes_hash);
    return {};
}

Result<> Writer::attempt(const std::function<Result<>()>& part) {
    if (failure_) {
        return std::unexpected(*failure_);
    }
    MINKA_TRY(store_entries());
    const auto head_before = head_;
    const auto had_head = has_head_;
    MINKA_TRY(checked(connection().run("SAVEPOINT part", {}, nullptr)));
    auto outcome = part();
    if (outcome && failure_) {
        outcome = std::unexpected(*failure_);
    }
    if (!outcome) {
        failure_.reset();
        entries_.clear();
        head_ = head_before;
        has_head_ = had_head;
        MINKA_TRY(checked(connection().run("ROLLBACK TO SAVEPOINT part", {}, nullptr)));
    }
    MINKA_TRY(checked(connection().run("RELEASE SAVEPOINT part", {}, nullptr)));
    return outcome;
}

Result<> Writer::finish() {
    if (failure_) {
        return std::unexpected(*failure_);
    }
    if (head_.sequence == first_sequence_) {
        return {};
    }
    MINKA_TRY(store_entries());
    heads_[act_.programme] = head_;
    return {};
}

}  // namespace minka::storage
