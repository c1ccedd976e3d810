#include "storage/sqlite/commit_group.h"

namespace minka::storage {

namespace {

constexpr std::size_t largest_group = 512;

}  // namespace

CommitGroup::CommitGroup(std::unique_ptr<Connection> connection, const Uuid& node, Clock& clock)
    : connection_(std::move(connection)), node_(node), clock_(clock), thread_([this] { work(); }) {}

CommitGroup::~CommitGroup() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    arrived_.notify_all();
    thread_.join();
}

Result<> CommitGroup::run(const Act& act, const std::function<Result<>(Writer&)>& closure) {
    Job job{&act, &closure, {}, {}};
    auto done = job.done.get_future();
    {
        const std::scoped_lock lock(mutex_);
        waiting_.push_back(&job);
    }
    arrived_.notify_one();
    return done.get();
}

void CommitGroup::work() {
    while (true) {
        std::vector<Job*> jobs;
        {
            std::unique_lock lock(mutex_);
            arrived_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
            if (waiting_.empty()) {
                return;
            }
            const auto count = std::min(waiting_.size(), largest_group);
            jobs.assign(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
            waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
        }
        run_group(jobs);
        for (auto* job : jobs) {
            auto outcome = std::move(job->outcome);
            job->done.set_value(std::move(outcome));  // the job is gone after this
        }
    }
}

void CommitGroup::run_group(std::vector<Job*>& jobs) {
    if (jobs.size() == 1) {
        jobs.front()->outcome = run_alone(*jobs.front());
        return;
    }
    Result<> committed = connection_->begin(true);
    if (committed) {
        for (auto* job : jobs) {
            job->outcome = run_under_savepoint(*job);
        }
        committed = connection_->commit();
    }
    if (!committed) {
        connection_->roll_back();
        for (auto* job : jobs) {
            job->outcome = run_alone(*job);
        }
    }
}

Result<> CommitGroup::run_closure(const Job& job) {
    Writer writer(*connection_, *job.act, node_, clock_.now());
    MINKA_TRY((*job.closure)(writer));
    return writer.finish();
}

Result<> CommitGroup::run_under_savepoint(const Job& job) {
    MINKA_TRY(connection_->run_script("SAVEPOINT closure"));
    if (auto outcome = run_closure(job); !outcome) {
        // Where the rollback itself fails, the commit fails too and every closure runs again alone.
        MINKA_TRY(connection_->run_script("ROLLBACK TO closure; RELEASE closure"));
        return outcome;
    }
    return connection_->run_script("RELEASE closure");
}

Result<> CommitGroup::run_alone(const Job& job) {
    MINKA_TRY(connection_->begin(true));
    auto outcome = run_closure(job);
    if (outcome) {
        outcome = connection_->commit();
    }
    if (!outcome) {
        connection_->roll_back();
    }
    return outcome;
}

}  // namespace minka::storage
