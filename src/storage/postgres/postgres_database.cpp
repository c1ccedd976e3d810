#include "storage/postgres/postgres_database.h"

#include "storage/connection_pool.h"
#include "storage/postgres/postgres_connection.h"
#include "storage/table_copy.h"

#include <chrono>
#include <thread>

namespace minka::storage {

namespace {

constexpr int most_runs = 12;

class PostgresDatabase final : public Database {
public:
    explicit PostgresDatabase(const DatabaseOptions& options)
        : Database(options),
          writes_(options.access == DatabaseOptions::Access::read_write),
          migrations_(options.migrations),
          pool_([address = options.location] { return open_postgres(address); }) {}

    Result<> start(const DatabaseOptions& options) {
        return pool_.use([&](Connection& connection) { return prepare(connection, options); });
    }

    Engine engine() const override { return Engine::postgres; }

    Result<> copy_to(const std::string& file) override {
        return with_connection([&](Connection& connection) -> Result<> {
            MINKA_TRY(connection.begin(false));
            auto outcome = copy_database_to_sqlite(connection, migrations_, file);
            connection.roll_back();
            return outcome;
        });
    }

    Result<> with_connection(const std::function<Result<>(Connection&)>& act) override { return pool_.use(act); }

protected:
    Result<> write_transaction(const Act& act, const std::function<Result<>(Writer&)>& closure) override {
        if (!writes_) {
            return problem(ProblemCode::forbidden, "The database was opened for reading only.");
        }
        Result<> outcome;
        for (int run = 0; run < most_runs; ++run) {
            outcome = pool_.use([&](Connection& connection) { return write_once(connection, act, closure); });
            if (outcome || outcome.error().code != ProblemCode::busy) {
                return outcome;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(1 << std::min(run, 7)));
        }
        return outcome;
    }

    Result<> read_transaction(const ProgrammeId& programme, const std::function<Result<>(Reader&)>& closure) override {
        return pool_.use([&](Connection& connection) -> Result<> {
            MINKA_TRY(connection.begin(false));
            Reader reader(connection, programme);
            auto outcome = closure(reader);
            connection.roll_back();
            return outcome;
        });
    }

private:
    Result<> write_once(Connection& connection, const Act& act, const std::function<Result<>(Writer&)>& closure) {
        MINKA_TRY(connection.begin(true));
        Writer writer(connection, act, node(), clock().now());
        auto outcome = closure(writer);
        if (outcome) {
            outcome = writer.finish();
        }
        if (outcome) {
            outcome = connection.commit();
        }
        if (!outcome) {
            connection.roll_back();
        }
        return outcome;
    }

    bool writes_;
    std::span<const Migration> migrations_;
    ConnectionPool pool_;
};

}  // namespace

Result<std::unique_ptr<Database>> open_postgres_database(const DatabaseOptions& options) {
    auto database = std::make_unique<PostgresDatabase>(options);
    MINKA_TRY(database->start(options));
    return database;
}

}  // namespace minka::storage
