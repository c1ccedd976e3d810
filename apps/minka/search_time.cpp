#include "search_time.h"

#include <charconv>
#include <chrono>
#include <csignal>
#include <ctime>

namespace minka::cli {
namespace {

volatile std::sig_atomic_t was_interrupted = 0;

void note_interruption(int) { was_interrupted = 1; }

/// Only where nobody else listens: a server ends in its own way.
bool listen_to_keyboard() {
    struct sigaction before{};
    if (sigaction(SIGINT, nullptr, &before) != 0 || before.sa_handler != SIG_DFL) {
        return false;
    }
    was_interrupted = 0;
    struct sigaction noted{};
    noted.sa_handler = note_interruption;
    noted.sa_flags = static_cast<int>(SA_RESETHAND);
    return sigaction(SIGINT, &noted, nullptr) == 0;
}

}  // namespace

double seconds_now(TimeKind kind) {
    if (kind == TimeKind::wall) {
        return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
    }
    timespec spent{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
    return static_cast<double>(spent.tv_sec) + 1e-9 * static_cast<double>(spent.tv_nsec);
}

Alarm::Alarm(double seconds, TimeKind kind)
    : listens_(listen_to_keyboard()),
      thread_([this, end = seconds_now(kind) + seconds, kind](const std::stop_token& over) { wait(over, end, kind); }) {
}

Alarm::~Alarm() {
    thread_.request_stop();
    thread_.join();
    if (listens_) {
        std::signal(SIGINT, SIG_DFL);
    }
}

void Alarm::wait(const std::stop_token& over, double end, TimeKind kind) {
    // The processor's time and the keyboard wake nobody: a look now and then.
    constexpr double look_after = 0.05;
    std::unique_lock lock(mutex_);
    while (!over.stop_requested() && (!listens_ || was_interrupted == 0)) {
        const double left = end - seconds_now(kind);
        if (left <= 0) {
            break;
        }
        waiting_.wait_for(lock, over, std::chrono::duration<double>(std::min(left, look_after)), [] { return false; });
    }
    source_.request_stop();
}

Result<double> seconds_of(const std::string& text) {
    double seconds = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, seconds);
    const std::string_view unit(read.ptr, end);
    if (read.ec != std::errc{} || !(seconds > 0) || seconds > 86'400 || (!unit.empty() && unit != "s" && unit != "m")) {
        return invalid("A time is written as 10s or 2m, and is a day at most.", "--time");
    }
    return unit == "m" ? 60 * seconds : seconds;
}

}  // namespace minka::cli
