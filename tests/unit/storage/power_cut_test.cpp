#include "support/faulty_vfs.h"
#include "support/ledger_expectation.h"
#include "support/scratch_database.h"
#include "unit/storage/test_records.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <thread>

using namespace minka;
using namespace minka::test;
using storage::Act;
using storage::Reader;
using storage::Writer;

namespace {

struct Machine {
    ScratchFolder folder;
    FaultyVfs vfs;
    ProgrammeId programme{{{7}}};
    std::set<VillageId> acknowledged;
    std::unique_ptr<storage::Database> database;

    explicit Machine(std::uint64_t seed) : vfs("faulty-" + std::to_string(seed), seed) {}

    Result<> open() {
        storage::DatabaseOptions options;
        options.location = (folder.path() / "test.db").string();
        options.migrations = well_migrations;
        options.sqlite_vfs = vfs.name();
        MINKA_TRY_ASSIGN(database, storage::Database::open(options));
        return {};
    }

    Result<> add_village(const std::string& name) {
        const Village village{database->new_id<VillageId>(), name, {}, {}};
        const Act act{programme, {}, "console", "test"};
        MINKA_TRY(database->write(act, [&](Writer& writer) { return writer.create(village); }));
        const std::scoped_lock lock(mutex);
        acknowledged.insert(village.id);
        return {};
    }

    void expect_all_acknowledged() {
        const auto found = database->read(programme, [](Reader& reader) { return reader.all<Village>(""); });
        REQUIRE_MESSAGE(found.has_value(), (found ? "" : to_sentence(found.error())));
        std::set<VillageId> there;
        for (const auto& village : *found) {
            there.insert(village.record.id);
        }
        CHECK(std::ranges::includes(there, acknowledged));
        expect_sound_ledger(*database);
    }

    std::mutex mutex;
};

// Several threads write until the power goes; returns how many acknowledged records there were in all.
std::size_t live_through_cuts(std::uint64_t seed, int cuts) {
    Machine machine(seed);
    SeededRandom random(seed * 31);
    REQUIRE(machine.open().has_value());
    for (int cut = 0; cut < cuts; ++cut) {
        CAPTURE(seed);
        CAPTURE(cut);
        machine.vfs.cut_power_after(1 + static_cast<std::int64_t>(random.below(1500)));
        std::vector<std::thread> crew;
        for (int t = 0; t < 3; ++t) {
            crew.emplace_back([&, t] {
                for (int i = 0;
                     machine.add_village(std::to_string(cut) + " " + std::to_string(t) + " " + std::to_string(i));
                     ++i) {
                }
            });
        }
        for (auto& thread : crew) {
            thread.join();
        }
        CHECK(machine.vfs.is_dark());
        machine.database.reset();
        machine.vfs.restore_power();
        // The power may go again while the database recovers.
        if (cut % 3 == 0) {
            machine.vfs.cut_power_after(1 + static_cast<std::int64_t>(random.below(10)));
            if (!machine.open()) {
                machine.vfs.restore_power();
            }
            machine.database.reset();
            machine.vfs.restore_power();
        }
        const auto opened = machine.open();
        REQUIRE_MESSAGE(opened.has_value(), (opened ? "" : to_sentence(opened.error())));
        machine.expect_all_acknowledged();
    }
    return machine.acknowledged.size();
}

}  // namespace

TEST_SUITE_BEGIN("storage: power cut");

TEST_CASE("what was acknowledged survives every power cut, and the ledger holds") {
    std::size_t acknowledged = 0;
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        acknowledged += live_through_cuts(seed, 12);
    }
    CHECK(acknowledged > 1000);
}

TEST_CASE("a full disk fails a write plainly, keeps what was there, and goes on when there is room") {
    Machine machine(101);
    REQUIRE(machine.open().has_value());
    REQUIRE(machine.add_village("first").has_value());
    for (int step = 0; step < 40; ++step) {
        machine.vfs.limit_bytes(machine.vfs.bytes() + step * 512);
        std::atomic<int> refused{0};
        std::vector<std::thread> crew;
        for (int t = 0; t < 4; ++t) {
            crew.emplace_back([&, t] {
                for (int i = 0; i < 8; ++i) {
                    const auto name = std::to_string(step) + " " + std::to_string(t) + " " + std::to_string(i);
                    if (const auto added = machine.add_village(name); !added) {
                        ++refused;
                        CHECK(added.error().code == ProblemCode::storage_failed);
                    }
                }
            });
        }
        for (auto& thread : crew) {
            thread.join();
        }
        machine.vfs.limit_bytes(-1);
        REQUIRE(machine.add_village("room again " + std::to_string(step)).has_value());
        if (step == 0) {
            CHECK(refused > 0);
        }
    }
    const auto count = machine.database->read(
        machine.programme, [](Reader& reader) { return reader.value<std::int64_t>("SELECT count(*) FROM village"); });
    CHECK(**count == static_cast<std::int64_t>(machine.acknowledged.size()));
    machine.expect_all_acknowledged();
}

TEST_CASE("a write whose sync fails is not acknowledged, and the next one is") {
    Machine machine(102);
    REQUIRE(machine.open().has_value());
    REQUIRE(machine.add_village("first").has_value());
    for (int i = 0; i < 20; ++i) {
        machine.vfs.fail_syncs(1);
        const auto failed = machine.add_village("lost " + std::to_string(i));
        REQUIRE_FALSE(failed.has_value());
        CHECK(failed.error().code == ProblemCode::storage_failed);
        machine.vfs.fail_syncs(0);
        REQUIRE(machine.add_village("kept " + std::to_string(i)).has_value());
    }
    machine.expect_all_acknowledged();
    machine.database.reset();
    machine.vfs.restore_power();
    REQUIRE(machine.open().has_value());
    machine.expect_all_acknowledged();
}

TEST_SUITE_END();

TEST_CASE("thousands of power cuts lose nothing that was acknowledged" * doctest::test_suite("slow")) {
    for (std::uint64_t seed = 1000; seed < 1040; ++seed) {
        live_through_cuts(seed, 50);
    }
}
