#pragma once

#include "storage/writer.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace minka::storage {

/// The one writer of a SQLite file: a thread that takes all closures waiting, runs each under a savepoint, and commits
/// once for all. A closure's caller hears of success after the commit is on disk. When the shared commit fails, each
/// closure is run again alone, so that one bad write never fails its neighbours.
class CommitGroup {
public:
    CommitGroup(std::unique_ptr<Connection> connection, const Uuid& node, Clock& clock);
    ~CommitGroup();
    CommitGroup(const CommitGroup&) = delete;
    CommitGroup& operator=(const CommitGroup&) = delete;

    Result<> run(const Act& act, const std::function<Result<>(Writer&)>& closure);

private:
    struct Job {
        const Act* act;
        const std::function<Result<>(Writer&)>* closure;
        std::promise<Result<>> done;
        Result<> outcome;
    };

    void work();
    void run_group(std::vector<Job*>& jobs);
    Result<> run_under_savepoint(const Job& job);
    Result<> run_alone(const Job& job);
    Result<> run_closure(const Job& job);

    std::unique_ptr<Connection> connection_;
    Uuid node_;
    Clock& clock_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<Job*> waiting_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace minka::storage
