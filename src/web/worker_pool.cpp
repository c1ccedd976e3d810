#include "web/worker_pool.h"

namespace minka::web {

WorkerPool::WorkerPool(std::size_t threads, std::size_t most_waiting) : most_waiting_(most_waiting) {
    threads_.reserve(threads);
    for (std::size_t i = 0; i < threads; ++i) {
        threads_.emplace_back([this] { loop(); });
    }
}

WorkerPool::~WorkerPool() {
    {
        const std::scoped_lock lock(mutex_);
        is_ending_ = true;
    }
    arrived_.notify_all();
}

bool WorkerPool::run(std::function<void()> work) {
    {
        const std::scoped_lock lock(mutex_);
        if (is_ending_ || waiting_.size() >= most_waiting_) {
            return false;
        }
        waiting_.push_back(std::move(work));
    }
    arrived_.notify_one();
    return true;
}

std::size_t WorkerPool::waiting() const {
    const std::scoped_lock lock(mutex_);
    return waiting_.size();
}

std::size_t WorkerPool::running() const {
    const std::scoped_lock lock(mutex_);
    return running_;
}

void WorkerPool::loop() {
    std::unique_lock lock(mutex_);
    while (true) {
        arrived_.wait(lock, [this] { return is_ending_ || !waiting_.empty(); });
        if (waiting_.empty()) {
            return;
        }
        const auto work = std::move(waiting_.front());
        waiting_.pop_front();
        ++running_;
        lock.unlock();
        work();
        lock.lock();
        --running_;
    }
}

}  // namespace minka::web
