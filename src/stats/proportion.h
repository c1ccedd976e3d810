#pragma once

#include "stats/interval.h"

#include <cstdint>

namespace minka::stats {

/// A share with what it is a share of: `count` of `total`.
struct Proportion {
    std::uint64_t count = 0;
    std::uint64_t total = 0;
    double share = 0;   ///< count / total, 0 .. 1
    Interval interval;  ///< Wilson's score interval, within [0, 1]
};

/// n/N with Wilson's score interval without continuity correction: for a sample of a large population. A full count
/// has no sampling error; print count and total there, not the interval.
///
/// Problems: `invalid_input` for a total of 0, a count above the total, or a confidence outside (0, 1).
///
/// Source: Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the
/// American Statistical Association 22(158), 209-212. Same as R `prop.test(correct = FALSE)`.
Result<Proportion> proportion(std::uint64_t count, std::uint64_t total, double confidence = 0.95);

}  // namespace minka::stats
