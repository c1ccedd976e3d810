#include "stats/line_slope.h"

#include "stats/distribution.h"

#include <cmath>

namespace minka::stats {

Result<LineSlope> line_slope(std::span<const double> x, std::span<const double> y, double confidence) {
    MINKA_TRY(check_confidence(confidence));
    if (x.size() != y.size()) {
        return invalid("Both coordinates need the same number of points.", "y");
    }
    if (x.size() < 3) {
        return invalid("A line with an error needs at least three points.", "x");
    }
    const auto n = static_cast<double>(x.size());
    double mean_x = 0;
    double mean_y = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (!std::isfinite(x[i]) || !std::isfinite(y[i])) {
            return invalid("A value is missing or infinite.", "x");
        }
        mean_x += x[i] / n;
        mean_y += y[i] / n;
    }
    double square_x = 0;
    double square_y = 0;
    double product = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        square_x += (x[i] - mean_x) * (x[i] - mean_x);
        square_y += (y[i] - mean_y) * (y[i] - mean_y);
        product += (x[i] - mean_x) * (y[i] - mean_y);
    }
    if (!(square_x > 0)) {
        return invalid("All points have the same x: there is no slope.", "x");
    }
    LineSlope line;
    line.point_count = x.size();
    line.slope = product / square_x;
    double rest = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double error = y[i] - mean_y - line.slope * (x[i] - mean_x);
        rest += error * error;
    }
    constexpr double rounding = 1e-24;
    if (!(rest > rounding * square_y)) {
        return invalid("The points lie on one line, so that its slope has no error.", "y");
    }
    line.degrees = n - 2;
    line.standard_error = std::sqrt(rest / line.degrees / square_x);
    line.t = line.slope / line.standard_error;
    line.p = student_t_two_sided(line.t, line.degrees);
    const double half = student_t_quantile(0.5 + confidence / 2, line.degrees) * line.standard_error;
    line.interval = {line.slope - half, line.slope + half, confidence};
    return line;
}

}  // namespace minka::stats
