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
    /// Asked with the iterations made when the search is cold: for how many more it is to be warmed up again; 0 ends
    /// it. Empty: it ends.
    std::function<std::uint64_t(std::uint64_t)> more;
    std::stop_token stop;
    std::function<void(std::uint64_t, double)> tell;  ///< hears iterations and best cost at the start and now and then
};

}  // namespace minka::optimize
