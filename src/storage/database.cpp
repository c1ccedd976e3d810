#include "storage/database.h"

#include "storage/ledger.h"
#include "storage/postgres/postgres_database.h"
#include "storage/sqlite/sqlite_database.h"

#include <sodium.h>

namespace minka::storage {

namespace {

SystemClock system_clock;
SystemRandom system_random;

Result<std::optional<Uuid>> find_node(Connection& connection) {
    std::optional<Uuid> node;
    const VisitRow visit = [&](const Row& row) -> Result<> {
        node = row.get<Uuid>(0);
        return {};
    };
    MINKA_TRY(connection.run("SELECT node FROM installation", {}, &visit));
    return node;
}

}  // namespace

bool is_postgres_location(std::string_view location) {
    return location.starts_with("postgresql://") || location.starts_with("postgres://");
}

Database::Database(const DatabaseOptions& options)
    : location_(options.location),
      clock_(options.clock != nullptr ? options.clock : &system_clock),
      random_(options.random != nullptr ? options.random : &system_random) {}

Result<std::unique_ptr<Database>> Database::open(const DatabaseOptions& options) {
    MINKA_CHECK(sodium_init() >= 0);
    return is_postgres_location(options.location) ? open_postgres_database(options) : open_sqlite_database(options);
}

Result<> Database::prepare(Connection& connection, const DatabaseOptions& options) {
    MINKA_TRY_ASSIGN(const int version, schema_version(connection));
    const bool writes = options.access == DatabaseOptions::Access::read_write;
    if (writes || version > options.migrations.back().number) {
        MINKA_TRY(migrate(connection, options.migrations, clock().now(), options.before_upgrade));
    } else if (version < options.migrations.back().number) {
        return problem(ProblemCode::not_ready,
                       version == 0
                           ? "There is no minka database yet; create one with 'minka programme load' or 'minka demo'."
                           : "The database is of an older version; open it once for writing to upgrade it.",
                       location_);
    }
    MINKA_TRY_ASSIGN(auto node, find_node(connection));
    if (!node && writes) {
        // Another process may be as quick: the first one's node is the one.
        const auto now = clock().now();
        const std::vector<Value> values{to_value(make_uuid_v7(now, random())), to_value(now)};
        MINKA_TRY(
            connection.run("INSERT INTO installation (single, node, created_at) VALUES (1, $1, $2) "
                           "ON CONFLICT (single) DO NOTHING",
                           values, nullptr));
        MINKA_TRY_ASSIGN(node, find_node(connection));
    }
    node_ = node.value_or(Uuid{});
    return {};
}

Result<Instant> Database::last_recorded(const ProgrammeId& programme) {
    return read(programme, [](Reader& reader) { return storage::last_recorded(reader); });
}

}  // namespace minka::storage
