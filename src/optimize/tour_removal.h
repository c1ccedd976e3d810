#pragma once

#include "base/random.h"
#include "optimize/tour_book.h"

namespace minka::optimize {

/// A stop to be put back: on one day, or on the days of whichever pattern costs least.
struct LooseStop {
    std::uint32_t stop = 0;
    bool is_one_day = false;
    std::uint32_t day = 0;
};

/// Takes stretches out of tours that pass near one stop.
///
/// Source: Christiaens & Vanden Berghe (2020), section 5.2 (adjacent string removal).
class TourRemoval {
public:
    TourRemoval(const RouteTask& task, SeededRandom& random);

    /// Marks the stops in `book` and appends them to `loose`.
    void take_out(TourBook& book, std::vector<LooseStop>& loose);

private:
    void take_stretch(TourBook& book, std::uint32_t stop, std::size_t day, double most, std::vector<LooseStop>& loose);
    void take_stop(TourBook& book, std::uint32_t stop, std::size_t day, std::vector<LooseStop>& loose);
    std::size_t some_day(DaySet days);

    const RouteTask& task_;
    SeededRandom& random_;
    std::vector<std::vector<std::uint32_t>> near_;  ///< stops by distance, itself first
    std::vector<std::size_t> passed_;               ///< tours taken from
    bool is_one_day_ = false;
    bool has_repeats_ = false;
};

}  // namespace minka::optimize
