#pragma once

#include "base/result.h"

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

namespace minka::cli {

/// Asks for a stop after a time, unless it is over before.
class Alarm {
public:
    explicit Alarm(double seconds)
        : thread_([this, seconds](const std::stop_token& over) {
              std::unique_lock lock(mutex_);
              waiting_.wait_for(lock, over, std::chrono::duration<double>(seconds), [] { return false; });
              source_.request_stop();
          }) {}
    std::stop_token token() const { return source_.get_token(); }

private:
    std::mutex mutex_;
    std::condition_variable_any waiting_;
    std::stop_source source_;
    std::jthread thread_;
};

/// Seconds of the words "10s", "2m" or "10".
///
/// Problems: `invalid_input` for anything else and above a day.
Result<double> seconds_of(const std::string& text);

}  // namespace minka::cli
