#include "storage/commit_group.h"

#include "storage/gathering_connection.h"
#include "storage/ledger.h"

#include <algorithm>
#include <chrono>
#include <unordered_set>

namespace minka::storage {

namespace {

constexpr std::size_t largest_group = 512;
constexpr int most_runs = 12;

// 1, 2, 4 ... 128 milliseconds: long enough for another process to commit what stands in the way.
void wait_before_run(int run) { std::this_thread::sleep_for(std::chrono::milliseconds(1 << std::min(run, 7))); }

}  // namespace

CommitGroup::CommitGroup(std::unique_ptr<Connection> connection, Open open, const Uuid& node, Clock& clock)
    : connection_(std::move(connection)), open_(std::move(open)), node_(node), clock_(clock), thread_([this] {
          work();
      }) {}

CommitGroup::~CommitGroup() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    arrived_.notify_all();
    thread_.join();
}

Result<> CommitGroup::run(const Act& act, const Foresight& foresight, const Closure& closure) {
    MINKA_CHECK(std::this_thread::get_id() != thread_.get_id());  // a closure that writes would wait for itself
    // Shared: the waiting thread may be gone before the worker has let go of the promise.
    auto job = std::make_shared<Job>();
    job->act = &act;
    job->foresight = &foresight;
    job->closure = &closure;
    auto done = job->done.get_future();
    {
        const std::scoped_lock lock(mutex_);
        waiting_.push_back(std::move(job));
    }
    arrived_.notify_one();
    return done.get();
}

void CommitGroup::work() {
    while (true) {
        std::vector<std::shared_ptr<Job>> jobs;
        {
            std::unique_lock lock(mutex_);
            arrived_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
            if (waiting_.empty()) {
                return;
            }
            const auto count = static_cast<std::ptrdiff_t>(std::min(waiting_.size(), largest_group));
            jobs.assign(std::move_iterator(waiting_.begin()), std::move_iterator(waiting_.begin() + count));
            waiting_.erase(waiting_.begin(), waiting_.begin() + count);
        }
        run_group(jobs);
        for (const auto& job : jobs) {
            job->done.set_value(std::move(job->outcome));
        }
    }
}

void CommitGroup::run_group(std::vector<std::shared_ptr<Job>>& jobs) {
    if (jobs.size() > 1) {
        if (run_together(jobs, Guard::none) || run_together(jobs, Guard::savepoint)) {
            return;
        }
    }
    for (const auto& job : jobs) {
        job->outcome = run_alone(*job);
    }
}

// Whether every job has its outcome; otherwise nothing was written.
bool CommitGroup::run_together(std::vector<std::shared_ptr<Job>>& jobs, Guard guard) {
    auto outcome = begin();
    if (outcome) {
        const bool is_done =
            guard == Guard::none
                ? run_unguarded(jobs)
                : std::ranges::all_of(jobs, [&](const auto& job) { return run_under_savepoint(*job); });
        if (!is_done) {
            connection_->roll_back();
            return false;
        }
        const auto fate = commit(outcome);
        if (fate != Fate::unknown) {
            return fate == Fate::committed;
        }
    }
    // Nothing can be begun, or to run again could write twice: then each caller has to look.
    for (const auto& job : jobs) {
        job->outcome = outcome;
    }
    return true;
}

// The order within a group is free. Of several closures that share a key the first may be foreseen; the others come
// after it, and see what it wrote.
bool CommitGroup::run_unguarded(const std::vector<std::shared_ptr<Job>>& jobs) {
    std::vector<Job*> foreseen;
    std::vector<Job*> others;
    std::unordered_set<Uuid> keys;
    for (const auto& job : jobs) {
        const auto& own = job->foresight->keys;
        const bool is_apart =
            !own.empty() && std::ranges::none_of(own, [&](const Uuid& key) { return keys.contains(key); });
        keys.insert(own.begin(), own.end());
        (is_apart ? foreseen : others).push_back(job.get());
    }
    if (!run_foreseen(foreseen)) {
        return false;
    }
    return std::ranges::all_of(others, [&](Job* job) {
        job->outcome = run_closure(*job, *connection_);
        return job->outcome.has_value();
    });
}

bool CommitGroup::run_foreseen(std::span<Job* const> jobs) {
    GatheringConnection gathering(*connection_);
    std::vector<Question> questions;
    for (const auto* job : jobs) {
        questions.insert(questions.end(), job->foresight->questions.begin(), job->foresight->questions.end());
    }
    if (!gathering.ask(std::move(questions))) {
        return false;
    }
    for (auto* job : jobs) {
        job->outcome = run_closure(*job, gathering);
        if (!job->outcome) {
            return false;
        }
    }
    return gathering.send().has_value();
}

// Whether the shared transaction still stands. Some failures (a full disk, lost memory, a serialization failure) end it
// as a whole, and then a savepoint would begin one of its own.
bool CommitGroup::run_under_savepoint(Job& job) {
    const auto step = [&](std::string_view sql) { return connection_->run(sql, {}, nullptr).has_value(); };
    if (connection_->is_usable() || !step("SAVEPOINT closure")) {
        return false;
    }
    job.outcome = run_closure(job, *connection_);
    if (connection_->is_usable() || (!job.outcome && job.outcome.error().code == ProblemCode::busy)) {
        return false;
    }
    if (!job.outcome && !step("ROLLBACK TO SAVEPOINT closure")) {
        return false;
    }
    return step("RELEASE SAVEPOINT closure");
}

Result<> CommitGroup::run_closure(const Job& job, Connection& connection) {
    Writer writer(connection, *job.act, node_, clock_.now(), heads_);
    MINKA_TRY((*job.closure)(writer));
    return writer.finish();
}

Result<> CommitGroup::run_alone(const Job& job) {
    Result<> outcome;
    for (int run = 0; run < most_runs; ++run) {
        if (run_alone_once(job, outcome) != Fate::again) {
            break;
        }
        wait_before_run(run);
    }
    return outcome;
}

CommitGroup::Fate CommitGroup::run_alone_once(const Job& job, Result<>& outcome) {
    outcome = begin();
    if (!outcome) {
        return Fate::undone;
    }
    outcome = run_closure(job, *connection_);
    if (outcome) {
        return commit(outcome);
    }
    connection_->roll_back();
    const bool is_lost = !connection_->is_usable();
    return is_lost || outcome.error().code == ProblemCode::busy ? Fate::again : Fate::undone;
}

Result<> CommitGroup::begin() {
    heads_.clear();
    if (!connection_->is_usable()) {
        MINKA_TRY(reconnect());
    }
    auto begun = connection_->begin(TransactionKind::write);
    if (!begun && !connection_->is_usable()) {
        // A server that was started anew: nothing was written, so another connection can begin.
        MINKA_TRY(reconnect());
        begun = connection_->begin(TransactionKind::write);
    }
    return begun;
}

CommitGroup::Fate CommitGroup::commit(Result<>& outcome) {
    for (const auto& [programme, head] : heads_) {
        outcome = store_ledger_head(*connection_, head);
        if (!outcome) {
            connection_->roll_back();
            return outcome.error().code == ProblemCode::busy ? Fate::again : Fate::undone;
        }
    }
    outcome = connection_->commit();
    if (outcome) {
        return Fate::committed;
    }
    connection_->roll_back();
    if (connection_->is_usable()) {
        return outcome.error().code == ProblemCode::busy ? Fate::again : Fate::undone;
    }
    const auto fate = fate_by_ledger();
    if (fate == Fate::committed) {
        outcome = {};
    }
    return fate;
}

// The server went away while it committed: whether it had done so stands in the ledger.
CommitGroup::Fate CommitGroup::fate_by_ledger() {
    if (heads_.empty()) {
        return Fate::unknown;
    }
    const auto head = heads_.begin()->second;
    for (int run = 0; run < most_runs; ++run) {
        if (reconnect()) {
            if (const auto held = holds_ledger_head(*connection_, head)) {
                return *held ? Fate::committed : Fate::again;
            }
        }
        wait_before_run(run);
    }
    return Fate::unknown;
}

Result<> CommitGroup::reconnect() {
    MINKA_TRY_ASSIGN(connection_, open_());
    return {};
}

}  // namespace minka::storage
