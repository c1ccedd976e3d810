#pragma once

#include "storage/connection.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace minka::storage {

/// Connections that are opened when needed and kept for the next use, at most `limit` at once: who comes then waits.
class ConnectionPool {
public:
    using Open = std::function<Result<std::unique_ptr<Connection>>()>;
    ConnectionPool(Open open, std::size_t limit) : open_(std::move(open)), limit_(limit) {}

    /// `act` does not use the pool itself: at the limit it would wait for ever.
    Result<> use(const std::function<Result<>(Connection&)>& act) {
        auto taken = take();
        auto outcome = taken ? act(**taken) : Result<>(std::unexpected(taken.error()));
        {
            const std::scoped_lock lock(mutex_);
            --in_use_;
            if (taken && (*taken)->is_usable()) {
                idle_.push_back(*std::move(taken));
            }
        }
        returned_.notify_one();
        return outcome;
    }

    /// Closes the connections that wait for their next use: a server that went away takes all with it.
    void forget_idle() {
        const std::scoped_lock lock(mutex_);
        idle_.clear();
    }

private:
    Result<std::unique_ptr<Connection>> take() {
        std::unique_lock lock(mutex_);
        returned_.wait(lock, [this] { return in_use_ < limit_; });
        ++in_use_;
        if (!idle_.empty()) {
            auto connection = std::move(idle_.back());
            idle_.pop_back();
            return connection;
        }
        lock.unlock();
        return open_();
    }

    Open open_;
    std::size_t limit_;
    std::mutex mutex_;
    std::condition_variable returned_;
    std::size_t in_use_ = 0;
    std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace minka::storage
