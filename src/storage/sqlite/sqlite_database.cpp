#include "storage/sqlite/sqlite_database.h"

#include "storage/commit_group.h"
#include "storage/connection_pool.h"
#include "storage/sqlite/sqlite_connection.h"
#include "storage/writer_lease.h"

namespace minka::storage {

namespace {

constexpr std::size_t most_readers = 32;

class SqliteDatabase final : public Database {
public:
    SqliteDatabase(const DatabaseOptions& options, std::optional<WriterLease> lease)
        : Database(options),
          file_(std::filesystem::absolute(options.location)),  // the process may change its folder
          vfs_(options.sqlite_vfs),
          lease_(std::move(lease)),
          readers_([this] { return open_sqlite({file_, SqliteOptions::Access::read_only, vfs_}); }, most_readers) {}

    // The writer closes last: only then SQLite moves the log into the file and removes it, and the file alone is whole.
    ~SqliteDatabase() override {
        readers_.forget_idle();
        group_.reset();
    }
    SqliteDatabase(const SqliteDatabase&) = delete;
    SqliteDatabase& operator=(const SqliteDatabase&) = delete;

    Result<> start(const DatabaseOptions& options) {
        const bool writes = options.access == DatabaseOptions::Access::read_write;
        std::error_code ignored;
        if (!writes && !std::filesystem::exists(file_, ignored)) {
            return problem(ProblemCode::not_found,
                           "There is no such database; create one with 'minka programme load' or 'minka demo'.",
                           file_.string());
        }
        using enum SqliteOptions::Access;
        MINKA_TRY_ASSIGN(auto connection, open_sqlite({file_, writes ? read_write : read_only, vfs_}));
        if (writes) {
            MINKA_TRY(keep_to_owner());
        }
        MINKA_TRY(prepare(*connection, options));
        if (writes) {
            group_ = std::make_unique<CommitGroup>(
                std::move(connection), [this] { return open_sqlite({file_, SqliteOptions::Access::read_write, vfs_}); },
                node(), clock());
        }
        return {};
    }

    Engine engine() const override { return Engine::sqlite; }

    Result<> copy_to(const std::string& file) override {
        return with_connection([&](Connection& connection) { return copy_sqlite(connection, file); });
    }

    Result<> with_connection(const std::function<Result<>(Connection&)>& act) override { return readers_.use(act); }

protected:
    Result<> write_transaction(const Act& act, const std::function<Result<>(Writer&)>& closure) override {
        if (!group_) {
            return problem(ProblemCode::forbidden, "The database was opened for reading only.", location());
        }
        return group_->run(act, Foresight{}, closure);
    }

    Result<> read_transaction(const ProgrammeId& programme, const std::function<Result<>(Reader&)>& closure) override {
        return readers_.use([&](Connection& connection) -> Result<> {
            MINKA_TRY(connection.begin(TransactionKind::read));
            Reader reader(connection, programme);
            auto outcome = closure(reader);
            connection.roll_back();
            return outcome;
        });
    }

private:
    // The file names places and people's work: nobody but its owner reads it, whatever the mode it was made with. The
    // log beside it takes the same mode.
    Result<> keep_to_owner() const {
        using std::filesystem::perms;
        std::error_code failure;
        const auto status = std::filesystem::status(file_, failure);
        if (failure || !std::filesystem::is_regular_file(status)) {
            return {};  // a file system of tests has no modes
        }
        if ((status.permissions() & (perms::group_all | perms::others_all)) != perms::none) {
            std::filesystem::permissions(file_, perms::owner_read | perms::owner_write, failure);
        }
        if (failure) {
            return problem(ProblemCode::storage_failed,
                           "Others may read the database and it cannot be closed to them: " + failure.message() +
                               "; give it to the user who runs minka (chown).",
                           file_.string());
        }
        return {};
    }

    std::filesystem::path file_;
    std::string vfs_;
    std::optional<WriterLease> lease_;
    ConnectionPool readers_;
    std::unique_ptr<CommitGroup> group_;
};

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite_database(const DatabaseOptions& options) {
    std::optional<WriterLease> lease;
    if (options.access == DatabaseOptions::Access::read_write) {
        MINKA_TRY_ASSIGN(lease, WriterLease::take(options.location));
    }
    auto database = std::make_unique<SqliteDatabase>(options, std::move(lease));
    MINKA_TRY(database->start(options));
    return database;
}

}  // namespace minka::storage
