#include "stats/resampling.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace minka::stats {
namespace {

/// log(x!) by Stirling's series, a table below 10.
double log_factorial(double x) {
    static constexpr std::array<double, 10> small{0,
                                                  0,
                                                  0.693147180559945309,
                                                  1.791759469228055001,
                                                  3.178053830347945620,
                                                  4.787491742782045994,
                                                  6.579251212010100995,
                                                  8.525161361065414300,
                                                  10.60460290274525023,
                                                  12.80182748008146961};
    if (x < 10) {
        return small[static_cast<std::size_t>(x)];
    }
    const double y = x + 1;
    const double inverse = 1 / (y * y);
    constexpr double half_log_two_pi = 0.918938533204672742;
    return (y - 0.5) * std::log(y) - y + half_log_two_pi +
           (1.0 / 12 - inverse * (1.0 / 360 - inverse * (1.0 / 1260))) / y;
}

/// By inversion, from 0 upwards; trials * share below 10.
std::uint64_t draw_by_inversion(SeededRandom& random, std::uint64_t trials, double share) {
    const double odds = share / (1 - share);
    const double step = (static_cast<double>(trials) + 1) * odds;
    const double none = std::exp(static_cast<double>(trials) * std::log1p(-share));
    for (;;) {
        double probability = none;
        double left = random.uniform();
        // Beyond 120 successes of fewer than 10 expected only rounding can lead: draw again.
        for (std::uint64_t successes = 0; successes <= std::min<std::uint64_t>(trials, 120); ++successes) {
            if (left <= probability) {
                return successes;
            }
            left -= probability;
            probability *= step / static_cast<double>(successes + 1) - odds;
        }
    }
}

/// Hörmann's BTRS; trials * share at least 10, share at most 0.5.
std::uint64_t draw_by_rejection(SeededRandom& random, std::uint64_t trials, double share) {
    const auto n = static_cast<double>(trials);
    const double deviation = std::sqrt(n * share * (1 - share));
    const double b = 1.15 + 2.53 * deviation;
    const double a = -0.0873 + 0.0248 * b + 0.01 * share;
    const double centre = n * share + 0.5;
    const double squeeze = 0.92 - 4.2 / b;
    const double alpha = (2.83 + 5.1 / b) * deviation;
    const double mode = std::floor((n + 1) * share);
    double at_mode = -1;  // log(mode!) + log((n - mode)!), once it is needed
    for (;;) {
        const double u = random.uniform() - 0.5;
        double v = random.uniform();
        const double distance = 0.5 - std::abs(u);
        const double k = std::floor((2 * a / distance + b) * u + centre);
        if (distance >= 0.07 && v <= squeeze) {
            return static_cast<std::uint64_t>(k);
        }
        if (k < 0 || k > n) {
            continue;
        }
        if (at_mode < 0) {
            at_mode = log_factorial(mode) + log_factorial(n - mode);
        }
        v = std::log(v * alpha / (a / (distance * distance) + b));
        if (v <= at_mode - log_factorial(k) - log_factorial(n - k) + (k - mode) * std::log(share / (1 - share))) {
            return static_cast<std::uint64_t>(k);
        }
    }
}

}  // namespace

std::uint64_t draw_binomial(SeededRandom& random, std::uint64_t trials, double share) {
    if (trials == 0 || share <= 0) {
        return 0;
    }
    if (share >= 1) {
        return trials;
    }
    if (share > 0.5) {
        return trials - draw_binomial(random, trials, 1 - share);
    }
    return static_cast<double>(trials) * share < 10 ? draw_by_inversion(random, trials, share)
                                                    : draw_by_rejection(random, trials, share);
}

ClassResampler::ClassResampler(std::span<const std::uint32_t> counts) : counts_(counts.begin(), counts.end()) {
    unit_count_ = std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
    // A binomial draw costs about as much as eight draws of a unit.
    if (unit_count_ <= 8 * counts_.size()) {
        for (std::uint32_t index = 0; index < counts_.size(); ++index) {
            class_of_unit_.insert(class_of_unit_.end(), counts_[index], index);
        }
    }
}

void ClassResampler::draw(SeededRandom& random, std::span<double> drawn) const {
    if (!class_of_unit_.empty()) {
        std::ranges::fill(drawn, 0.0);
        for (std::uint64_t unit = 0; unit < unit_count_; ++unit) {
            drawn[class_of_unit_[random.below(unit_count_)]] += 1;
        }
        return;
    }
    std::uint64_t units_left = unit_count_;
    std::uint64_t to_draw = unit_count_;
    for (std::size_t index = 0; index < counts_.size(); ++index) {
        const double share = static_cast<double>(counts_[index]) / static_cast<double>(units_left);
        const auto count = draw_binomial(random, to_draw, share);
        drawn[index] = static_cast<double>(count);
        to_draw -= count;
        units_left -= counts_[index];
    }
}

Interval percentile_interval(std::span<double> replicates, double confidence) {
    std::ranges::sort(replicates);
    const auto quantile = [&](double probability) {
        const double place = probability * static_cast<double>(replicates.size() - 1);
        const auto below = static_cast<std::size_t>(place);
        const auto above = std::min(below + 1, replicates.size() - 1);
        return replicates[below] + (place - static_cast<double>(below)) * (replicates[above] - replicates[below]);
    };
    return {quantile((1 - confidence) / 2), quantile((1 + confidence) / 2), confidence};
}

}  // namespace minka::stats
