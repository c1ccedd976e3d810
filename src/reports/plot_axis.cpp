#include "reports/plot_axis.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace minka::reports {

namespace {

struct Step {
    double size = 1;
    int decimals = 0;
};

Step nice_step(double least, double most, int wanted) {
    const double raw = (most - least) / std::max(1, wanted);
    const int exponent = static_cast<int>(std::floor(std::log10(raw)));
    const double unit = std::pow(10.0, exponent);
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (raw <= factor * unit * (1 + 1e-9)) {
            return {factor * unit, std::max(0, -exponent)};
        }
    }
    return {10 * unit, std::max(0, -exponent - 1)};
}

AxisTicks multiples(double least, double most, const Step& step) {
    AxisTicks ticks{{}, step.decimals};
    constexpr double slack = 1e-9;
    const auto first = static_cast<long>(std::ceil(least / step.size - slack));
    const auto last = static_cast<long>(std::floor(most / step.size + slack));
    for (long i = first; i <= last; ++i) {
        ticks.at.push_back(static_cast<double>(i) * step.size);
    }
    return ticks;
}

}  // namespace

AxisTicks axis_ticks(double least, double most, int wanted) {
    const auto step = nice_step(least, most, wanted);
    return multiples(least, most, step);
}

AxisTicks axis_ticks(const AxisRange& range) {
    return multiples(range.least, range.most, {range.step, range.decimals});
}

AxisRange axis_range(double least, double most, int wanted) {
    if (!(most > least)) {
        const double half = std::max(1.0, std::abs(least) * 0.1);
        least -= half;
        most += half;
    }
    const auto step = nice_step(least, most, wanted);
    constexpr double slack = 1e-9;
    return {std::floor(least / step.size + slack) * step.size, std::ceil(most / step.size - slack) * step.size,
            step.size, step.decimals};
}

std::vector<LocalDate> month_ticks(LocalDate first, LocalDate last, int wanted) {
    std::vector<LocalDate> months;
    auto month = first.plus_days(1 - static_cast<int>(first.day()));
    if (month < first) {
        month = month.plus_months(1);
    }
    for (; month <= last; month = month.plus_months(1)) {
        months.push_back(month);
    }
    if (months.empty()) {
        return {first};
    }
    constexpr std::array<std::size_t, 8> strides{1, 2, 3, 6, 12, 24, 60, 120};
    const auto room = static_cast<std::size_t>(std::max(1, wanted));
    for (const auto stride : strides) {
        std::vector<LocalDate> kept;
        for (const auto tick : months) {
            const auto months_since_zero = static_cast<std::size_t>(tick.year()) * 12 + tick.month() - 1;
            if (months_since_zero % stride == 0) {
                kept.push_back(tick);
            }
        }
        if (!kept.empty() && kept.size() <= room) {
            return kept;
        }
    }
    return {months.front()};
}

}  // namespace minka::reports
