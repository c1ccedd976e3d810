#pragma once

#include "base/bytes.h"

#include <cstdint>
#include <span>

namespace minka {

/// Where unpredictable bytes come from: identifiers, keys and nonces. Two implementations: the operating system, and
/// a seeded one for tests and the demo, never for keys of real people.
class RandomSource {
public:
    virtual ~RandomSource() = default;
    virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

class SystemRandom final : public RandomSource {
public:
    void fill(std::span<std::uint8_t> bytes) override;
};

/// xoshiro256** seeded by SplitMix64: the same draws for the same seed on every machine. The distributions are ours
/// too, since the standard library's differ between compilers.
///
/// Source: Blackman, D. & Vigna, S. (2021). Scrambled linear pseudorandom number generators. ACM Transactions on
/// Mathematical Software 47(4), 36. doi:10.1145/3460772
class SeededRandom final : public RandomSource {
public:
    explicit SeededRandom(std::uint64_t seed);

    std::uint64_t next();
    /// Uniform on [0, 1), 53 bits.
    double uniform();
    /// Uniform on 0 .. count - 1, without bias (Lemire's multiplication with rejection); count is at least 1.
    std::uint64_t below(std::uint64_t count);
    /// Standard normal by the polar method of Marsaglia.
    double normal();
    void fill(std::span<std::uint8_t> bytes) override;

private:
    std::uint64_t state_[4];
    double spare_normal_ = 0;
    bool has_spare_normal_ = false;
};

}  // namespace minka
