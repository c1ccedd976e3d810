#include "storage/migration.h"

#include "storage/postgres/postgres_connection.h"
#include "storage/sqlite/sqlite_connection.h"
#include "support/ledger_expectation.h"
#include "support/scratch_database.h"
#include "unit/storage/test_records.h"

#include <doctest/doctest.h>

#include <thread>

using namespace minka;
using namespace minka::test;
using storage::Database;
using storage::DatabaseOptions;
using storage::Migration;
using storage::Reader;
using storage::Writer;

namespace {

const std::array first_only{storage::storage_migrations()[0]};
const std::array with_district{well_migrations[0], well_migrations[1],
                               Migration{3, "district", "RECORD COLUMN village district {text};"}};
const std::array with_fault{well_migrations[0], well_migrations[1],
                            Migration{3, "good", "PLAIN TABLE good (a {integer});"},
                            Migration{4, "bad", "PLAIN TABLE half (a {integer}); CREATE INDEX half_by_b ON half (b);"}};

// A fresh place on each engine: a file that is not there, an empty database of a server.
void at_each_place(const std::function<void(const std::string&)>& test) {
    const ScratchFolder folder;
    for (const auto& location : {(folder.path() / "new.db").string(), new_postgres_database()}) {
        CAPTURE(location);
        test(location);
    }
}

DatabaseOptions options_for(const std::string& location, std::span<const Migration> migrations) {
    DatabaseOptions options;
    options.location = location;
    options.migrations = migrations;
    return options;
}

int version_at(const std::string& location) {
    auto connection = storage::is_postgres_location(location)
                          ? storage::open_postgres(location)
                          : storage::open_sqlite({location, storage::SqliteOptions::Access::read_only, {}});
    REQUIRE(connection.has_value());
    const auto version = storage::schema_version(**connection);
    REQUIRE(version.has_value());
    return *version;
}

struct VillageOfDistrict {
    VillageId id;
    std::string name;
    std::optional<std::int64_t> families;
    std::optional<LocalDate> founded;
    std::optional<std::string> district;
};
BOOST_DESCRIBE_STRUCT(VillageOfDistrict, (), (id, name, families, founded, district))

}  // namespace

template <>
inline constexpr std::string_view minka::storage::record_table<VillageOfDistrict> = "village";

TEST_SUITE_BEGIN("storage: migration");

TEST_CASE("an older database is upgraded in place, after the backup, and its old rows and ledger hold") {
    at_each_place([](const std::string& location) {
        const ProgrammeId programme{{{1}}};
        const storage::Act act{programme, {}, "console", "test"};
        Village village{VillageId{{{2}}}, "Sonsón", 4, {}};
        {
            auto options = options_for(location, well_migrations);
            options.before_upgrade = [](int) -> Result<> { return invalid("A new database needs no backup."); };
            const auto database = Database::open(options);
            REQUIRE_MESSAGE(database.has_value(), (database ? "" : to_sentence(database.error())));
            REQUIRE((*database)->write(act, [&](Writer& writer) { return writer.create(village); }).has_value());
            village.families = 5;
            REQUIRE((*database)->write(act, [&](Writer& writer) { return writer.change(village, 1); }).has_value());
        }
        auto options = options_for(location, with_district);
        options.before_upgrade = [](int) -> Result<> {
            return problem(ProblemCode::io_failed, "No room for the backup.");
        };
        const auto refused = Database::open(options);
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().code == ProblemCode::io_failed);
        CHECK(version_at(location) == 2);

        std::vector<int> backed_up;
        options.before_upgrade = [&](int version) -> Result<> {
            backed_up.push_back(version);
            return {};
        };
        const auto database = Database::open(options);
        REQUIRE_MESSAGE(database.has_value(), (database ? "" : to_sentence(database.error())));
        CHECK(backed_up == std::vector<int>{2});
        expect_ledgered(**database, [&] {
            const auto changed = (*database)->write(act, [&](Writer& writer) -> Result<bool> {
                MINKA_TRY_ASSIGN(auto found, writer.require<VillageOfDistrict>(village.id));
                found.record.district = "Oriente";
                return writer.change(found.record, found.version);
            });
            CHECK(changed == true);
        });
    });
}

TEST_CASE("a database of a newer minka is refused, also for reading") {
    at_each_place([](const std::string& location) {
        REQUIRE(Database::open(options_for(location, with_district)).has_value());
        auto options = options_for(location, well_migrations);
        for (const auto access : {DatabaseOptions::Access::read_write, DatabaseOptions::Access::read_only}) {
            options.access = access;
            const auto refused = Database::open(options);
            REQUIRE_FALSE(refused.has_value());
            CHECK(refused.error().code == ProblemCode::newer_version);
        }
        CHECK(version_at(location) == 3);
    });
}

TEST_CASE("a migration that fails leaves the old schema whole") {
    at_each_place([](const std::string& location) {
        REQUIRE(Database::open(options_for(location, well_migrations)).has_value());
        const auto failed = Database::open(options_for(location, with_fault));
        REQUIRE_FALSE(failed.has_value());
        CHECK(failed.error().code == ProblemCode::storage_failed);
        CHECK(failed.error().message.find("Migration 4 (bad)") != std::string::npos);
        CHECK(version_at(location) == 2);
        const auto database = Database::open(options_for(location, well_migrations));
        REQUIRE(database.has_value());
        const auto columns = (*database)->read({}, [](Reader& reader) { return reader.columns_of("good"); });
        CHECK(columns->empty());
    });
}

TEST_CASE("an older schema is not opened for reading, and says what to do") {
    at_each_place([](const std::string& location) {
        REQUIRE(Database::open(options_for(location, first_only)).has_value());
        auto options = options_for(location, well_migrations);
        options.access = DatabaseOptions::Access::read_only;
        const auto refused = Database::open(options);
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().code == ProblemCode::not_ready);
        CHECK(refused.error().message.find("open it once for writing") != std::string::npos);
    });
}

TEST_CASE("a file of another kind is told apart from a database") {
    const ScratchFolder folder;
    const auto file = folder.path() / "photo.db";
    {
        std::FILE* out = std::fopen(file.c_str(), "wb");
        REQUIRE(out != nullptr);
        for (int i = 0; i < 5000; ++i) {
            std::fputs("not a database ", out);
        }
        std::fclose(out);
    }
    const auto refused = Database::open(options_for(file, well_migrations));
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == ProblemCode::malformed_file);
}

TEST_CASE("several processes that start on an empty server at once all find one schema and one node") {
    for (int round = 0; round < 5; ++round) {
        const auto location = new_postgres_database();
        std::array<Result<std::unique_ptr<Database>>, 4> opened;
        std::vector<std::thread> crew;
        for (auto& one : opened) {
            crew.emplace_back([&] { one = Database::open(options_for(location, with_district)); });
        }
        for (auto& thread : crew) {
            thread.join();
        }
        for (const auto& one : opened) {
            REQUIRE_MESSAGE(one.has_value(), (one ? "" : to_sentence(one.error())));
            CHECK((*one)->node() == (*opened[0])->node());
        }
        CHECK(version_at(location) == 3);
    }
}

TEST_SUITE_END();
