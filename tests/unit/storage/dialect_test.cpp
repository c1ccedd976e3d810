#include "storage/dialect.h"

#include <doctest/doctest.h>

using namespace minka;
using storage::Engine;

TEST_SUITE_BEGIN("storage: dialect");

TEST_CASE("the schema language becomes each engine's own") {
    struct Case {
        std::string name;
        std::string schema;
        std::string sqlite;
        std::string postgres;
    };
    const std::vector<Case> cases{
        {"nothing", " \n ", "", ""},
        {"types",
         "PLAIN TABLE t (a {uuid}, b {instant}, c {integer}, d {real}, e {text}, f {bool}, g {date}, h {blob});",
         "CREATE TABLE t (a BLOB, b INTEGER, c INTEGER, d REAL, e TEXT, f INTEGER, g TEXT, h BLOB) STRICT;\n",
         "CREATE TABLE t (a UUID, b BIGINT, c BIGINT, d DOUBLE PRECISION, e TEXT COLLATE \"C\", f BOOLEAN, "
         "g TEXT COLLATE \"C\", h BYTEA) ;\n"},
        {"constraints", "PLAIN TABLE t (a {integer}) CONSTRAINTS (PRIMARY KEY (a), CHECK (a > 0));",
         "CREATE TABLE t (a INTEGER, PRIMARY KEY (a), CHECK (a > 0)) STRICT;\n",
         "CREATE TABLE t (a BIGINT, PRIMARY KEY (a), CHECK (a > 0)) ;\n"},
        {"a comment, with a semicolon and a bracket", "-- a; b (\nCREATE INDEX i ON t (a);",
         "CREATE INDEX i ON t (a);\n", "CREATE INDEX i ON t (a);\n"},
        {"a record's new column", "RECORD COLUMN t extra {text};",
         "ALTER TABLE t ADD COLUMN extra TEXT;\nALTER TABLE t_history ADD COLUMN extra TEXT;\n",
         "ALTER TABLE t ADD COLUMN extra TEXT COLLATE \"C\";\nALTER TABLE t_history ADD COLUMN extra TEXT COLLATE "
         "\"C\";\n"},
        {"a record table", "RECORD TABLE t (a {integer}) CONSTRAINTS (CHECK (a > 0));",
         "CREATE TABLE t (programme_id BLOB NOT NULL, id BLOB NOT NULL, version INTEGER NOT NULL, recorded_at INTEGER "
         "NOT "
         "NULL, clock INTEGER NOT NULL, superseded_at INTEGER, a INTEGER, PRIMARY KEY (programme_id, id), CHECK (a > "
         "0)) "
         "STRICT;\nCREATE TABLE t_history (programme_id BLOB NOT NULL, id BLOB NOT NULL, version INTEGER NOT NULL, "
         "recorded_at INTEGER NOT NULL, clock INTEGER NOT NULL, superseded_at INTEGER, a INTEGER, PRIMARY KEY "
         "(programme_id, id, version)) STRICT;\n",
         "CREATE TABLE t (programme_id UUID NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, recorded_at BIGINT "
         "NOT "
         "NULL, clock BIGINT NOT NULL, superseded_at BIGINT, a BIGINT, PRIMARY KEY (programme_id, id), CHECK (a > 0)) "
         ";\nCREATE TABLE t_history (programme_id UUID NOT NULL, id UUID NOT NULL, version BIGINT NOT NULL, "
         "recorded_at BIGINT NOT NULL, clock BIGINT NOT NULL, superseded_at BIGINT, a BIGINT, PRIMARY KEY "
         "(programme_id, id, version)) ;\n"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.name);
        CHECK(storage::render_schema(Engine::sqlite, c.schema) == c.sqlite);
        CHECK(storage::render_schema(Engine::postgres, c.schema) == c.postgres);
    }
}

TEST_CASE("a schema that says something else is refused with what is wrong") {
    struct Case {
        std::string schema;
        std::string word;  ///< Stands in the message.
    };
    const std::vector<Case> cases{
        {"PLAIN TABLE t (a {uiud});", "{uiud}"},
        {"PLAIN TABLE t (a {uuid);", "{uuid)"},
        {"PLAIN TABLE t (a {uuid};", "not closed"},
        {"PLAIN TABLE t;", "columns"},
        {"PLAIN TABLE t (a {uuid}) CONSTRAINT (PRIMARY KEY (a));", "CONSTRAINT"},
        {"TABLE t (a {uuid});", "TABLE t"},
        {"PRAGMA foreign_keys = OFF;", "PRAGMA"},
        {"RECORD TABLE t (code {text} UNIQUE);", "UNIQUE"},
        {"RECORD TABLE t (code {text} REFERENCES u (id));", "REFERENCES"},
        {"RECORD COLUMN t extra {text} NOT NULL;", "NOT NULL"},
        {"RECORD COLUMN t;", "RECORD COLUMN"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.schema);
        const auto rendered = storage::render_schema(Engine::postgres, c.schema);
        REQUIRE_FALSE(rendered.has_value());
        CHECK(rendered.error().code == ProblemCode::invalid_input);
        CHECK(rendered.error().message.find(c.word) != std::string::npos);
    }
}

TEST_SUITE_END();
