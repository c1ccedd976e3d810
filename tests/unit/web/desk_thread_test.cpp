#include "web/desk_thread.h"

#include <doctest/doctest.h>

#include <deque>
#include <future>
#include <vector>

using namespace minka::web;

namespace {

/// A desk of numbers: each is done by being noted.
struct Desk {
    std::mutex mutex;
    std::deque<int> waiting;
    std::vector<int> done;
    std::promise<void> all;
    std::size_t expected = 0;
    DeskThread thread{mutex, [this] { return take_up(); }};

    std::function<void()> take_up() {
        if (waiting.empty()) {
            return {};
        }
        const int next = waiting.front();
        waiting.pop_front();
        return [this, next] {
            const std::scoped_lock lock(mutex);  // work may take the mutex: it is not held meanwhile
            done.push_back(next);
            if (done.size() == expected) {
                all.set_value();
            }
        };
    }
    void ask(int number) {
        const std::scoped_lock lock(mutex);
        waiting.push_back(number);
        thread.wake();
    }
};

}  // namespace

TEST_CASE("a desk does what waits in turn, and ends without what still waits") {
    Desk desk;
    desk.expected = 50;
    for (int number = 0; number < 50; ++number) {
        desk.ask(number);
    }
    desk.all.get_future().wait();
    const std::scoped_lock lock(desk.mutex);
    REQUIRE(desk.done.size() == 50);
    for (int number = 0; number < 50; ++number) {
        CHECK(desk.done[static_cast<std::size_t>(number)] == number);
    }
}

TEST_CASE("a desk that nobody asks ends at once, many times") {
    for (int round = 0; round < 200; ++round) {
        const Desk desk;
    }
    CHECK(true);
}
