#include "app/upgrade_backup.h"

#include "app/schema.h"
#include "storage/database.h"
#include "storage/postgres/postgres_connection.h"
#include "storage/sqlite/sqlite_connection.h"
#include "storage/table_copy.h"

namespace minka::app {

namespace {

Result<> copy(const std::string& database, int version, const std::filesystem::path& target) {
    if (!storage::is_postgres_location(database)) {
        MINKA_TRY_ASSIGN(const auto source,
                         storage::open_sqlite({database, storage::SqliteOptions::Access::read_only, {}}));
        return storage::copy_sqlite(*source, target);
    }
    MINKA_TRY_ASSIGN(const auto source, storage::open_postgres(database));
    MINKA_TRY(source->begin(storage::TransactionKind::long_read));
    auto copied =
        storage::copy_database_to_sqlite(*source, schema().first(static_cast<std::size_t>(version)), target.string());
    source->roll_back();
    return copied;
}

}  // namespace

Result<std::filesystem::path> back_up_before_upgrade(const std::string& database, const std::filesystem::path& key_file,
                                                     int version) {
    const auto beside = storage::is_postgres_location(database) ? key_file.string() : database;
    const std::filesystem::path target = beside + ".v" + std::to_string(version) + ".backup";
    if (std::filesystem::exists(target)) {
        return target;  // an upgrade that failed left the database as this copy has it
    }
    const std::filesystem::path unfinished = target.string() + ".unfinished";
    std::error_code ignored;
    std::filesystem::remove(unfinished, ignored);
    MINKA_TRY(copy(database, version, unfinished));
    std::error_code failure;
    std::filesystem::rename(unfinished, target, failure);
    if (failure) {
        return problem(ProblemCode::io_failed,
                       "The backup before the upgrade cannot be put in place: " + failure.message() + ".",
                       target.string());
    }
    return target;
}

}  // namespace minka::app
