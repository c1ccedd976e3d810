#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace minka::optimize {

/// The cheapest place of a visit on each day of one pair's week, as far as it was worked out.
struct WeekInsertions {
    std::uint64_t key = 0;
    std::array<float, 7> costs{};  ///< travel and nights that it adds; infinite where the rules forbid it
    std::array<std::uint8_t, 7> positions{};
    std::array<std::int8_t, 7> more_nights{};
    std::array<float, 7> more_money{};  ///< where there is a budget
    std::uint8_t known_days = 0;        ///< as bits
};

/// Remembers insertions by what the week holds and what is put into it, so that a week that comes back, as it does
/// whenever a step is not taken, need not be worked out again. Old ones give way to new ones.
///
/// What is remembered depends on the key alone: a plan is the same with any size of the memory.
class InsertionMemory {
public:
    explicit InsertionMemory(std::size_t least_size);

    WeekInsertions& at(std::uint64_t key) {
        auto& entry = entries_[key & mask_];
        if (entry.key != key) {
            entry.key = key;
            entry.known_days = 0;
        }
        return entry;
    }

private:
    std::vector<WeekInsertions> entries_;
    std::uint64_t mask_;
};

/// A new key from a former one and a number (the finaliser of SplitMix64, Steele, Lea & Flood 2014).
inline std::uint64_t mixed(std::uint64_t key, std::uint64_t number) {
    key += 0x9e37'79b9'7f4a'7c15U * (number + 1);
    key = (key ^ (key >> 30U)) * 0xbf58'476d'1ce4'e5b9U;
    key = (key ^ (key >> 27U)) * 0x94d0'49bb'1331'11ebU;
    return key ^ (key >> 31U);
}

}  // namespace minka::optimize
