#pragma once

#include <functional>
#include <span>
#include <vector>

namespace minka::stats {

struct MinimumOptions {
    int most_evaluations = 5000;
    double relative_step = 1e-3;     ///< of the central differences, of max(|x|, scale / 10)
    double enough = 2e-9;            ///< ends when a further step would lower the value by less
    double relative_enough = 1e-13;  ///< or by less than this share of it, which rounding hides
};

struct Minimum {
    std::vector<double> place;
    double value = 0;
    int evaluations = 0;
    bool has_converged = false;
};

/// A smooth function of few numbers, by the variable metric method of Broyden, Fletcher, Goldfarb and Shanno with
/// central differences; the first metric is the diagonal of second differences. `scale` holds one positive size a
/// number: how far a first step may reach. A value that is not finite is a place to step back from.
///
/// Source: Nocedal, J. & Wright, S. J. (2006). Numerical Optimization, 2nd ed., algorithms 3.1 and 6.1.
Minimum minimise(const std::function<double(std::span<const double>)>& value_at, std::vector<double> start,
                 std::span<const double> scale, const MinimumOptions& options = {});

}  // namespace minka::stats
