#pragma once

#include "base/local_date.h"

#include <vector>

namespace minka::reports {

/// Where an axis is marked, ascending, and with how many decimals the marks are written.
struct AxisTicks {
    std::vector<double> at;
    int decimals = 0;
};

/// Marks at multiples of 1, 2 or 5 times a power of ten inside [least, most], about `wanted` of them and never more
/// than twice as many. `least` < `most`, both finite.
AxisTicks axis_ticks(double least, double most, int wanted);

/// The smallest range of whole steps of axis_ticks that holds [least, most]; one step wide at least.
struct AxisRange {
    double least = 0;
    double most = 1;
    double step = 1;
    int decimals = 0;
};
AxisRange axis_range(double least, double most, int wanted);

/// The whole steps of a range, both ends among them.
AxisTicks axis_ticks(const AxisRange& range);

/// The first days of months in [first, last], evenly spaced, at most `wanted` of them; `first` alone when there are
/// none.
std::vector<LocalDate> month_ticks(LocalDate first, LocalDate last, int wanted);

}  // namespace minka::reports
