#include "optimize/tour_removal.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace minka::optimize {
namespace {

constexpr double mean_removed = 10;
constexpr double longest_stretch = 10;
constexpr std::size_t most_near = 400;

}  // namespace

TourRemoval::TourRemoval(const RouteTask& task, SeededRandom& random)
    : task_(task), random_(random), near_(task.stops.size()) {
    const auto count = task.stops.size();
    std::vector<std::uint32_t> order(count - 1);
    for (std::uint32_t stop = 1; stop < count; ++stop) {
        std::iota(order.begin(), order.end(), 1U);
        const auto kept = static_cast<std::ptrdiff_t>(std::min(most_near, order.size()));
        std::ranges::partial_sort(order, order.begin() + kept, {}, [&](std::uint32_t other) {
            return std::pair(other == stop ? -1.0 : task.between(stop, other), other);
        });
        near_[stop].assign(order.begin(), order.begin() + kept);
        has_repeats_ = has_repeats_ || std::ranges::any_of(task.stops[stop].patterns,
                                                           [](DaySet days) { return std::popcount(days) > 1; });
    }
}

std::size_t TourRemoval::some_day(DaySet days) {
    auto skipped = random_.below(static_cast<std::uint64_t>(std::popcount(days)));
    while (skipped-- > 0) {
        days &= days - 1;
    }
    return static_cast<std::size_t>(std::countr_zero(days));
}

void TourRemoval::take_out(TourBook& book, std::vector<LooseStop>& loose) {
    const double most = std::max(1.0, std::min(longest_stretch, book.mean_stops()));
    const double most_tours = 4 * mean_removed / (1 + most) - 1;
    const auto tours = static_cast<std::size_t>(random_.uniform() * most_tours + 1);
    is_one_day_ = has_repeats_ && random_.below(3) == 0;
    const auto seed = static_cast<std::uint32_t>(1 + random_.below(task_.stops.size() - 1));
    if (book.days_of(seed) == 0) {
        return;
    }
    const auto seed_day = some_day(book.days_of(seed));
    const bool stays = is_one_day_ || random_.below(2) == 0;
    passed_.clear();
    for (const auto stop : near_[seed]) {
        if (passed_.size() >= tours) {
            break;
        }
        const auto days = book.days_of(stop);
        if (days == 0 || (stays && (days >> seed_day & 1U) == 0)) {
            continue;
        }
        const auto day = stays ? seed_day : some_day(days);
        const auto tour = book.tour_of(stop, day);
        if (std::ranges::find(passed_, tour) == passed_.end()) {
            passed_.push_back(tour);
            take_stretch(book, stop, day, most, loose);
        }
    }
    book.close_gaps();
}

void TourRemoval::take_stop(TourBook& book, std::uint32_t stop, std::size_t day, std::vector<LooseStop>& loose) {
    if ((book.days_of(stop) >> day & 1U) == 0) {
        return;
    }
    if (is_one_day_) {
        book.mark(stop, day);
        loose.push_back({stop, true, static_cast<std::uint32_t>(day)});
        return;
    }
    for (auto days = book.days_of(stop); days != 0; days &= days - 1) {
        book.mark(stop, static_cast<std::size_t>(std::countr_zero(days)));
    }
    loose.push_back({stop, false, 0});
}

/// A stretch that holds the stop; every second time a few stops in its midst stay.
void TourRemoval::take_stretch(TourBook& book, std::uint32_t stop, std::size_t day, double most,
                               std::vector<LooseStop>& loose) {
    const auto& stops = book.tour(book.tour_of(stop, day)).stops;
    const auto size = stops.size();
    const auto length = static_cast<std::size_t>(1 + random_.uniform() * std::min(static_cast<double>(size), most));
    const auto taken = std::min(length, size);
    std::size_t kept = 0;
    if (taken > 1 && taken < size && random_.below(2) == 0) {
        kept = 1;
        while (taken + kept < size && random_.below(100) == 0) {
            ++kept;
        }
    }
    const auto span = taken + kept;
    const auto place = static_cast<std::size_t>(std::ranges::find(stops, stop) - stops.begin());
    const auto first = place >= span - 1 ? place - (span - 1) : 0;
    const auto last = std::min(place, size - span);
    const auto start = first + static_cast<std::size_t>(random_.below(last - first + 1));
    const auto hole = kept == 0 ? span : 1 + static_cast<std::size_t>(random_.below(span - kept - 1));
    for (std::size_t i = 0; i < span; ++i) {
        if (i < hole || i >= hole + kept) {
            take_stop(book, stops[start + i], day, loose);
        }
    }
}

}  // namespace minka::optimize
