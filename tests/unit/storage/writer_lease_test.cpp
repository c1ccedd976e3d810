#include "storage/writer_lease.h"

#include "support/child_process.h"
#include "support/scratch_database.h"

#include <doctest/doctest.h>

#include <filesystem>

using namespace minka;
using namespace minka::test;
using storage::WriterLease;

TEST_SUITE_BEGIN("storage: writer lease");

TEST_CASE("a second process is refused with the number of the first, until that one is killed") {
    const ScratchFolder folder;
    const auto file = folder.path() / "test.db";
    ChildProcess child([&](ChildProcess::Report report) {
        const auto lease = WriterLease::take(file);
        report(lease ? "taken" : "refused");
        ChildProcess::wait_for_ever();
    });
    REQUIRE(child.next_line() == "taken");
    const auto refused = WriterLease::take(file);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == ProblemCode::busy);
    CHECK(refused.error().message.find("Process " + std::to_string(child.id()) + " ") != std::string::npos);
    child.kill();
    CHECK(WriterLease::take(file).has_value());
}

TEST_CASE("a file has one lease by whatever link it is reached") {
    const ScratchFolder folder;
    const auto file = folder.path() / "test.db";
    std::filesystem::create_symlink(folder.path(), folder.path() / "link");
    const auto lease = WriterLease::take(file);
    REQUIRE(lease.has_value());
    CHECK(WriterLease::take(folder.path() / "link" / "test.db").error().code == ProblemCode::busy);
}

TEST_CASE("a folder that cannot be written is told") {
    const auto lease = WriterLease::take("/nowhere/at/all/test.db");
    REQUIRE_FALSE(lease.has_value());
    CHECK(lease.error().code == ProblemCode::io_failed);
}

TEST_SUITE_END();
