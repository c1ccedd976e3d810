#include "stats/population_change.h"

#include "stats/distribution.h"

#include <fmt/format.h>

#include <cmath>
#include <vector>

namespace minka::stats {

Result<PairedChange> population_change(std::span<const WeighedUnit> units, double confidence) {
    MINKA_TRY(check_confidence(confidence));
    if (units.size() < 2) {
        return invalid("A change with an error needs at least two units.", "units");
    }
    double before = 0;
    double after = 0;
    double people_before = 0;
    double people_after = 0;
    for (std::size_t i = 0; i < units.size(); ++i) {
        const auto& unit = units[i];
        const bool is_finite = std::isfinite(unit.before) && std::isfinite(unit.after) &&
                               std::isfinite(unit.people_before) && std::isfinite(unit.people_after);
        if (!is_finite || !(unit.people_before > 0) || !(unit.people_after > 0)) {
            return invalid("A unit needs a mean and people in both waves.", fmt::format("units[{}]", i));
        }
        before += unit.people_before * unit.before;
        after += unit.people_after * unit.after;
        people_before += unit.people_before;
        people_after += unit.people_after;
    }
    before /= people_before;
    after /= people_after;
    const auto count = static_cast<double>(units.size());
    double squares = 0;  // the z add up to 0
    for (const auto& unit : units) {
        const double z = unit.people_after * (unit.after - after) / people_after -
                         unit.people_before * (unit.before - before) / people_before;
        squares += z * z;
    }
    PairedChange change;
    change.pair_count = units.size();
    change.mean = after - before;
    change.standard_error = std::sqrt(count / (count - 1) * squares);
    constexpr double rounding = 1e-12;
    if (!(change.standard_error > rounding * (std::abs(before) + std::abs(after)))) {
        return invalid("All units have the same change, so that it has no error.", "units");
    }
    change.standard_deviation = change.standard_error * std::sqrt(count);
    change.degrees = count - 1;
    change.t = change.mean / change.standard_error;
    change.p = student_t_two_sided(change.t, change.degrees);
    const double half = student_t_quantile(0.5 + confidence / 2, change.degrees) * change.standard_error;
    change.interval = {change.mean - half, change.mean + half, confidence};
    return change;
}

}  // namespace minka::stats
