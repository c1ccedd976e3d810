#include "storage/gathering_connection.h"
#include "storage/postgres/bulk_statement.h"
#include "support/ledger_expectation.h"
#include "support/scratch_database.h"
#include "unit/storage/test_records.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <future>
#include <latch>
#include <thread>
#include <vector>

using namespace minka;
using namespace minka::test;
using storage::Act;
using storage::Foresight;
using storage::Reader;
using storage::Value;
using storage::Writer;

namespace {

constexpr std::string_view wells_question = "SELECT wells FROM well_count WHERE programme_id = $1 AND village_id = $2";
constexpr std::string_view add_count = "INSERT INTO well_count (programme_id, village_id, wells) VALUES ($1, $2, $3)";

struct World {
    explicit World(ScratchDatabase& scratch)
        : database(*scratch.database), act{database.new_id<ProgrammeId>(), {}, "console", "test"} {}

    Foresight foresight_of(const VillageId& village) const {
        return {{village.uuid},
                {{std::string(wells_question), {storage::to_value(act.programme), storage::to_value(village)}}}};
    }

    Result<std::optional<std::int64_t>> wells(Reader& reader, const VillageId& village) const {
        return reader.value<std::int64_t>(wells_question, act.programme, village);
    }

    // Adds one well where there is a count, and begins it where there is none.
    Result<> count_well(Writer& writer, const VillageId& village) const {
        MINKA_TRY_ASSIGN(const auto before, wells(writer, village));
        if (before) {
            MINKA_TRY(writer.project("UPDATE well_count SET wells = $3 WHERE programme_id = $1 AND village_id = $2",
                                     act.programme, village, *before + 1));
        } else {
            MINKA_TRY(writer.project(add_count, act.programme, village, 1));
        }
        return writer.note("well", village.uuid, {});
    }

    std::vector<std::int64_t> counts() const {
        std::vector<std::int64_t> found;
        REQUIRE(database
                    .read(act.programme,
                          [&](Reader& reader) {
                              return reader.each(
                                  "SELECT wells FROM well_count WHERE programme_id = $1 ORDER BY wells",
                                  [&](const storage::Row& row) -> Result<> {
                                      found.push_back(row.get<std::int64_t>(0));
                                      return {};
                                  },
                                  act.programme);
                          })
                    .has_value());
        return found;
    }

    // All of them wait in one commit group: a closure before them holds the committer until the last has come.
    std::vector<Result<>> write_at_once(const std::vector<VillageId>& villages,
                                        const std::function<Result<>(Writer&, std::size_t)>& closure) const {
        std::promise<void> all_wait;
        std::latch is_held(1);
        std::thread holder([&] {
            CHECK(database
                      .write(act,
                             [&](Writer&) -> Result<> {
                                 is_held.count_down();
                                 all_wait.get_future().wait();
                                 return {};
                             })
                      .has_value());
        });
        is_held.wait();
        std::vector<Result<>> outcomes(villages.size());
        std::vector<std::thread> crew;
        for (std::size_t i = 0; i < villages.size(); ++i) {
            crew.emplace_back([&, i] {
                outcomes[i] = storage::write_foreseen(
                    database, act, [&] { return foresight_of(villages[i]); },
                    [&](Writer& writer) { return closure(writer, i); });
            });
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        all_wait.set_value();
        holder.join();
        for (auto& thread : crew) {
            thread.join();
        }
        return outcomes;
    }

    std::vector<VillageId> new_villages(std::size_t count) const {
        std::vector<VillageId> villages;
        for (std::size_t i = 0; i < count; ++i) {
            villages.push_back(database.new_id<VillageId>());
        }
        return villages;
    }

    storage::Database& database;
    Act act;
};

// What it is told to do, in words.
class NotingConnection final : public storage::Connection, public storage::BulkReading {
public:
    storage::Engine engine() const override { return storage::Engine::postgres; }
    bool is_usable() const override { return true; }
    Result<std::int64_t> run(std::string_view sql, std::span<const Value>, const storage::VisitRow*) override {
        told.emplace_back(sql);
        return 1;
    }
    Result<> query(std::string_view sql, std::span<const Value>, const storage::VisitRow&) override {
        told.emplace_back(sql);
        return {};
    }
    Result<> query_each(std::string_view sql, std::span<const std::vector<Value>> sets,
                        const storage::VisitNumberedRow&) override {
        told.push_back(std::to_string(sets.size()) + " x " + std::string(sql));
        return {};
    }
    Result<std::int64_t> run_each(std::string_view sql, std::span<const std::vector<Value>> sets) override {
        told.push_back(std::to_string(sets.size()) + " x " + std::string(sql));
        return static_cast<std::int64_t>(sets.size());
    }
    Result<> run_script(std::string_view) override { return {}; }
    Result<> begin(storage::TransactionKind) override { return {}; }
    Result<> commit() override { return {}; }
    void roll_back() override {}
    Result<std::vector<std::string>> columns_of(std::string_view) override { return std::vector<std::string>{"a"}; }

    std::vector<std::string> told;
};

constexpr std::string_view select_a = "SELECT a FROM t WHERE a = $1";
constexpr std::string_view insert_a = "INSERT INTO t (a) VALUES ($1)";
constexpr std::string_view insert_b = "INSERT INTO u (b) VALUES ($1)";

}  // namespace

TEST_SUITE_BEGIN("storage: foresight");

TEST_CASE("however many closures there are, their questions and rows are as many statements as those of one") {
    for (const std::int64_t closures : {1, 2, 500}) {
        NotingConnection below;
        storage::GatheringConnection gathering(below);
        std::vector<storage::Question> questions;
        for (std::int64_t i = 0; i < closures; ++i) {
            questions.push_back({std::string(select_a), {Value{i}}});
        }
        REQUIRE(gathering.ask(questions).has_value());
        for (std::int64_t i = 0; i < closures; ++i) {
            const std::vector<Value> own{Value{i}};
            REQUIRE(gathering.query(select_a, own, [](const storage::Row&) -> Result<> { return {}; }).has_value());
            REQUIRE(gathering.run("SAVEPOINT part", {}, nullptr).has_value());
            CHECK(gathering.run(insert_a, own, nullptr) == 1);
            REQUIRE(gathering.run("RELEASE SAVEPOINT part", {}, nullptr).has_value());
            CHECK(gathering.run_each(insert_b, std::vector<std::vector<Value>>{own, own}) == 2);
        }
        REQUIRE(gathering.send().has_value());
        CHECK(below.told == std::vector<std::string>{std::to_string(closures) + " x " + std::string(select_a),
                                                     std::to_string(closures) + " x " + std::string(insert_a),
                                                     std::to_string(2 * closures) + " x " + std::string(insert_b)});
    }
}

TEST_CASE("what was not foreseen is asked after all rows before it were sent, within its part") {
    NotingConnection below;
    storage::GatheringConnection gathering(below);
    const std::vector<Value> one{Value{std::int64_t{1}}};
    const auto look = [&] {
        REQUIRE(gathering.query(select_a, one, [](const storage::Row&) -> Result<> { return {}; }).has_value());
    };
    REQUIRE(gathering.run(insert_a, one, nullptr).has_value());
    REQUIRE(gathering.run("SAVEPOINT part", {}, nullptr).has_value());
    REQUIRE(gathering.run(insert_b, one, nullptr).has_value());
    REQUIRE(gathering.run(insert_a, one, nullptr).has_value());
    look();
    REQUIRE(gathering.run(insert_b, one, nullptr).has_value());
    REQUIRE(gathering.run("ROLLBACK TO SAVEPOINT part", {}, nullptr).has_value());
    REQUIRE(gathering.run("RELEASE SAVEPOINT part", {}, nullptr).has_value());
    REQUIRE(gathering.send().has_value());
    const std::string a(insert_a);
    const std::string b(insert_b);
    CHECK(below.told == std::vector<std::string>{"1 x " + a, "SAVEPOINT part", "1 x " + a, "1 x " + b,
                                                 std::string(select_a), "ROLLBACK TO SAVEPOINT part",
                                                 "RELEASE SAVEPOINT part"});
}

TEST_CASE("an INSERT whose answer is wanted is not put off") {
    for (const std::string_view sql :
         {"INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) DO NOTHING", "INSERT INTO t (a) VALUES ($1) RETURNING a",
          "INSERT INTO t (a) SELECT $1", "UPDATE t SET a = $1", "DELETE FROM t WHERE a = $1"}) {
        NotingConnection below;
        storage::GatheringConnection gathering(below);
        REQUIRE(gathering.run(sql, std::vector<Value>{Value{std::int64_t{1}}}, nullptr).has_value());
        CHECK(below.told == std::vector<std::string>{std::string(sql)});
    }
}

TEST_CASE("closures of one group with foresight write what they would alone") {
    on_both_engines(well_migrations, [](ScratchDatabase& scratch) {
        const World world(scratch);
        const auto villages = world.new_villages(40);
        for (int round = 0; round < 2; ++round) {
            const auto outcomes = world.write_at_once(
                villages, [&](Writer& writer, std::size_t i) { return world.count_well(writer, villages[i]); });
            for (const auto& outcome : outcomes) {
                CHECK_MESSAGE(outcome.has_value(), (outcome ? "" : to_sentence(outcome.error())));
            }
        }
        CHECK(world.counts() == std::vector<std::int64_t>(40, 2));
        expect_sound_ledger(world.database);
    });
}

TEST_CASE("of closures that share a key each sees what the one before it wrote") {
    on_both_engines(well_migrations, [](ScratchDatabase& scratch) {
        const World world(scratch);
        const auto two = world.new_villages(2);
        std::vector<VillageId> villages;
        for (int i = 0; i < 12; ++i) {
            villages.push_back(two[static_cast<std::size_t>(i % 2)]);
        }
        const auto outcomes = world.write_at_once(
            villages, [&](Writer& writer, std::size_t i) { return world.count_well(writer, villages[i]); });
        for (const auto& outcome : outcomes) {
            CHECK_MESSAGE(outcome.has_value(), (outcome ? "" : to_sentence(outcome.error())));
        }
        CHECK(world.counts() == std::vector<std::int64_t>{6, 6});
        expect_sound_ledger(world.database);
    });
}

TEST_CASE("a row that cannot be inserted fails its closure alone") {
    on_both_engines(well_migrations, [](ScratchDatabase& scratch) {
        const World world(scratch);
        const auto villages = world.new_villages(9);
        // The fifth inserts its row twice, which is told only when the rows are sent.
        const auto outcomes = world.write_at_once(villages, [&](Writer& writer, std::size_t i) -> Result<> {
            MINKA_TRY(world.count_well(writer, villages[i]));
            if (i == 4) {
                MINKA_TRY(writer.project(add_count, world.act.programme, villages[i], 7));
            }
            return {};
        });
        for (std::size_t i = 0; i < outcomes.size(); ++i) {
            CHECK(outcomes[i].has_value() == (i != 4));
        }
        CHECK(outcomes[4].error().code == ProblemCode::conflict);
        CHECK(world.counts() == std::vector<std::int64_t>(8, 1));
        expect_sound_ledger(world.database);
    });
}

TEST_CASE("a part that fails leaves nothing, whether its rows were sent or not") {
    on_both_engines(well_migrations, [](ScratchDatabase& scratch) {
        const World world(scratch);
        const auto villages = world.new_villages(12);
        const auto other = world.database.new_id<VillageId>();
        const auto outcomes = world.write_at_once(villages, [&](Writer& writer, std::size_t i) -> Result<> {
            const auto failed = writer.attempt([&]() -> Result<> {
                MINKA_TRY(writer.project(add_count, world.act.programme, villages[i], 100));
                if (i % 3 == 0) {
                    MINKA_TRY_ASSIGN(const auto nothing, world.wells(writer, other));  // sends what is gathered
                    CHECK_FALSE(nothing.has_value());
                }
                return i % 2 == 0 ? Result<>(problem(ProblemCode::not_found, "No.")) : Result<>{};
            });
            CHECK(failed.has_value() == (i % 2 == 1));
            return failed ? Result<>{} : world.count_well(writer, villages[i]);
        });
        for (const auto& outcome : outcomes) {
            CHECK_MESSAGE(outcome.has_value(), (outcome ? "" : to_sentence(outcome.error())));
        }
        CHECK(world.counts() == std::vector<std::int64_t>{1, 1, 1, 1, 1, 1, 100, 100, 100, 100, 100, 100});
        expect_sound_ledger(world.database);
    });
}

TEST_CASE("every kind of value goes to the server in an array and comes back, and so does its absence") {
    on_both_engines(well_migrations, [](ScratchDatabase& scratch) {
        const World world(scratch);
        std::vector<Village> villages;
        std::vector<Well> wells;
        for (int i = 0; i < 7; ++i) {
            villages.push_back({world.database.new_id<VillageId>(), "Támesis «Ñ» {\"\\,} 🌱 " + std::to_string(i),
                                i % 2 == 0 ? std::optional<std::int64_t>(-5'000'000'000 * i) : std::nullopt,
                                i % 3 == 0 ? LocalDate::parse("1958-12-17").value() : std::optional<LocalDate>()});
            wells.push_back({world.database.new_id<WellId>(),
                             villages.back().id,
                             WellState::flowing,
                             -0.1 * i,
                             i % 2 == 0,
                             {Bytes(static_cast<std::size_t>(i), 0)}});
        }
        std::ranges::sort(villages, {}, &Village::id);
        std::ranges::sort(wells, {}, &Well::id);
        const auto written = world.database.write(world.act, [&](Writer& writer) -> Result<> {
            MINKA_TRY(writer.create_all(villages));
            return writer.create_all(wells);
        });
        REQUIRE_MESSAGE(written.has_value(), (written ? "" : to_sentence(written.error())));
        const auto found =
            world.database.read(world.act.programme, [](Reader& reader) { return reader.all<Village>("ORDER BY id"); });
        const auto dug =
            world.database.read(world.act.programme, [](Reader& reader) { return reader.all<Well>("ORDER BY id"); });
        REQUIRE(found->size() == villages.size());
        for (std::size_t i = 0; i < villages.size(); ++i) {
            CHECK((*found)[i].record.name == villages[i].name);
            CHECK((*found)[i].record.families == villages[i].families);
            CHECK((*found)[i].record.founded == villages[i].founded);
            CHECK((*dug)[i].record.depth == wells[i].depth);
            CHECK((*dug)[i].record.is_public == wells[i].is_public);
            CHECK((*dug)[i].record.owner == wells[i].owner);
        }
        expect_sound_ledger(world.database);
    });
}

TEST_CASE("only a statement whose rows do not depend on each other becomes one of arrays") {
    constexpr storage::TypeId whole = 20;
    constexpr storage::TypeId text = 25;
    constexpr storage::TypeId point = 600;
    const std::vector<storage::TypeId> types{whole, text};
    CHECK(storage::bulk_insert("INSERT INTO t (a, b) VALUES ($1, $2)", types) ==
          "INSERT INTO t (a, b) SELECT minka_set.p1, minka_set.p2 FROM UNNEST($1::int8[], $2::text[]) AS "
          "minka_set(p1, p2)");
    CHECK(storage::bulk_insert("INSERT INTO t (a, b) VALUES ($1, $2) ON CONFLICT (a) DO NOTHING", types) ==
          "INSERT INTO t (a, b) SELECT minka_set.p1, minka_set.p2 FROM UNNEST($1::int8[], $2::text[]) AS "
          "minka_set(p1, p2) ON CONFLICT (a) DO NOTHING");
    CHECK(storage::bulk_select("SELECT c FROM t WHERE a = $1 AND b = $2", types) ==
          "SELECT minka_set.number, minka_answer.* FROM UNNEST($1::int8[], $2::text[]) WITH ORDINALITY AS "
          "minka_set(p1, p2, number) CROSS JOIN LATERAL (SELECT c FROM t WHERE a = minka_set.p1 AND b = minka_set.p2) "
          "AS minka_answer");
    for (const std::string_view other :
         {"INSERT INTO t (a, b) VALUES ($1, lower($2))", "INSERT INTO t (a, b, c) VALUES ($1, $2, 'x')",
          "INSERT INTO t (a, b) VALUES ($1, $2) ON CONFLICT (a) DO UPDATE SET b = excluded.b",
          "INSERT INTO t (a, b) VALUES ($1, $2) RETURNING a", "INSERT INTO t (a, b) SELECT $1, $2",
          "UPDATE t SET b = $2 WHERE a = $1"}) {
        CHECK_FALSE(storage::bulk_insert(other, types).has_value());
    }
    const std::vector<storage::TypeId> strange{whole, point};
    CHECK_FALSE(storage::bulk_insert("INSERT INTO t (a, b) VALUES ($1, $2)", strange).has_value());
    CHECK_FALSE(storage::bulk_select("SELECT 1", {}).has_value());
}

TEST_SUITE_END();
