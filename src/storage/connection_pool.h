#pragma once

#include "storage/connection.h"

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace minka::storage {

/// Connections that are opened when needed and kept for the next use.
class ConnectionPool {
public:
    using Open = std::function<Result<std::unique_ptr<Connection>>()>;
    explicit ConnectionPool(Open open) : open_(std::move(open)) {}

    Result<> use(const std::function<Result<>(Connection&)>& act) {
        MINKA_TRY_ASSIGN(auto connection, take());
        auto outcome = act(*connection);
        if (connection->is_usable()) {
            const std::scoped_lock lock(mutex_);
            idle_.push_back(std::move(connection));
        }
        return outcome;
    }

private:
    Result<std::unique_ptr<Connection>> take() {
        {
            const std::scoped_lock lock(mutex_);
            if (!idle_.empty()) {
                auto connection = std::move(idle_.back());
                idle_.pop_back();
                return connection;
            }
        }
        return open_();
    }

    Open open_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace minka::storage
