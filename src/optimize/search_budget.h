#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <stop_token>

namespace minka::optimize {

/// How long a search by annealing may go on, and what tells it to end.
struct SearchBudget {
    std::uint64_t seed = 1;
    /// Parts of a plan taken apart and rebuilt; the search cools over so many.
    std::uint64_t iterations = 100'000;
    /// Ends the search here, before it is cold. With `iterations` it repeats a run that a clock cut short.
    std::uint64_t end_after = std::numeric_limits<std::uint64_t>::max();
    std::stop_token stop;
    std::function<void(std::uint64_t, double)> tell;  ///< hears iterations and best cost now and then; may be empty
};

}  // namespace minka::optimize
