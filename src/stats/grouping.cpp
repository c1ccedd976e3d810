#include "stats/grouping.h"

#include <algorithm>

namespace minka::stats {

Grouping group_by_number(std::span<const std::uint32_t> groups) {
    Grouping grouping;
    grouping.labels.assign(groups.begin(), groups.end());
    std::ranges::sort(grouping.labels);
    const auto repeated = std::ranges::unique(grouping.labels);
    grouping.labels.erase(repeated.begin(), repeated.end());
    grouping.index.reserve(groups.size());
    for (const auto group : groups) {
        const auto place = std::ranges::lower_bound(grouping.labels, group);
        grouping.index.push_back(static_cast<std::uint32_t>(place - grouping.labels.begin()));
    }
    return grouping;
}

}  // namespace minka::stats
