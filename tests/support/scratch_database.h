#pragma once

#include "base/instant.h"
#include "base/random.h"
#include "storage/database.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace minka::test {

/// A folder of its own under the system's temporary one, gone with the object.
class ScratchFolder {
public:
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// A database for one test, with a clock that the test moves (it starts at 2026-03-02T12:00:00Z) and seeded draws.
struct ScratchDatabase {
    ScratchFolder folder;
    ManualClock clock{Instant{1'772'452'800'000'000}};
    SeededRandom random{20260302};
    std::string location;
    std::unique_ptr<storage::Database> database;

    /// Closes and opens again, as a new process would.
    void reopen(std::span<const storage::Migration> migrations);
};

enum class On { sqlite, postgres };

/// A fresh database with the schema of `migrations`. PostgreSQL: a clone of a template in a cluster that this process
/// starts in a temporary folder and stops at its end.
std::unique_ptr<ScratchDatabase> make_scratch_database(On engine, std::span<const storage::Migration> migrations);

/// The address of a new empty database in this process's cluster.
std::string new_postgres_database();

/// Runs a test on a fresh SQLite database and on a fresh PostgreSQL database; doctest's output names the engine.
void on_both_engines(std::span<const storage::Migration> migrations, const std::function<void(ScratchDatabase&)>& test);

}  // namespace minka::test
