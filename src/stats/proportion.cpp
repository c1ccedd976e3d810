#include "stats/proportion.h"

#include "stats/distribution.h"

#include <algorithm>
#include <cmath>

namespace minka::stats {

Result<Proportion> proportion(std::uint64_t count, std::uint64_t total, double confidence) {
    MINKA_TRY(check_confidence(confidence));
    if (total == 0) {
        return invalid("A share of nothing is no share; say that there was nobody to count.", "total");
    }
    if (count > total) {
        return invalid("The part is larger than the whole.", "count");
    }
    const auto n = static_cast<double>(total);
    const double share = static_cast<double>(count) / n;
    const double z = normal_quantile((1 + confidence) / 2);
    const double centre = (share + z * z / (2 * n)) / (1 + z * z / n);
    const double reach = z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n);
    // At the ends the bound is the end itself; the formula misses it by rounding.
    const double lower = count == 0 ? 0 : std::max(0.0, centre - reach);
    const double upper = count == total ? 1 : std::min(1.0, centre + reach);
    return Proportion{count, total, share, {lower, upper, confidence}};
}

}  // namespace minka::stats
