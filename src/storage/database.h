#pragma once

#include "base/random.h"
#include "storage/migration.h"
#include "storage/writer.h"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>

namespace minka::storage {

struct DatabaseOptions {
    std::string location;  ///< A file, or "postgresql://..." for a server.
    std::span<const Migration> migrations;
    enum class Access { read_write, read_only } access = Access::read_write;
    Clock* clock = nullptr;          ///< The machine's when null; outlives the database otherwise.
    RandomSource* random = nullptr;  ///< The operating system's when null.
    BeforeUpgrade before_upgrade;
    std::string sqlite_vfs;  ///< For tests that inject faults.
};

/// A programme's memory, in a SQLite file or on a PostgreSQL server.
///
/// `write` runs a closure in a transaction and returns after it is on disk; closures of several threads share one
/// commit, and a failed one leaves its neighbours alone. `read` runs a closure on a snapshot. A closure may
/// run again, so it changes nothing outside itself but its result; it never calls `write` or `read` of the database.
class Database {
public:
    /// Opens, takes the writer lease of a file that is to be written, and brings the schema up to date.
    /// Problems: `busy`, `newer_version`, `storage_failed`, `io_failed`; `not_ready` for a read-only database whose
    /// schema is older than this program.
    static Result<std::unique_ptr<Database>> open(const DatabaseOptions& options);

    virtual ~Database() = default;

    template <typename Closure>
    std::invoke_result_t<Closure, Writer&> write(const Act& act, Closure closure) {
        using Answer = std::invoke_result_t<Closure, Writer&>;
        std::optional<Answer> answer;
        auto outcome = write_transaction(act, [&](Writer& writer) -> Result<> {
            answer = closure(writer);
            return answer->has_value() ? Result<>{} : Result<>(std::unexpected(answer->error()));
        });
        return outcome ? *std::move(answer) : Answer(std::unexpected(std::move(outcome).error()));
    }

    template <typename Closure>
    std::invoke_result_t<Closure, Reader&> read(const ProgrammeId& programme, Closure closure) {
        using Answer = std::invoke_result_t<Closure, Reader&>;
        std::optional<Answer> answer;
        auto outcome = read_transaction(programme, [&](Reader& reader) -> Result<> {
            answer = closure(reader);
            return answer->has_value() ? Result<>{} : Result<>(std::unexpected(answer->error()));
        });
        return outcome ? *std::move(answer) : Answer(std::unexpected(std::move(outcome).error()));
    }

    /// `last_recorded` of ledger.h in a transaction of its own.
    Result<Instant> last_recorded(const ProgrammeId& programme);

    /// Copies the whole database, as it is at one instant, into a new SQLite file, while it is in use.
    virtual Result<> copy_to(const std::string& file) = 0;

    /// Runs `act` on a connection of its own, outside any transaction: for backups and verification. That of a SQLite
    /// file can only read.
    virtual Result<> with_connection(const std::function<Result<>(Connection&)>& act) = 0;

    virtual Engine engine() const = 0;
    const std::string& location() const { return location_; }

    /// This installation in the chains of the ledger.
    const Uuid& node() const { return node_; }
    Clock& clock() { return *clock_; }
    RandomSource& random() { return *random_; }

    template <typename RecordId>
    RecordId new_id() {
        return RecordId{make_uuid_v7(clock().now(), random())};
    }

protected:
    explicit Database(const DatabaseOptions& options);
    virtual Result<> write_transaction(const Act& act, const std::function<Result<>(Writer&)>& closure) = 0;
    virtual Result<> read_transaction(const ProgrammeId& programme,
                                      const std::function<Result<>(Reader&)>& closure) = 0;

    /// Migrates and learns the node; makes it on the first opening.
    Result<> prepare(Connection& connection, const DatabaseOptions& options);

private:
    std::string location_;
    Clock* clock_;
    RandomSource* random_;
    Uuid node_;
};

bool is_postgres_location(std::string_view location);

}  // namespace minka::storage
