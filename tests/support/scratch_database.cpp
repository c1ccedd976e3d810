#include "support/scratch_database.h"

#include "support/postgres_cluster.h"

#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <map>

namespace minka::test {

namespace {

std::string next_database_name() {
    static std::atomic<int> count{0};
    return "scratch_" + std::to_string(++count);
}

storage::DatabaseOptions options_of(ScratchDatabase& scratch, std::span<const storage::Migration> migrations) {
    storage::DatabaseOptions options;
    options.location = scratch.location;
    options.migrations = migrations;
    options.clock = &scratch.clock;
    options.random = &scratch.random;
    return options;
}

// One migrated database for each list of migrations of this process; cloning it is quicker than migrating again.
const std::string& template_database(std::span<const storage::Migration> migrations) {
    static std::map<const void*, std::string> templates;
    auto& name = templates[migrations.data()];
    if (name.empty()) {
        name = "template_" + std::to_string(templates.size());
        auto& cluster = PostgresCluster::of_this_process();
        cluster.administer("CREATE DATABASE " + name);
        storage::DatabaseOptions options;
        options.location = cluster.address(name);
        options.migrations = migrations;
        const auto database = storage::Database::open(options);
        REQUIRE_MESSAGE(database.has_value(), (database ? "" : to_sentence(database.error())));
    }
    return name;
}

}  // namespace

ScratchFolder::ScratchFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "minka-test-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

void ScratchDatabase::reopen(std::span<const storage::Migration> migrations) {
    database.reset();
    auto opened = storage::Database::open(options_of(*this, migrations));
    REQUIRE_MESSAGE(opened.has_value(), (opened ? "" : to_sentence(opened.error())));
    database = *std::move(opened);
}

std::string new_postgres_database() {
    auto& cluster = PostgresCluster::of_this_process();
    const auto name = next_database_name();
    cluster.administer("CREATE DATABASE " + name);
    return cluster.address(name);
}

std::unique_ptr<ScratchDatabase> make_scratch_database(On engine, std::span<const storage::Migration> migrations) {
    auto scratch = std::make_unique<ScratchDatabase>();
    if (engine == On::sqlite) {
        scratch->location = (scratch->folder.path() / "test.db").string();
    } else {
        const auto& original = template_database(migrations);
        auto& cluster = PostgresCluster::of_this_process();
        const auto name = next_database_name();
        cluster.administer("CREATE DATABASE " + name + " TEMPLATE " + original);
        scratch->location = cluster.address(name);
    }
    scratch->reopen(migrations);
    return scratch;
}

void on_both_engines(std::span<const storage::Migration> migrations,
                     const std::function<void(ScratchDatabase&)>& test) {
    for (const auto engine : {On::sqlite, On::postgres}) {
        CAPTURE(engine == On::postgres ? "PostgreSQL" : "SQLite");
        const auto scratch = make_scratch_database(engine, migrations);
        test(*scratch);
    }
}

}  // namespace minka::test
