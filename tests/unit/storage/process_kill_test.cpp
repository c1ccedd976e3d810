#include "support/child_process.h"
#include "support/ledger_expectation.h"
#include "support/scratch_database.h"
#include "unit/storage/test_records.h"

#include <doctest/doctest.h>

#include <chrono>
#include <mutex>
#include <set>
#include <thread>

using namespace minka;
using namespace minka::test;
using storage::Database;
using storage::Reader;
using storage::Writer;

namespace {

constexpr ProgrammeId programme{{{7}}};

Result<std::unique_ptr<Database>> open_at(const std::filesystem::path& file) {
    storage::DatabaseOptions options;
    options.location = file;
    options.migrations = well_migrations;
    return Database::open(options);
}

// Three threads that write for ever and report each id after it was acknowledged.
void write_for_ever(const std::filesystem::path& file, const ChildProcess::Report& report) {
    auto database = open_at(file);
    if (!database) {
        report("cannot open");
        return;
    }
    std::mutex mutex;
    std::vector<std::jthread> crew;
    for (int t = 0; t < 3; ++t) {
        crew.emplace_back([&] {
            while (true) {
                const auto id = (*database)->new_id<VillageId>();
                const Village village{id, "vereda " + to_string(id), {}, {}};
                const storage::Act act{programme, {}, "console", "test"};
                const auto written = (*database)->write(act, [&](Writer& writer) { return writer.create(village); });
                const std::scoped_lock lock(mutex);
                report(written ? to_string(id) : "refused");
            }
        });
    }
}

void kill_in_rounds(int rounds) {
    const ScratchFolder folder;
    const auto file = folder.path() / "test.db";
    SeededRandom random(99);
    std::set<std::string> acknowledged;
    for (int round = 0; round < rounds; ++round) {
        CAPTURE(round);
        ChildProcess child([&](const ChildProcess::Report& report) { write_for_ever(file, report); });
        const auto first = child.next_line();
        REQUIRE(first.has_value());
        acknowledged.insert(*first);
        std::this_thread::sleep_for(std::chrono::microseconds(random.below(30'000)));
        child.kill();
        while (const auto line = child.next_line()) {
            acknowledged.insert(*line);
        }
        const auto database = open_at(file);
        REQUIRE_MESSAGE(database.has_value(), (database ? "" : to_sentence(database.error())));
        const auto found = (*database)->read(programme, [](Reader& reader) { return reader.all<Village>(""); });
        REQUIRE(found.has_value());
        std::set<std::string> there;
        for (const auto& village : *found) {
            there.insert(to_string(village.record.id));
        }
        CHECK(acknowledged.size() > 0);
        for (const auto& id : acknowledged) {
            CHECK_MESSAGE(there.contains(id), id);
        }
        expect_sound_ledger(**database);
    }
}

}  // namespace

TEST_SUITE_BEGIN("storage: process kill");

TEST_CASE("a process that is killed while it writes loses nothing that it acknowledged") { kill_in_rounds(20); }

TEST_SUITE_END();

TEST_CASE("hundreds of kills lose nothing that was acknowledged" * doctest::test_suite("slow")) { kill_in_rounds(300); }
