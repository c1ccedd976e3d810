#pragma once

#include "base/random.h"
#include "stats/interval.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace minka::stats {

/// Draws of n units with replacement from units of which `counts[c]` are of class c, told as how many of each class
/// were drawn: multinomial counts. The cost is that of the classes, not of the units, where there are few classes.
///
/// Source: the conditional distribution method (Devroye 1986, Non-Uniform Random Variate Generation, chapter XI.1.2);
/// binomial draws by inversion where the smaller of n p and n (1 - p) is below 10, else by the transformed rejection
/// with squeeze of Hörmann (1993), The generation of binomial random variates, Journal of Statistical Computation and
/// Simulation 46, 101-110, algorithm BTRS.
class ClassResampler {
public:
    explicit ClassResampler(std::span<const std::uint32_t> counts);

    /// Fills `drawn`, one entry a class; the sum is the number of units.
    void draw(SeededRandom& random, std::span<double> drawn) const;

private:
    std::vector<std::uint32_t> counts_;
    std::vector<std::uint32_t> class_of_unit_;  // only where drawing unit by unit is the cheaper way
    std::uint64_t unit_count_ = 0;
};

/// One binomial draw; `trials` >= 0, 0 <= `share` <= 1.
std::uint64_t draw_binomial(SeededRandom& random, std::uint64_t trials, double share);

/// The percentile interval of bootstrap replicates: quantiles (1 - confidence) / 2 and its mirror by linear
/// interpolation (type 7 of Hyndman & Fan 1996). `replicates` is sorted in place and holds at least one finite value.
Interval percentile_interval(std::span<double> replicates, double confidence);

}  // namespace minka::stats
