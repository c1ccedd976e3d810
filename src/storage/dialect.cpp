#include "storage/dialect.h"

#include "base/text.h"

#include <array>
#include <utility>

namespace minka::storage {

namespace {

struct Placeholder {
    std::string_view name;
    std::string_view sqlite;
    std::string_view postgres;
};

constexpr std::array placeholders{
    Placeholder{"uuid", "BLOB", "UUID"},
    Placeholder{"instant", "INTEGER", "BIGINT"},
    Placeholder{"integer", "INTEGER", "BIGINT"},
    Placeholder{"real", "REAL", "DOUBLE PRECISION"},
    Placeholder{"text", "TEXT", "TEXT COLLATE \"C\""},
    Placeholder{"bool", "INTEGER", "BOOLEAN"},
    Placeholder{"date", "TEXT", "TEXT COLLATE \"C\""},
    Placeholder{"blob", "BLOB", "BYTEA"},
    Placeholder{"strict", "STRICT", ""},
};

constexpr std::string_view record_columns =
    "programme_id {uuid} NOT NULL, id {uuid} NOT NULL, version {integer} NOT NULL, recorded_at {instant} NOT NULL, "
    "clock {integer} NOT NULL, superseded_at {instant}, ";

Result<std::string> fill_placeholders(Engine engine, std::string_view schema) {
    std::string result;
    while (true) {
        const auto open = schema.find('{');
        result += schema.substr(0, open);
        if (open == std::string_view::npos) {
            return result;
        }
        const auto close = schema.find('}', open);
        if (close == std::string_view::npos) {
            return invalid("A placeholder of the schema is not closed.");
        }
        const auto name = schema.substr(open + 1, close - open - 1);
        const Placeholder* found = nullptr;
        for (const auto& placeholder : placeholders) {
            if (placeholder.name == name) {
                found = &placeholder;
            }
        }
        if (found == nullptr) {
            return invalid("The schema has no placeholder {" + std::string(name) + "}.");
        }
        result += engine == Engine::sqlite ? found->sqlite : found->postgres;
        schema.remove_prefix(close + 1);
    }
}

// The text between the bracket at the start and its partner; moves `text` past it.
Result<std::string_view> bracketed(std::string_view& text) {
    text = trim(text);
    if (!text.starts_with('(')) {
        return invalid("A table of the schema lacks its columns.");
    }
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
        if (depth == 0) {
            const auto inside = text.substr(1, i - 1);
            text.remove_prefix(i + 1);
            return inside;
        }
    }
    return invalid("A bracket of the schema is not closed.");
}

struct TableText {
    std::string name;
    std::string columns;
    std::string constraints;  ///< ", ..." or empty
};

Result<TableText> read_table(std::string_view statement) {
    const auto open = statement.find('(');
    if (open == std::string_view::npos) {
        return invalid("A table of the schema lacks its columns.");
    }
    TableText table{std::string(trim(statement.substr(0, open))), {}, {}};
    statement.remove_prefix(open);
    MINKA_TRY_ASSIGN(const auto columns, bracketed(statement));
    table.columns = trim(columns);
    statement = trim(statement);
    if (statement.starts_with("CONSTRAINTS")) {
        statement.remove_prefix(std::string_view("CONSTRAINTS").size());
        MINKA_TRY_ASSIGN(const auto constraints, bracketed(statement));
        table.constraints = ", " + std::string(trim(constraints));
    }
    if (!trim(statement).empty()) {
        return invalid("After the table " + table.name + " comes '" + std::string(statement) + "'.");
    }
    return table;
}

Result<std::string> expand_record_table(std::string_view statement) {
    MINKA_TRY_ASSIGN(const auto table, read_table(statement));
    // What stands in a column would hold for the history too, where several versions of a record stand.
    for (const std::string_view word : {"UNIQUE", "PRIMARY KEY", "REFERENCES"}) {
        if (table.columns.find(word) != std::string::npos) {
            return invalid("Write " + std::string(word) + " of the record table " + table.name +
                           " under CONSTRAINTS or as an index.");
        }
    }
    const auto columns = std::string(record_columns) + table.columns;
    return "CREATE TABLE " + table.name + " (" + columns + ", PRIMARY KEY (programme_id, id)" + table.constraints +
           ") {strict};\nCREATE TABLE " + table.name + "_history (" + columns +
           ", PRIMARY KEY (programme_id, id, version)) {strict};\n";
}

// "school access_mode {text}"
Result<std::string> expand_record_column(std::string_view statement) {
    const auto space = statement.find(' ');
    if (space == std::string_view::npos) {
        return invalid("A RECORD COLUMN is a table, a name and a type: '" + std::string(statement) + "'.");
    }
    const std::string table(statement.substr(0, space));
    const std::string column(trim(statement.substr(space)));
    if (column.find("NOT NULL") != std::string::npos) {
        return invalid("The records of " + table +
                       " that exist have no value for a new column: it cannot be NOT NULL.");
    }
    return "ALTER TABLE " + table + " ADD COLUMN " + column + ";\nALTER TABLE " + table + "_history ADD COLUMN " +
           column + ";\n";
}

Result<std::string> expand_statement(std::string_view statement) {
    constexpr std::string_view record_table = "RECORD TABLE ";
    constexpr std::string_view record_column = "RECORD COLUMN ";
    constexpr std::string_view plain_table = "PLAIN TABLE ";
    if (statement.starts_with(record_table)) {
        return expand_record_table(statement.substr(record_table.size()));
    }
    if (statement.starts_with(record_column)) {
        return expand_record_column(trim(statement.substr(record_column.size())));
    }
    if (statement.starts_with(plain_table)) {
        MINKA_TRY_ASSIGN(const auto table, read_table(statement.substr(plain_table.size())));
        return "CREATE TABLE " + table.name + " (" + table.columns + table.constraints + ") {strict};\n";
    }
    for (const std::string_view start : {"CREATE INDEX ", "CREATE UNIQUE INDEX ", "DROP INDEX ", "ALTER TABLE ",
                                         "DROP TABLE ", "INSERT INTO ", "UPDATE ", "DELETE FROM "}) {
        if (statement.starts_with(start)) {
            return std::string(statement) + ";\n";
        }
    }
    return invalid("The schema language has no statement '" + std::string(statement.substr(0, 40)) + "'.");
}

std::string without_comments(std::string_view schema) {
    std::string text;
    for (const auto line : split(schema, '\n')) {
        text += std::string(line.substr(0, line.find("--"))) + "\n";
    }
    return text;
}

}  // namespace

Result<std::string> render_schema(Engine engine, std::string_view schema) {
    std::string expanded;
    const auto text = without_comments(schema);
    for (const auto part : split(text, ';')) {
        if (const auto statement = trim(part); !statement.empty()) {
            MINKA_TRY_ASSIGN(const auto sql, expand_statement(statement));
            expanded += sql;
        }
    }
    return fill_placeholders(engine, expanded);
}

std::string as_known(std::string_view table, std::string_view parameter) {
    const std::string name(table);
    const std::string at(parameter);
    return "(SELECT * FROM " + name + " WHERE recorded_at <= " + at + " UNION ALL SELECT * FROM " + name +
           "_history WHERE recorded_at <= " + at + " AND superseded_at > " + at + ") AS " + name;
}

}  // namespace minka::storage
