#include "storage/ledger.h"
#include "support/ledger_expectation.h"
#include "support/scratch_database.h"
#include "unit/storage/test_records.h"

#include <doctest/doctest.h>

#include <limits>

using namespace minka;
using namespace minka::test;
using storage::Act;
using storage::Reader;
using storage::Writer;

namespace {

// "kind base>version" of each entry after the first `count`.
std::vector<std::string> entries_after(ScratchDatabase& scratch, ProgrammeId programme, std::int64_t count) {
    const auto entries = scratch.database->read(programme, [&](Reader& reader) -> Result<std::vector<std::string>> {
        std::vector<std::string> found;
        MINKA_TRY(storage::visit_ledger(reader, programme, scratch.database->node(), count,
                                        [&](const storage::LedgerEntry& entry) -> Result<> {
                                            found.push_back(entry.kind + " " + std::to_string(entry.base_version) +
                                                            ">" + std::to_string(entry.version));
                                            return {};
                                        }));
        return found;
    });
    REQUIRE(entries.has_value());
    return *entries;
}

struct WritingFunction {
    std::string name;
    std::function<Result<>(Writer&)> act;
    std::vector<std::string> entries;
};

}  // namespace

TEST_SUITE_BEGIN("storage: writer");

TEST_CASE("every writing function leaves exactly its entries in the ledger") {
    on_both_engines(well_migrations, [](ScratchDatabase& scratch) {
        auto& database = *scratch.database;
        const Act act{database.new_id<ProgrammeId>(), {}, "console", "test"};
        Village sonson{database.new_id<VillageId>(), "Sonsón", {}, {}};
        const Village abejorral{database.new_id<VillageId>(), "Abejorral", {}, {}};
        const Village granada{database.new_id<VillageId>(), "Granada", {}, {}};
        const Well well{database.new_id<WellId>(), sonson.id, WellState::dry, 3.5, true, {}};
        const std::vector<WritingFunction> functions{
            {"create", [&](Writer& writer) { return writer.create(sonson); }, {"village 0>1"}},
            {"create_all",
             [&](Writer& writer) { return writer.create_all(std::vector{abejorral, granada}); },
             {"village 0>1", "village 0>1"}},
            {"create_all of nothing", [&](Writer& writer) { return writer.create_all(std::vector<Village>{}); }, {}},
            {"change without a change",
             [&](Writer& writer) -> Result<> {
                 MINKA_TRY(writer.change(sonson, 1));
                 return {};
             },
             {}},
            {"change",
             [&](Writer& writer) -> Result<> {
                 auto larger = sonson;
                 larger.families = 7;
                 MINKA_TRY(writer.change(larger, 1));
                 return {};
             },
             {"village 1>2"}},
            {"two changes at once",
             [&](Writer& writer) -> Result<> {
                 auto other = sonson;
                 MINKA_TRY(writer.change(other, 2));
                 other.founded = LocalDate{};
                 MINKA_TRY(writer.change(other, 3));
                 return {};
             },
             {"village 2>3", "village 3>4"}},
            {"remove", [&](Writer& writer) { return writer.remove(granada, 1); }, {"village 1>0"}},
            {"create and remove at once",
             [&](Writer& writer) -> Result<> {
                 MINKA_TRY(writer.create(well));
                 return writer.remove(well, 1);
             },
             {"well 0>1", "well 1>0"}},
            {"note",
             [&](Writer& writer) { return writer.note("batch", {}, {{"count", storage::to_value(3)}}); },
             {"batch -1>0"}},
            {"project",
             [&](Writer& writer) -> Result<> {
                 MINKA_TRY(
                     writer.project("INSERT INTO well_count (programme_id, village_id, wells) VALUES ($1, $2, $3)",
                                    act.programme, sonson.id, 1));
                 return {};
             },
             {}},
            {"project_each",
             [&](Writer& writer) {
                 const std::vector<std::vector<storage::Value>> rows{
                     {storage::to_value(act.programme), storage::to_value(abejorral.id), storage::to_value(2)}};
                 return writer.project_each(
                     "INSERT INTO well_count (programme_id, village_id, wells) VALUES ($1, $2, $3)", rows);
             },
             {}},
            {"attempt that works",
             [&](Writer& writer) { return writer.attempt([&]() -> Result<> { return writer.note("tried", {}, {}); }); },
             {"tried -1>0"}},
            {"attempt that fails",
             [&](Writer& writer) -> Result<> {
                 MINKA_TRY(writer.note("before", {}, {}));
                 CHECK_FALSE(writer
                                 .attempt([&]() -> Result<> {
                                     MINKA_TRY(writer.note("inside", {}, {}));
                                     return writer.create(sonson);
                                 })
                                 .has_value());
                 return writer.note("after", {}, {});
             },
             {"before -1>0", "after -1>0"}},
        };
        std::int64_t count = 0;
        for (const auto& function : functions) {
            CAPTURE(function.name);
            expect_ledgered(database, [&] {
                const auto written = database.write(act, function.act);
                CHECK_MESSAGE(written.has_value(), (written ? "" : to_sentence(written.error())));
            });
            CHECK(entries_after(scratch, act.programme, count) == function.entries);
            count += static_cast<std::int64_t>(function.entries.size());
        }
    });
}

TEST_CASE("a closure that hides a failed write cannot be committed") {
    on_both_engines(well_migrations, [](ScratchDatabase& scratch) {
        auto& database = *scratch.database;
        const Act act{database.new_id<ProgrammeId>(), {}, "console", "test"};
        const Village village{database.new_id<VillageId>(), "Sonsón", {}, {}};
        REQUIRE(database.write(act, [&](Writer& writer) { return writer.create(village); }).has_value());
        expect_ledgered(database, [&] {
            const auto written = database.write(act, [&](Writer& writer) -> Result<> {
                MINKA_TRY(writer.note("lost", {}, {}));
                CHECK_FALSE(writer.create(village).has_value());
                return {};
            });
            REQUIRE_FALSE(written.has_value());
            CHECK(written.error().code == ProblemCode::conflict);
        });
        CHECK(entries_after(scratch, act.programme, 1).empty());
    });
}

TEST_CASE("the id of a removed record is not given again") {
    on_both_engines(well_migrations, [](ScratchDatabase& scratch) {
        auto& database = *scratch.database;
        const Act act{database.new_id<ProgrammeId>(), {}, "console", "test"};
        const Village village{database.new_id<VillageId>(), "Sonsón", {}, {}};
        const auto create = [&] { return database.write(act, [&](Writer& writer) { return writer.create(village); }); };
        REQUIRE(create().has_value());
        REQUIRE(database.write(act, [&](Writer& writer) { return writer.remove(village, 1); }).has_value());
        const auto again = create();
        REQUIRE_FALSE(again.has_value());
        CHECK(again.error().code == ProblemCode::conflict);
        expect_sound_ledger(database);
    });
}

TEST_CASE("values that the engines would treat differently are refused with their column") {
    on_both_engines(well_migrations, [](ScratchDatabase& scratch) {
        auto& database = *scratch.database;
        const Act act{database.new_id<ProgrammeId>(), {}, "console", "test"};
        for (const auto& name : {std::string("a\0b", 3), std::string("caf\xe9")}) {
            const Village village{database.new_id<VillageId>(), name, {}, {}};
            const auto written = database.write(act, [&](Writer& writer) { return writer.create(village); });
            REQUIRE_FALSE(written.has_value());
            CHECK(written.error().code == ProblemCode::invalid_input);
            CHECK(written.error().field == "village.name");
        }
        Village village{database.new_id<VillageId>(), "Sonsón", {}, {}};
        REQUIRE(database.write(act, [&](Writer& writer) { return writer.create(village); }).has_value());
        for (const double depth : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
            const Well well{database.new_id<WellId>(), village.id, WellState::dry, depth, false, {}};
            const auto written = database.write(act, [&](Writer& writer) { return writer.create(well); });
            REQUIRE_FALSE(written.has_value());
            CHECK(written.error().field == "well.depth");
        }
        const Well well{database.new_id<WellId>(), village.id, WellState::dry, -0.0, false, {}};
        expect_ledgered(database, [&] {
            CHECK(database.write(act, [&](Writer& writer) { return writer.create(well); }).has_value());
        });
    });
}

TEST_CASE("nothing but a SELECT passes as a read, in a reader and in a writer") {
    on_both_engines(well_migrations, [](ScratchDatabase& scratch) {
        auto& database = *scratch.database;
        const Act act{database.new_id<ProgrammeId>(), {}, "console", "test"};
        for (const auto* sql : {"DELETE FROM village", "UPDATE village SET name = 'x'", "COMMIT",
                                "INSERT INTO well_count SELECT programme_id, id, 1 FROM village",
                                "WITH gone AS (SELECT 1) DELETE FROM village"}) {
            CAPTURE(sql);
            const auto run = [&](Reader& reader) {
                return reader.each(sql, [](const storage::Row&) -> Result<> { return {}; });
            };
            CHECK(database.read(act.programme, run).error().code == ProblemCode::forbidden);
            CHECK(database.write(act, [&](Writer& writer) { return run(writer); }).error().code ==
                  ProblemCode::forbidden);
        }
    });
}

TEST_CASE("a projection reaches no record table under another spelling") {
    on_both_engines(well_migrations, [](ScratchDatabase& scratch) {
        auto& database = *scratch.database;
        const Act act{database.new_id<ProgrammeId>(), {}, "console", "test"};
        for (const auto* sql :
             {"DELETE FROM \"village\"", "DELETE FROM Village", "DELETE FROM main.village",
              "DELETE FROM public.village", "DELETE FROM village_history", "DELETE FROM schema_version",
              "DELETE FROM well_count; DELETE FROM village", "DELETE FROM nothing_of_the_kind"}) {
            CAPTURE(sql);
            const auto refused = database.write(act, [&](Writer& writer) { return writer.project(sql); });
            REQUIRE_FALSE(refused.has_value());
            CHECK(refused.error().code == ProblemCode::forbidden);
        }
    });
}

TEST_SUITE_END();
