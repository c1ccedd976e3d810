#include "storage/ledger.h"
#include "storage/postgres/postgres_connection.h"
#include "storage/sqlite/sqlite_connection.h"
#include "storage/table_copy.h"
#include "support/ledger_expectation.h"
#include "support/scratch_database.h"
#include "unit/storage/test_records.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <thread>

using namespace minka;
using namespace minka::test;
using storage::Act;
using storage::Connection;
using storage::Database;
using storage::Reader;
using storage::Value;
using storage::Writer;

namespace {

std::unique_ptr<Database> open_at(const std::string& location) {
    storage::DatabaseOptions options;
    options.location = location;
    options.migrations = well_migrations;
    auto opened = Database::open(options);
    REQUIRE_MESSAGE(opened.has_value(), (opened ? "" : to_sentence(opened.error())));
    return *std::move(opened);
}

using Tables = std::map<std::string, std::vector<std::vector<Value>>>;

Tables all_rows(Connection& connection) {
    Tables found;
    const auto tables = storage::tables_of(connection);
    REQUIRE(tables.has_value());
    for (const auto& table : *tables) {
        auto& rows = found[table];
        const storage::VisitRow visit = [&](const storage::Row& row) -> Result<> {
            rows.push_back(row.cells());
            return {};
        };
        REQUIRE(connection.run("SELECT * FROM " + table, {}, &visit).has_value());
        std::ranges::sort(rows);
    }
    return found;
}

}  // namespace

TEST_SUITE_BEGIN("storage: PostgreSQL");

TEST_CASE("transactions of two processes that come between each other run again, and none is lost") {
    const auto scratch = make_scratch_database(On::postgres, well_migrations);
    const auto other = open_at(scratch->location);
    const Act act{scratch->database->new_id<ProgrammeId>(), {}, "console", "test"};
    const VillageId id = scratch->database->new_id<VillageId>();
    REQUIRE(other->write(act, [&](Writer& writer) { return writer.create(Village{id, "Sonsón", 0, {}}); }).has_value());
    std::atomic<int> runs{0};
    constexpr int each = 60;
    std::vector<std::thread> crew;
    for (auto* database : {scratch->database.get(), other.get()}) {
        crew.emplace_back([&, database] {
            for (int i = 0; i < each; ++i) {
                const auto added = database->write(act, [&](Writer& writer) -> Result<> {
                    ++runs;
                    MINKA_TRY_ASSIGN(auto village, writer.require<Village>(id));
                    village.record.families = *village.record.families + 1;
                    MINKA_TRY(writer.change(village.record, village.version));
                    return {};
                });
                CHECK_MESSAGE(added.has_value(), (added ? "" : to_sentence(added.error())));
            }
        });
    }
    for (auto& thread : crew) {
        thread.join();
    }
    CHECK(runs > 2 * each);
    const auto village = other->read(act.programme, [&](Reader& reader) { return reader.require<Village>(id); });
    CHECK(village->record.families == 2 * each);
    CHECK(village->version == 1 + 2 * each);
    expect_sound_ledger(*other);
}

TEST_CASE("a server that drops the connections is written and read again at once") {
    const auto scratch = make_scratch_database(On::postgres, well_migrations);
    auto& database = *scratch->database;
    const Act act{database.new_id<ProgrammeId>(), {}, "console", "test"};
    const auto drop_all = [&] {
        const auto connection = storage::open_postgres(scratch->location);
        REQUIRE(connection.has_value());
        REQUIRE((*connection)
                    ->run_script("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
                                 "current_database() AND pid <> pg_backend_pid()")
                    .has_value());
    };
    const auto count = [&] {
        const auto rows = database.read(act.programme, [](Reader& reader) { return reader.all<Village>(""); });
        REQUIRE_MESSAGE(rows.has_value(), (rows ? "" : to_sentence(rows.error())));
        return rows->size();
    };
    CHECK(count() == 0);
    drop_all();
    CHECK(count() == 0);
    drop_all();
    const Village first{database.new_id<VillageId>(), "Sonsón", {}, {}};
    CHECK(database.write(act, [&](Writer& writer) { return writer.create(first); }).has_value());
    const Village second{database.new_id<VillageId>(), "Abejorral", {}, {}};
    int runs = 0;
    const auto written = database.write(act, [&](Writer& writer) -> Result<> {
        if (++runs == 1) {
            drop_all();
        }
        return writer.create(second);
    });
    CHECK_MESSAGE(written.has_value(), (written ? "" : to_sentence(written.error())));
    CHECK(runs == 2);
    CHECK(count() == 2);
    expect_sound_ledger(database);
}

TEST_CASE("a copy into a SQLite file and back has the same rows and a ledger that verifies") {
    const auto scratch = make_scratch_database(On::postgres, well_migrations);
    auto& database = *scratch->database;
    const Act act{database.new_id<ProgrammeId>(), {}, "console", "test"};
    std::vector<Village> villages;
    std::vector<Well> wells;
    for (int i = 0; i < 2500; ++i) {
        villages.push_back({database.new_id<VillageId>(), "Vereda Ñandú " + std::to_string(i),
                            i % 3 == 0 ? std::nullopt : std::optional<std::int64_t>(i), LocalDate{}});
        wells.push_back({database.new_id<WellId>(),
                         villages.back().id,
                         WellState::flowing,
                         i / 7.0,
                         i % 2 == 0,
                         {Bytes(static_cast<std::size_t>(i % 50), 0xff)}});
    }
    REQUIRE(database
                .write(act,
                       [&](Writer& writer) -> Result<> {
                           MINKA_TRY(writer.create_all(villages));
                           return writer.create_all(wells);
                       })
                .has_value());
    villages[5].families = -1;
    REQUIRE(database
                .write(act,
                       [&](Writer& writer) -> Result<> {
                           MINKA_TRY(writer.change(villages[5], 1));
                           return writer.remove(wells[9], 1);
                       })
                .has_value());

    const auto file = (scratch->folder.path() / "copy.db").string();
    const auto copied = database.copy_to(file);
    REQUIRE_MESSAGE(copied.has_value(), (copied ? "" : to_sentence(copied.error())));
    CHECK(database.copy_to(file).error().code == ProblemCode::io_failed);
    const auto copy = open_at(file);
    expect_sound_ledger(*copy);
    CHECK(copy->node() == database.node());

    const auto back_location = new_postgres_database();
    const auto back = open_at(back_location);
    REQUIRE(back->with_connection([&](Connection& target) {
                    return copy->with_connection(
                        [&](Connection& source) { return storage::copy_rows(source, target); });
                })
                .has_value());
    Tables original;
    Tables returned;
    REQUIRE(database
                .with_connection([&](Connection& connection) -> Result<> {
                    original = all_rows(connection);
                    return {};
                })
                .has_value());
    REQUIRE(back->with_connection([&](Connection& connection) -> Result<> {
                    returned = all_rows(connection);
                    return {};
                })
                .has_value());
    CHECK(original == returned);
    CHECK(original.at("village").size() == 2500);
    CHECK(original.at("well").size() == 2499);
    expect_sound_ledger(*back);
    // The references hold again on the server.
    const Well orphan{database.new_id<WellId>(), database.new_id<VillageId>(), WellState::dry, 1, false, {}};
    CHECK(back->write(act, [&](Writer& writer) { return writer.create(orphan); }).error().code ==
          ProblemCode::conflict);
}

TEST_SUITE_END();
