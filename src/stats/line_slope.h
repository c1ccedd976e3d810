#pragma once

#include "stats/interval.h"

#include <cstddef>
#include <span>

namespace minka::stats {

/// The straight line through points by least squares.
struct LineSlope {
    std::size_t point_count = 0;
    double slope = 0;
    double standard_error = 0;
    double t = 0;
    double degrees = 0;  ///< points - 2
    double p = 0;        ///< two-sided
    Interval interval;
};

/// y = a + b x: b with its error. Assumes independent points around the line with one variance.
///
/// Problems: `invalid_input` for lengths that differ, fewer than three points, a value that is not finite, an x that is
/// everywhere the same, points that lie on one line, and a confidence outside (0, 1).
///
/// Source: Gauss's least squares; same as R `summary(lm(y ~ x))`.
Result<LineSlope> line_slope(std::span<const double> x, std::span<const double> y, double confidence = 0.95);

}  // namespace minka::stats
