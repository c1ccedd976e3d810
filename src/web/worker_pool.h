#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace minka::web {

/// Threads that run what is handed to them, in its order.
class WorkerPool {
public:
    WorkerPool(std::size_t threads, std::size_t most_waiting);
    /// Runs what waits, then ends.
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// False when too much waits already: then `work` was not taken.
    bool run(std::function<void()> work);

    std::size_t waiting() const;
    std::size_t running() const;

private:
    void loop();

    const std::size_t most_waiting_;
    mutable std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<std::function<void()>> waiting_;
    std::size_t running_ = 0;
    bool is_ending_ = false;
    std::vector<std::jthread> threads_;
};

}  // namespace minka::web
