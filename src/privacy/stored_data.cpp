#include "privacy/stored_data.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace minka::privacy {

using storage::Reader;
using storage::Row;
using storage::Value;

namespace {

// Columns of every record table that say nothing of anybody.
constexpr std::array own_columns{"programme_id", "id", "version", "recorded_at", "clock", "superseded_at"};

bool points_at_somebody(const std::string& column) {
    return column == "subject_id" || column == "account_id" || column == "person_id" ||
           column.ends_with("_person_id") || column.ends_with("signer_id");
}

std::optional<std::string> readable(const Value& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        return std::to_string(*whole);
    }
    if (const auto* real = std::get_if<double>(&value)) {
        return std::to_string(*real);
    }
    if (const auto* text = std::get_if<std::string>(&value)) {
        return *text;
    }
    const auto* bytes = std::get_if<Bytes>(&value);
    return bytes != nullptr && bytes->size() == 16 ? std::optional(to_string(storage::FromValue<Uuid>::of(value)))
                                                   : std::nullopt;
}

// A sealed text is longer than any identifier or hash that stands in a record.
constexpr std::size_t least_sealed = 40;

Result<StoredField> field_of(Reader& reader, const Vault& vault, const Uuid& subject, const std::string& name,
                             const Value& value) {
    StoredField field{name, readable(value), false};
    const auto* bytes = std::get_if<Bytes>(&value);
    if (bytes == nullptr || bytes->size() < least_sealed) {
        return field;
    }
    field.was_sealed = true;
    if (auto opened = vault.open(reader, subject, storage::Sealed{*bytes}); opened && is_utf8(*opened)) {
        field.text = *std::move(opened);
    }
    return field;
}

struct Table {
    std::string name;
    std::vector<std::string> columns;  ///< Those with content.
    std::string condition;
};

std::optional<Table> table_about(const std::string& name, const std::vector<std::string>& columns) {
    Table table{name, {}, "id = $2"};
    for (const auto& column : columns) {
        if (std::ranges::find(own_columns, column) == own_columns.end()) {
            table.columns.push_back(column);
        }
        if (points_at_somebody(column)) {
            table.condition += " OR " + column + " = $2";
        }
    }
    return table.columns.empty() ? std::nullopt : std::optional(std::move(table));
}

Result<> add_rows(Reader& reader, const Vault& vault, const Uuid& subject, const Table& table,
                  std::vector<StoredRecord>& found) {
    std::string list = "id, version, recorded_at";
    for (const auto& column : table.columns) {
        list += ", " + column;
    }
    std::vector<std::pair<StoredRecord, std::vector<Value>>> rows;
    MINKA_TRY(reader.each(
        "SELECT " + list + " FROM " + table.name + " WHERE programme_id = $1 AND (" + table.condition +
            ") ORDER BY recorded_at, id",
        [&](const Row& row) -> Result<> {
            StoredRecord record{table.name, row.get<Uuid>(0), row.get<std::int64_t>(1), row.get<Instant>(2), {}};
            rows.emplace_back(std::move(record), std::vector<Value>(row.cells().begin() + 3, row.cells().end()));
            return {};
        },
        reader.programme(), subject));
    for (auto& [record, values] : rows) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            MINKA_TRY_ASSIGN(auto field, field_of(reader, vault, subject, table.columns[i], values[i]));
            record.fields.push_back(std::move(field));
        }
        found.push_back(std::move(record));
    }
    return {};
}

}  // namespace

Result<std::vector<StoredRecord>> stored_about(Reader& reader, const Vault& vault, const Uuid& subject) {
    std::vector<StoredRecord> found;
    MINKA_TRY_ASSIGN(const auto names, reader.record_tables());
    for (const auto& name : names) {
        MINKA_TRY_ASSIGN(const auto columns, reader.columns_of(name));
        if (const auto table = table_about(name, columns)) {
            MINKA_TRY(add_rows(reader, vault, subject, *table, found));
        }
    }
    return found;
}

}  // namespace minka::privacy
