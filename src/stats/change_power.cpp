#include "stats/change_power.h"

#include "stats/distribution.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace minka::stats {

Result<double> power_of_change(const ChangeDesign& design, double change) {
    MINKA_TRY(minimum_detectable_change(design));
    if (!std::isfinite(change)) {
        return invalid("The change is a finite number.", "change");
    }
    const auto units = static_cast<double>(design.unit_count);
    const double variance = design.change_variance + 2 * design.person_variance / design.people_per_unit;
    const double noncentrality = std::abs(change) / std::sqrt(variance / units);
    const double critical = student_t_quantile((1 + design.confidence) / 2, units - 1);
    // Beyond 37 the lower tail is below the smallest double.
    if (noncentrality > critical + 37) {
        return 1;
    }
    const double below = noncentral_t_cdf(critical, units - 1, noncentrality);
    return 1 - below + noncentral_t_cdf(-critical, units - 1, noncentrality);
}

Result<std::size_t> units_for_change(ChangeDesign design, double change, std::size_t most) {
    if (change == 0) {
        return invalid("No number of units shows a change of 0.", "change");
    }
    const auto is_enough = [&](std::size_t units) -> Result<bool> {
        design.unit_count = units;
        MINKA_TRY_ASSIGN(const double power, power_of_change(design, change));
        return power >= design.power;
    };
    std::size_t low = 1;
    std::size_t high = 2;
    while (true) {
        MINKA_TRY_ASSIGN(const bool enough, is_enough(high));
        if (enough) {
            break;
        }
        if (high >= most) {
            return problem(ProblemCode::not_ready, fmt::format("Even {} units are too few for this change.", most),
                           "change");
        }
        low = high;
        high = std::min(2 * high, most);
    }
    while (high - low > 1) {
        const std::size_t middle = low + (high - low) / 2;
        MINKA_TRY_ASSIGN(const bool enough, is_enough(middle));
        (enough ? high : low) = middle;
    }
    return high;
}

}  // namespace minka::stats
