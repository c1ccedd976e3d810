#pragma once

#include "web/server.h"

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <tuple>

namespace minka::web {

/// What was answered and how fast, by route: nothing in it says who asked or about whom.
class Metrics {
public:
    void count(const ServerCalls::Done& done);

    /// In the text format that Prometheus reads, version 0.0.4.
    std::string text(const ServerCounts& server) const;

private:
    /// Upper ends of the classes of time, in microseconds; the last class has none.
    static constexpr std::array<std::int64_t, 9> bounds{1'000,   2'500,   5'000,     10'000,   30'000,
                                                        100'000, 300'000, 1'000'000, 5'000'000};
    struct Times {
        std::array<std::int64_t, bounds.size() + 1> classes{};
        std::int64_t sum = 0;
    };

    mutable std::mutex mutex_;
    std::map<std::tuple<std::string, std::string, int>, std::int64_t> answers_;  ///< Route, method, status.
    std::map<std::string, Times> times_;                                         ///< By route.
    std::int64_t sent_ = 0;
};

}  // namespace minka::web
