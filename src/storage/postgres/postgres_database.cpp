#include "storage/postgres/postgres_database.h"

#include "storage/commit_group.h"
#include "storage/connection_pool.h"
#include "storage/postgres/postgres_connection.h"
#include "storage/table_copy.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace minka::storage {

namespace {

constexpr int most_runs = 12;
constexpr std::size_t most_connections = 16;

class PostgresDatabase final : public Database, public ForeseeingDatabase {
public:
    explicit PostgresDatabase(const DatabaseOptions& options)
        : Database(options),
          migrations_(options.migrations),
          pool_([address = options.location] { return open_postgres(address); }, most_connections) {}

    Result<> start(const DatabaseOptions& options) {
        MINKA_TRY_ASSIGN(auto connection, open_postgres(location()));
        MINKA_TRY(prepare(*connection, options));
        if (options.access == DatabaseOptions::Access::read_write) {
            group_ = std::make_unique<CommitGroup>(
                std::move(connection), [address = location()] { return open_postgres(address); }, node(), clock());
        }
        return {};
    }

    Engine engine() const override { return Engine::postgres; }

    Result<> copy_to(const std::string& file) override {
        return with_connection([&](Connection& connection) -> Result<> {
            MINKA_TRY(connection.begin(TransactionKind::long_read));
            auto outcome = copy_database_to_sqlite(connection, migrations_, file);
            connection.roll_back();
            return outcome;
        });
    }

    Result<> with_connection(const std::function<Result<>(Connection&)>& act) override { return pool_.use(act); }

    Result<> write_foreseen(const Act& act, const Foresight& foresight,
                            const std::function<Result<>(Writer&)>& closure) override {
        if (!group_) {
            return problem(ProblemCode::forbidden, "The database was opened for reading only.");
        }
        return group_->run(act, foresight, closure);
    }

protected:
    Result<> write_transaction(const Act& act, const std::function<Result<>(Writer&)>& closure) override {
        return write_foreseen(act, Foresight{}, closure);
    }

    Result<> read_transaction(const ProgrammeId& programme, const std::function<Result<>(Reader&)>& closure) override {
        Result<> outcome;
        for (int run = 0; run < most_runs; ++run) {
            bool is_lost = false;
            outcome = pool_.use([&](Connection& connection) -> Result<> {
                auto read = read_once(connection, programme, closure);
                is_lost = !read && !connection.is_usable();
                return read;
            });
            if (is_lost) {
                pool_.forget_idle();
            }
            if (outcome || !(is_lost || outcome.error().code == ProblemCode::busy)) {
                return outcome;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(1 << std::min(run, 7)));
        }
        return outcome;
    }

private:
    static Result<> read_once(Connection& connection, const ProgrammeId& programme,
                              const std::function<Result<>(Reader&)>& closure) {
        MINKA_TRY(connection.begin(TransactionKind::read));
        Reader reader(connection, programme);
        auto outcome = closure(reader);
        connection.roll_back();
        return outcome;
    }

    std::span<const Migration> migrations_;
    ConnectionPool pool_;
    std::unique_ptr<CommitGroup> group_;
};

}  // namespace

Result<std::unique_ptr<Database>> open_postgres_database(const DatabaseOptions& options) {
    auto database = std::make_unique<PostgresDatabase>(options);
    MINKA_TRY(database->start(options));
    return database;
}

}  // namespace minka::storage
