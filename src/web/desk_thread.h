#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace minka::web {

/// The thread of a desk, which does what waits there, one piece of work after another. A desk has it as its last
/// member, so that it ends before what it works with.
class DeskThread {
public:
    /// Called with the mutex held: marks what is next as taken up and returns the work, which is done without the
    /// mutex; nothing while nothing waits.
    using TakeUp = std::function<std::function<void()>()>;

    DeskThread(std::mutex& mutex, TakeUp take_up)
        : mutex_(mutex), take_up_(std::move(take_up)), thread_([this] { run(); }) {}
    /// Ends after the work in hand; what waits is not taken up.
    ~DeskThread();
    DeskThread(const DeskThread&) = delete;
    DeskThread& operator=(const DeskThread&) = delete;

    /// Something waits.
    void wake() { arrived_.notify_one(); }

private:
    void run();

    std::mutex& mutex_;
    TakeUp take_up_;
    std::condition_variable arrived_;
    bool is_ending_ = false;
    std::jthread thread_;
};

}  // namespace minka::web
