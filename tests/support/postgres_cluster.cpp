#include "support/postgres_cluster.h"

#include "storage/postgres/postgres_connection.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace minka::test {

namespace {

const std::string programs = "/usr/lib/postgresql/15/bin/";

[[noreturn]] void give_up(const std::string& reason) {
    std::fprintf(stderr, "PostgreSQL for the tests: %s\n", reason.c_str());
    std::exit(2);
}

}  // namespace

PostgresCluster& PostgresCluster::of_this_process() {
    static PostgresCluster cluster;
    return cluster;
}

PostgresCluster::PostgresCluster() {
    std::string name = (std::filesystem::temp_directory_path() / "minka-pg-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) {
        give_up("no temporary folder");
    }
    folder_ = name;
    if (geteuid() == 0) {
        as_user_ = "setpriv --reuid postgres --regid postgres --clear-groups ";
        run("chown postgres:postgres " + folder_.string());
    }
    const auto data = (folder_ / "data").string();
    run(as_user_ + programs + "initdb -D " + data + " -U minka -A trust -E UTF8 --locale=C.UTF-8 --no-sync > " +
        folder_.string() + "/initdb.log 2>&1");
    run(as_user_ + programs + "pg_ctl -D " + data + " -w -s -l " + folder_.string() + "/server.log -o \"-k " +
        folder_.string() +
        " -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off "
        "-c shared_buffers=64MB -c max_connections=40\" start > /dev/null 2>&1");
}

PostgresCluster::~PostgresCluster() {
    const auto stop =
        as_user_ + programs + "pg_ctl -D " + (folder_ / "data").string() + " -m immediate -s stop > /dev/null 2>&1";
    if (std::system(stop.c_str()) != 0) {
        std::fprintf(stderr, "PostgreSQL for the tests did not stop in %s\n", folder_.c_str());
        return;
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void PostgresCluster::run(const std::string& command) const {
    if (std::system(command.c_str()) != 0) {
        give_up("failed: " + command);
    }
}

std::string PostgresCluster::address(const std::string& database) const {
    return "postgresql://minka@/" + database + "?host=" + folder_.string();
}

void PostgresCluster::administer(const std::string& sql) const {
    auto connection = storage::open_postgres(address("postgres"));
    if (!connection) {
        give_up(to_sentence(connection.error()));
    }
    if (const auto done = (*connection)->run_script(sql); !done) {
        give_up(to_sentence(done.error()));
    }
}

}  // namespace minka::test
