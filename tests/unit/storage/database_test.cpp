#include "storage/ledger.h"
#include "support/scratch_database.h"
#include "unit/storage/test_records.h"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

using namespace minka;
using namespace minka::test;
using storage::Act;
using storage::Reader;
using storage::Writer;

namespace {

Act act_in(ProgrammeId programme) { return {programme, {}, "console", "test"}; }

ProgrammeId programme_of(ScratchDatabase& scratch) { return scratch.database->new_id<ProgrammeId>(); }

}  // namespace

TEST_SUITE_BEGIN("storage: database");

TEST_CASE("every kind of value makes the round trip on both engines") {
    on_both_engines(well_migrations, [](ScratchDatabase& scratch) {
        auto& database = *scratch.database;
        const auto programme = programme_of(scratch);
        const Village village{database.new_id<VillageId>(), "Támesis «Ñ» 🌱", 120, *LocalDate::parse("1958-12-17")};
        const Well well{database.new_id<WellId>(), village.id, WellState::flowing, -0.1, true, {Bytes{0, 255, 39, 92}}};
        const auto written = database.write(act_in(programme), [&](Writer& writer) -> Result<> {
            MINKA_TRY(writer.create(village));
            return writer.create(well);
        });
        REQUIRE_MESSAGE(written.has_value(), (written ? "" : to_sentence(written.error())));
        const auto read = database.read(programme, [&](Reader& reader) { return reader.all<Well>(""); });
        REQUIRE(read.has_value());
        REQUIRE(read->size() == 1);
        const auto& found = read->front();
        CHECK(found.version == 1);
        CHECK(found.record.id == well.id);
        CHECK(found.record.village_id == village.id);
        CHECK(found.record.state == WellState::flowing);
        CHECK(found.record.depth == -0.1);
        CHECK(found.record.is_public);
        CHECK(found.record.owner == well.owner);
        const auto home = database.read(programme, [&](Reader& reader) { return reader.require<Village>(village.id); });
        REQUIRE(home.has_value());
        CHECK(home->record.name == village.name);
        CHECK(home->record.families == 120);
        CHECK(home->record.founded == village.founded);
    });
}

TEST_CASE("a change needs the version it saw, and an empty change writes nothing") {
    on_both_engines(well_migrations, [](ScratchDatabase& scratch) {
        auto& database = *scratch.database;
        const auto act = act_in(programme_of(scratch));
        Village village{database.new_id<VillageId>(), "Sonsón", {}, {}};
        REQUIRE(database.write(act, [&](Writer& writer) { return writer.create(village); }).has_value());
        village.families = 40;
        const auto change = [&](std::int64_t base) {
            return database.write(act, [&](Writer& writer) { return writer.change(village, base); });
        };
        CHECK(change(1) == true);
        CHECK(change(2) == false);
        const auto stale = change(1);
        REQUIRE_FALSE(stale.has_value());
        CHECK(stale.error().code == ProblemCode::conflict);
        village.id = database.new_id<VillageId>();
        CHECK(change(1).error().code == ProblemCode::not_found);
    });
}

TEST_CASE("what was known at an instant can be read after it changed") {
    on_both_engines(well_migrations, [](ScratchDatabase& scratch) {
        auto& database = *scratch.database;
        const auto act = act_in(programme_of(scratch));
        Village village{database.new_id<VillageId>(), "Sonsón", 40, {}};
        const auto before = scratch.clock.now();
        scratch.clock.advance(1'000'000);
        REQUIRE(database.write(act, [&](Writer& writer) { return writer.create(village); }).has_value());
        const auto between = scratch.clock.now();
        scratch.clock.advance(1'000'000);
        village.families = 41;
        REQUIRE(database.write(act, [&](Writer& writer) { return writer.change(village, 1); }).has_value());
        const auto after = scratch.clock.now();
        scratch.clock.advance(1'000'000);
        REQUIRE(database.write(act, [&](Writer& writer) { return writer.remove(village, 2); }).has_value());
        const auto families_at = [&](Instant known_at) {
            const auto rows = database.read(act.programme, [&](Reader& reader) {
                return reader.all_known<Village>(known_at, "AND name = $3", "Sonsón");
            });
            REQUIRE(rows.has_value());
            return rows->empty() ? std::int64_t{-1} : rows->front().record.families.value_or(-2);
        };
        CHECK(families_at(before) == -1);
        CHECK(families_at(between) == 40);
        CHECK(families_at(after) == 41);
        CHECK(families_at(end_of_time) == -1);
    });
}

TEST_CASE("a failed closure leaves nothing behind, and a broken reference is a conflict") {
    on_both_engines(well_migrations, [](ScratchDatabase& scratch) {
        auto& database = *scratch.database;
        const auto act = act_in(programme_of(scratch));
        const Village village{database.new_id<VillageId>(), "Sonsón", {}, {}};
        const Well orphan{database.new_id<WellId>(), database.new_id<VillageId>(), WellState::dry, 1, false, {}};
        const auto outcome = database.write(act, [&](Writer& writer) -> Result<> {
            MINKA_TRY(writer.create(village));
            return writer.create(orphan);
        });
        REQUIRE_FALSE(outcome.has_value());
        CHECK(outcome.error().code == ProblemCode::conflict);
        CHECK(database.read(act.programme, [](Reader& reader) { return reader.all<Village>(""); })->empty());
        const auto entries = database.read(
            act.programme, [](Reader& reader) { return reader.value<std::int64_t>("SELECT count(*) FROM ledger"); });
        CHECK(**entries == 0);
    });
}

TEST_CASE("records of another programme are out of reach") {
    on_both_engines(well_migrations, [](ScratchDatabase& scratch) {
        auto& database = *scratch.database;
        const auto one = programme_of(scratch);
        const auto other = programme_of(scratch);
        const Village village{database.new_id<VillageId>(), "Sonsón", {}, {}};
        REQUIRE(database.write(act_in(one), [&](Writer& writer) { return writer.create(village); }).has_value());
        CHECK(database.read(other, [](Reader& reader) { return reader.all<Village>(""); })->empty());
        const auto stolen = database.write(act_in(other), [&](Writer& writer) { return writer.change(village, 1); });
        CHECK(stolen.error().code == ProblemCode::not_found);
    });
}

TEST_CASE("writers of several threads lose nothing and fail alone") {
    on_both_engines(well_migrations, [](ScratchDatabase& scratch) {
        auto& database = *scratch.database;
        const auto programme = programme_of(scratch);
        constexpr int threads = 4;
        constexpr int each = 25;
        std::atomic<int> refused{0};
        std::vector<std::thread> crew;
        for (int t = 0; t < threads; ++t) {
            crew.emplace_back([&, t] {
                SeededRandom random(static_cast<std::uint64_t>(t));
                for (int i = 0; i < each; ++i) {
                    // The tenth of each thread takes a name that is taken already.
                    const auto name =
                        i == 10 ? std::string("t0 n1") : "t" + std::to_string(t) + " n" + std::to_string(i);
                    const Village village{VillageId{make_uuid_v7(Instant{t * 1000 + i}, random)}, name, {}, {}};
                    const auto done =
                        database.write(act_in(programme), [&](Writer& writer) { return writer.create(village); });
                    refused += done ? 0 : 1;
                }
            });
        }
        for (auto& thread : crew) {
            thread.join();
        }
        const auto count = database.read(
            programme, [](Reader& reader) { return reader.value<std::int64_t>("SELECT count(*) FROM village"); });
        CHECK(**count == threads * each - refused);
        CHECK(refused >= threads - 1);
        const auto verified =
            database.read(programme, [](Reader& reader) { return storage::verify_ledger(reader, {}); });
        REQUIRE(verified.has_value());
        CHECK(verified->findings.empty());
        CHECK(verified->entries == threads * each - refused);
    });
}

TEST_CASE("a closed database is one whole file: a copy of it alone holds everything") {
    const auto scratch = make_scratch_database(On::sqlite, well_migrations);
    const auto programme = programme_of(*scratch);
    const Village village{scratch->database->new_id<VillageId>(), "Támesis", 120, *LocalDate::parse("1958-12-17")};
    REQUIRE(scratch->database->write(act_in(programme), [&](Writer& writer) { return writer.create(village); }));
    // A reader that stays open until the end must not keep the log beside the file.
    REQUIRE(scratch->database->read(programme, [&](Reader& reader) { return reader.all<Village>(""); })->size() == 1);
    scratch->database.reset();
    CHECK_FALSE(std::filesystem::exists(scratch->location + "-wal"));
    const auto stick = scratch->folder.path() / "memoria.db";
    std::filesystem::copy_file(scratch->location, stick);
    scratch->location = stick.string();
    scratch->reopen(well_migrations);
    CHECK(scratch->database->read(programme, [&](Reader& reader) { return reader.all<Village>(""); })->size() == 1);
}

TEST_CASE("only plain tables take statements of a projection") {
    on_both_engines(well_migrations, [](ScratchDatabase& scratch) {
        auto& database = *scratch.database;
        const auto act = act_in(programme_of(scratch));
        const auto project = [&](std::string_view sql) {
            return database.write(act, [&](Writer& writer) { return writer.project(sql, act.programme); });
        };
        CHECK(project("DELETE FROM well_count WHERE programme_id = $1").has_value());
        for (const auto* sql :
             {"DELETE FROM village WHERE programme_id = $1", "UPDATE well SET depth = 1 WHERE programme_id = $1",
              "DELETE FROM ledger WHERE programme_id = $1", "DROP TABLE village"}) {
            CAPTURE(sql);
            const auto refused = project(sql);
            REQUIRE_FALSE(refused.has_value());
            CHECK(refused.error().code == ProblemCode::forbidden);
        }
    });
}

TEST_SUITE_END();
