#include "storage/migration.h"

#include "storage/dialect.h"

#include <array>

namespace minka::storage {

namespace {

constexpr std::string_view version_table = R"(
PLAIN TABLE schema_version (number {integer} NOT NULL PRIMARY KEY, name {text} NOT NULL, applied_at {instant} NOT NULL);
)";

constexpr std::array own_migrations{Migration{1, "storage", R"(
PLAIN TABLE installation (
    single {integer} NOT NULL PRIMARY KEY, node {uuid} NOT NULL, created_at {instant} NOT NULL
);
PLAIN TABLE ledger (
    programme_id {uuid} NOT NULL, node {uuid} NOT NULL, sequence {integer} NOT NULL, clock {integer} NOT NULL,
    recorded_at {instant} NOT NULL, actor {uuid} NOT NULL, source {text} NOT NULL, act {text} NOT NULL,
    kind {text} NOT NULL, subject {uuid} NOT NULL, base_version {integer} NOT NULL, version {integer} NOT NULL,
    changes {blob} NOT NULL, state {blob} NOT NULL, hash {blob} NOT NULL
) CONSTRAINTS (PRIMARY KEY (programme_id, node, sequence));
CREATE INDEX ledger_by_subject ON ledger (programme_id, subject);
PLAIN TABLE ledger_head (
    programme_id {uuid} NOT NULL, node {uuid} NOT NULL, sequence {integer} NOT NULL, hash {blob} NOT NULL,
    clock {integer} NOT NULL, recorded_at {instant} NOT NULL
) CONSTRAINTS (PRIMARY KEY (programme_id, node));
)"}};

// Two processes that start at once on one server take turns; a SQLite file is locked by its transaction.
Result<> lock_schema(Connection& connection) {
    if (connection.engine() == Engine::postgres) {
        return connection.run_script("LOCK TABLE schema_version IN ACCESS EXCLUSIVE MODE");
    }
    return {};
}

Result<> create_version_table(Connection& connection) {
    MINKA_TRY_ASSIGN(const auto columns, connection.columns_of("schema_version"));
    if (!columns.empty()) {
        return {};
    }
    MINKA_TRY_ASSIGN(const auto schema, render_schema(connection.engine(), version_table));
    return connection.run_script(schema);
}

Result<> apply(Connection& connection, const Migration& migration, Instant now) {
    const auto failed = [&](const Problem& reason) {
        return problem(reason.code == ProblemCode::busy ? ProblemCode::busy : ProblemCode::storage_failed,
                       "Migration " + std::to_string(migration.number) + " (" + std::string(migration.name) +
                           ") failed and was undone: " + reason.message);
    };
    const auto schema = render_schema(connection.engine(), migration.schema);
    if (!schema) {
        return failed(schema.error());
    }
    if (const auto applied = connection.run_script(*schema); !applied) {
        return failed(applied.error());
    }
    const std::vector<Value> values{to_value(migration.number), to_value(migration.name), to_value(now)};
    MINKA_TRY(
        connection.run("INSERT INTO schema_version (number, name, applied_at) VALUES ($1, $2, $3)", values, nullptr));
    return {};
}

Result<> migrate_in_transaction(Connection& connection, std::span<const Migration> migrations, Instant now) {
    MINKA_TRY(create_version_table(connection));
    MINKA_TRY(lock_schema(connection));
    MINKA_TRY_ASSIGN(const int version, schema_version(connection));
    for (const auto& migration : migrations) {
        if (migration.number > version) {
            MINKA_TRY(apply(connection, migration, now));
        }
    }
    return {};
}

Result<> migrate_once(Connection& connection, std::span<const Migration> migrations, Instant now) {
    MINKA_TRY(connection.begin(TransactionKind::write));
    auto done = migrate_in_transaction(connection, migrations, now);
    if (done) {
        done = connection.commit();
    }
    if (!done) {
        connection.roll_back();
    }
    return done;
}

}  // namespace

std::span<const Migration> storage_migrations() { return own_migrations; }

Result<int> schema_version(Connection& connection) {
    MINKA_TRY_ASSIGN(const auto columns, connection.columns_of("schema_version"));
    int version = 0;
    if (columns.empty()) {
        return version;
    }
    const VisitRow visit = [&](const Row& row) -> Result<> {
        version = row.get<int>(0);
        return {};
    };
    MINKA_TRY(connection.run("SELECT coalesce(max(number), 0) FROM schema_version", {}, &visit));
    return version;
}

Result<> migrate(Connection& connection, std::span<const Migration> migrations, Instant now,
                 const BeforeUpgrade& before_upgrade) {
    MINKA_CHECK(!migrations.empty());
    for (std::size_t i = 0; i < migrations.size(); ++i) {
        MINKA_CHECK(migrations[i].number == static_cast<int>(i) + 1);
    }
    const int newest = migrations.back().number;
    MINKA_TRY_ASSIGN(int version, schema_version(connection));
    while (version < newest) {
        if (version > 0 && before_upgrade) {
            MINKA_TRY(before_upgrade(version));
        }
        auto done = migrate_once(connection, migrations, now);
        if (done) {
            return {};
        }
        // Where the schema has moved on meanwhile, another process that started at once was quicker.
        MINKA_TRY_ASSIGN(const int found, schema_version(connection));
        if (found == version) {
            return done;
        }
        version = found;
    }
    if (version > newest) {
        return problem(ProblemCode::newer_version,
                       "The database was written by a newer minka (schema " + std::to_string(version) +
                           ", this one knows " + std::to_string(newest) + "); install that version or a later one.");
    }
    return {};
}

}  // namespace minka::storage
