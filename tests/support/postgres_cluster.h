#pragma once

#include <filesystem>
#include <string>

namespace minka::test {

/// A PostgreSQL cluster in a temporary folder that listens on a Unix socket there and nowhere else. It belongs to this
/// process: started at first use, stopped and removed at the end. initdb refuses root, so root runs it as another user.
class PostgresCluster {
public:
    static PostgresCluster& of_this_process();

    /// "postgresql://minka@/name?host=..." of a database.
    std::string address(const std::string& database) const;
    /// Runs a statement on the maintenance database; ends the test run when it fails.
    void administer(const std::string& sql) const;

    ~PostgresCluster();
    PostgresCluster(const PostgresCluster&) = delete;
    PostgresCluster& operator=(const PostgresCluster&) = delete;

private:
    PostgresCluster();
    void run(const std::string& command) const;
    std::filesystem::path folder_;
    std::string as_user_;
};

}  // namespace minka::test
