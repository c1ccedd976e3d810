#include "stats/false_discovery.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace minka::stats {

Result<std::vector<double>> adjust_false_discovery(std::span<const double> p) {
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (!(p[i] >= 0 && p[i] <= 1)) {
            return invalid("A p value lies between 0 and 1.", fmt::format("p[{}]", i));
        }
    }
    std::vector<std::size_t> order(p.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    // Equal values get one adjusted value, so their order among themselves does not matter.
    std::ranges::sort(order, {}, [&](std::size_t i) { return p[i]; });
    std::vector<double> adjusted(p.size());
    double smallest = 1;
    for (std::size_t rank = p.size(); rank > 0; --rank) {
        const auto i = order[rank - 1];
        // The factor first: it is at least 1, so an adjusted value never falls below its own p by rounding.
        smallest = std::min(smallest, p[i] * (static_cast<double>(p.size()) / static_cast<double>(rank)));
        adjusted[i] = smallest;
    }
    return adjusted;
}

}  // namespace minka::stats
