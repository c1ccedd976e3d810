#pragma once

#include "base/result.h"

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

namespace minka::cli {

/// What a search's time is counted by: the clock on the wall, or what the processor spent on this process. The second
/// makes results comparable on a machine that others use.
enum class TimeKind { wall, processor };

/// Seconds since an arbitrary start.
double seconds_now(TimeKind kind);

/// Asks for a stop after a time, or at the first interruption from the keyboard (Ctrl-C), unless it is over before. A
/// second interruption ends the program as ever.
class Alarm {
public:
    explicit Alarm(double seconds, TimeKind kind = TimeKind::wall);
    ~Alarm();
    Alarm(const Alarm&) = delete;
    Alarm& operator=(const Alarm&) = delete;

    std::stop_token token() const { return source_.get_token(); }

private:
    void wait(const std::stop_token& over, double end, TimeKind kind);

    bool listens_ = false;
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
