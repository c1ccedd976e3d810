#include "web/desk_thread.h"

namespace minka::web {

DeskThread::~DeskThread() {
    {
        const std::scoped_lock lock(mutex_);
        is_ending_ = true;
    }
    arrived_.notify_all();
}

void DeskThread::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        std::function<void()> work;
        arrived_.wait(lock, [&] {
            if (!is_ending_) {
                work = take_up_();
            }
            return is_ending_ || work;
        });
        if (is_ending_) {
            return;
        }
        lock.unlock();
        work();
        lock.lock();
    }
}

}  // namespace minka::web
