#pragma once

#include "base/identifier.h"
#include "base/local_date.h"
#include "base/random.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace minka::demo {

/// That hour of a date, in UTC.
Instant instant_on(LocalDate date, int hour);

/// The draws of a demo: the same seed and purpose give the same ones on every machine. Purposes ("places", "answers")
/// keep one part's draws when another part's change.
class Chance {
public:
    Chance(std::uint64_t seed, std::string_view purpose);

    SeededRandom& random() { return random_; }

    /// Uniform on 0 .. count - 1; count is at least 1.
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(random_.below(count)); }
    /// Uniform on least .. most, both included.
    int between(int least, int most) {
        return least + static_cast<int>(below(static_cast<std::size_t>(most - least) + 1));
    }
    double uniform(double from, double to) { return from + (to - from) * random_.uniform(); }
    double normal(double mean, double deviation) { return mean + deviation * random_.normal(); }
    bool happens(double probability) { return random_.uniform() < probability; }
    LocalDate date_between(LocalDate first, LocalDate last) {
        return first.plus_days(between(0, days_between(first, last)));
    }

    template <typename List>
    const auto& pick(const List& list) {
        return list[below(std::size(list))];
    }

    template <typename T>
    void shuffle(std::vector<T>& list) {
        for (std::size_t i = list.size(); i > 1; --i) {
            std::swap(list[i - 1], list[below(i)]);
        }
    }

    /// An identifier as its maker would have given it on that date.
    template <typename RecordId>
    RecordId new_id(LocalDate on) {
        return RecordId{make_uuid_v7(instant_on(on, 15), random_)};
    }

private:
    SeededRandom random_;
};

/// Whole numbers of at least `least` each that add up to `total`, as near to the weights as that allows (largest
/// remainders). `total` is at least least * weights.size(); weights are above 0.
std::vector<int> split_total(int total, std::span<const double> weights, int least);

}  // namespace minka::demo
