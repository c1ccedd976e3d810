#pragma once

#include "storage/foresight.h"
#include "storage/writer.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <vector>

namespace minka::storage {

/// The one committer of a node: a thread that takes all closures waiting, runs them, and commits once for all: first
/// without savepoints, which cost two statements each, and with them when one failed. Closures with foresight come
/// first and together, so that on a server they take as many round trips as one. A closure's caller hears of success
/// after the commit is on disk. When the shared transaction fails, each closure runs again alone, so that one bad write
/// never fails its neighbours. What another process made fail (serialization, a busy file) runs again; so does what a
/// lost server left undone.
class CommitGroup {
public:
    using Open = std::function<Result<std::unique_ptr<Connection>>()>;
    using Closure = std::function<Result<>(Writer&)>;

    /// `open` makes a new connection when the first one is lost.
    CommitGroup(std::unique_ptr<Connection> connection, Open open, const Uuid& node, Clock& clock);
    ~CommitGroup();
    CommitGroup(const CommitGroup&) = delete;
    CommitGroup& operator=(const CommitGroup&) = delete;

    /// Returns after the closure's transaction is on disk or has failed. Not from within a closure.
    Result<> run(const Act& act, const Foresight& foresight, const Closure& closure);

private:
    struct Job {
        const Act* act;
        const Foresight* foresight;
        const Closure* closure;
        std::promise<Result<>> done;
        Result<> outcome;
    };
    // What became of a transaction.
    enum class Fate { committed, undone, again, unknown };

    void work();
    void run_group(std::vector<std::shared_ptr<Job>>& jobs);
    enum class Guard { none, savepoint };
    bool run_together(std::vector<std::shared_ptr<Job>>& jobs, Guard guard);
    bool run_unguarded(const std::vector<std::shared_ptr<Job>>& jobs);
    bool run_foreseen(std::span<Job* const> jobs);
    Result<> run_alone(const Job& job);
    Fate run_alone_once(const Job& job, Result<>& outcome);
    bool run_under_savepoint(Job& job);
    Result<> run_closure(const Job& job, Connection& connection);
    Result<> begin();
    Fate commit(Result<>& outcome);
    Fate fate_by_ledger();
    Result<> reconnect();

    std::unique_ptr<Connection> connection_;
    Open open_;
    Uuid node_;
    Clock& clock_;
    ChainHeads heads_;  ///< Of the transaction that runs.
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<std::shared_ptr<Job>> waiting_;
    bool stopping_ = false;
    std::thread thread_;  // last: it uses the others
};

}  // namespace minka::storage
