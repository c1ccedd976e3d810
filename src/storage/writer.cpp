#include "storage/writer.h"

#include "storage/ledger.h"

#include <algorithm>

namespace minka::storage {

namespace {

// "INSERT INTO school (programme_id, ..., name) VALUES ($1, ...)"
std::string insert_text(std::string_view table, const std::vector<Field>& fields) {
    std::string columns = "programme_id, id, version, recorded_at, clock";
    std::string places = "$1, $2, $3, $4, $5";
    for (std::size_t i = 0; i < fields.size(); ++i) {
        columns += ", " + std::string(fields[i].name);
        places += ", $" + std::to_string(i + 6);
    }
    return "INSERT INTO " + std::string(table) + " (" + columns + ") VALUES (" + places + ")";
}

std::string column_list(const std::vector<Field>& fields) {
    std::string text;
    for (const auto& field : fields) {
        text += ", " + std::string(field.name);
    }
    return text;
}

std::vector<FieldChange> as_created(const std::vector<Field>& fields) {
    std::vector<FieldChange> changes;
    changes.reserve(fields.size());
    for (const auto& field : fields) {
        changes.push_back({std::string(field.name), {}, field.value});
    }
    return changes;
}

bool is_null(const Value& value) { return std::holds_alternative<std::monostate>(value); }

std::string record_name(std::string_view table, const Uuid& id) { return std::string(table) + " " + to_string(id); }

}  // namespace

Writer::Writer(Connection& connection, const Act& act, const Uuid& node, Instant now)
    : Reader(connection, act.programme), act_(act), node_(node), now_(now) {}

Writer::~Writer() = default;

Result<> Writer::read_head() {
    if (has_head_) {
        return {};
    }
    MINKA_TRY_ASSIGN(head_, read_ledger_head(*this, act_.programme, node_));
    now_ = std::max(now_, Instant{head_.recorded_at.microseconds + 1});
    has_head_ = true;
    return {};
}

Result<Instant> Writer::recorded_at() {
    MINKA_TRY(read_head());
    return now_;
}

void Writer::append(LedgerEntry entry) {
    entry.programme = act_.programme;
    entry.node = node_;
    entry.sequence = ++head_.sequence;
    entry.recorded_at = now_;
    entry.actor = act_.actor;
    entry.source = act_.source;
    entry.act = act_.name;
    entry.hash = link_hash(head_.hash, entry);
    head_.hash = entry.hash;
    head_.clock = entry.clock;
    head_.recorded_at = now_;
    entries_.push_back(std::move(entry));
}

Result<> Writer::create_record(std::string_view table, const Uuid& id, const std::vector<Field>& fields) {
    return create_records(table, {NewRecord{id, fields}});
}

Result<> Writer::create_records(std::string_view table, const std::vector<NewRecord>& records) {
    if (records.empty()) {
        return {};
    }
    MINKA_TRY(read_head());
    std::vector<std::vector<Value>> rows;
    rows.reserve(records.size());
    for (const auto& record : records) {
        LedgerEntry entry;
        entry.clock = next_clock(head_.clock, now_);
        entry.kind = table;
        entry.subject = record.id;
        entry.version = 1;
        auto changes = as_created(record.fields);
        entry.state = hash_state(changes);
        std::erase_if(changes, [](const FieldChange& change) { return is_null(change.after); });
        entry.changes = encode_changes(changes);
        auto& row = rows.emplace_back(
            std::vector<Value>{to_value(act_.programme), to_value(record.id), to_value(1), to_value(now_),
                               to_value(entry.clock)});
        for (const auto& field : record.fields) {
            row.push_back(field.value);
        }
        append(std::move(entry));
    }
    return connection().run_each(insert_text(table, records.front().fields), rows);
}

Result<std::vector<Value>> Writer::current_row(std::string_view table, const Uuid& id, std::int64_t base_version,
                                               const std::vector<Field>& fields) {
    std::vector<Value> found;
    MINKA_TRY(each(
        "SELECT version" + column_list(fields) + " FROM " + std::string(table) + " WHERE programme_id = $1 AND id = $2",
        [&](const Row& row) -> Result<> {
            found = row.cells();
            return {};
        },
        act_.programme, id));
    if (found.empty()) {
        return problem(ProblemCode::not_found, "There is no " + record_name(table, id) + " in this programme.");
    }
    if (FromValue<std::int64_t>::of(found.front()) != base_version) {
        return problem(ProblemCode::conflict,
                       "The " + record_name(table, id) + " was changed meanwhile; read it again and repeat the change.");
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

Result<bool> Writer::change_record(std::string_view table, const Uuid& id, std::int64_t base_version,
                                   const std::vector<Field>& fields) {
    MINKA_TRY(read_head());
    MINKA_TRY_ASSIGN(const auto before, current_row(table, id, base_version, fields));
    std::vector<FieldChange> changes;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (before[i] != fields[i].value) {
            changes.push_back({std::string(fields[i].name), before[i], fields[i].value});
        }
    }
    if (changes.empty()) {
        return false;
    }
    MINKA_TRY(keep_in_history(table, id));
    LedgerEntry entry;
    entry.clock = next_clock(head_.clock, now_);
    entry.kind = table;
    entry.subject = id;
    entry.base_version = base_version;
    entry.version = base_version + 1;
    entry.state = hash_state(as_created(fields));
    entry.changes = encode_changes(changes);
    std::vector<Value> values{to_value(act_.programme), to_value(id), to_value(entry.version), to_value(now_),
                              to_value(entry.clock)};
    std::string text = "UPDATE " + std::string(table) + " SET version = $3, recorded_at = $4, clock = $5";
    for (const auto& change : changes) {
        values.push_back(change.after);
        text += ", " + change.column + " = $" + std::to_string(values.size());
    }
    append(std::move(entry));
    MINKA_TRY(connection().run(text + " WHERE programme_id = $1 AND id = $2", values, nullptr));
    return true;
}

Result<> Writer::remove_record(std::string_view table, const Uuid& id, std::int64_t base_version,
                               const std::vector<Field>& fields) {
    MINKA_TRY(read_head());
    MINKA_TRY_ASSIGN(const auto before, current_row(table, id, base_version, fields));
    MINKA_TRY(keep_in_history(table, id));
    LedgerEntry entry;
    entry.clock = next_clock(head_.clock, now_);
    entry.kind = table;
    entry.subject = id;
    entry.base_version = base_version;
    std::vector<FieldChange> changes;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (!is_null(before[i])) {
            changes.push_back({std::string(fields[i].name), before[i], {}});
        }
    }
    entry.changes = encode_changes(changes);
    append(std::move(entry));
    const std::vector<Value> key{to_value(act_.programme), to_value(id)};
    MINKA_TRY(connection().run("DELETE FROM " + std::string(table) + " WHERE programme_id = $1 AND id = $2", key, nullptr));
    return {};
}

Result<std::int64_t> Writer::project_values(std::string_view sql, std::span<const Value> values) {
    MINKA_TRY(refuse_ledgered_tables(connection(), sql));
    return connection().run(sql, values, nullptr);
}

Result<> Writer::project_each(std::string_view sql, std::span<const std::vector<Value>> parameter_sets) {
    MINKA_TRY(refuse_ledgered_tables(connection(), sql));
    return connection().run_each(sql, parameter_sets);
}

Result<> Writer::note(std::string_view kind, const Uuid& subject, const std::vector<Field>& facts) {
    MINKA_TRY(read_head());
    LedgerEntry entry;
    entry.clock = next_clock(head_.clock, now_);
    entry.kind = kind;
    entry.subject = subject;
    entry.base_version = -1;
    const auto changes = as_created(facts);
    entry.changes = encode_changes(changes);
    entry.state = hash_state(changes);
    append(std::move(entry));
    return {};
}

Result<> Writer::finish() {
    if (entries_.empty()) {
        return {};
    }
    MINKA_TRY(store_ledger_entries(connection(), entries_));
    return store_ledger_head(connection(), head_);
}

}  // namespace minka::storage
