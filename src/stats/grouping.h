#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace minka::stats {

constexpr std::uint32_t no_group = 0xffffffff;  ///< of a row that belongs to none

/// Group numbers of any size made dense: `labels` holds each number once, ascending, and `index[i]` is the place of
/// `groups[i]` in it.
struct Grouping {
    std::vector<std::uint32_t> labels;
    std::vector<std::uint32_t> index;
};

Grouping group_by_number(std::span<const std::uint32_t> groups);

}  // namespace minka::stats
