#pragma once

#include "optimize/form_groups.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace minka::optimize::test {

/// Calls `look` with every assignment of the people to the groups that keeps sizes, places and company, written down
/// from the definitions and sharing nothing with the solver.
void each_grouping(const GroupTask& task, const std::function<void(const std::vector<std::uint32_t>&)>& look);

bool keeps_rules(const GroupTask& task, const std::vector<std::uint32_t>& group_of);
std::uint32_t lonely_in(const GroupTask& task, const std::vector<std::uint32_t>& group_of);
std::uint32_t moved_in(const GroupTask& task, const std::vector<std::uint32_t>& group_of);

/// Distances drawn from whole numbers 0 .. 99.
DistanceMatrix drawn_distances(std::size_t people, std::uint64_t seed);
PointTable drawn_points(std::size_t people, std::size_t dimensions, std::uint64_t seed);

}  // namespace minka::optimize::test
