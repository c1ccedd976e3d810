#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace minka::optimize {

/// How many people a group takes, both ends included.
struct SizeRange {
    std::uint32_t least = 0;
    std::uint32_t most = 0;
};

/// What every two people differ by: symmetric, 0 on the diagonal, finite. Row-major, n * n values.
struct DistanceMatrix {
    std::size_t people = 0;
    std::vector<double> values;

    double between(std::size_t first, std::size_t second) const { return values[first * people + second]; }
    double& at(std::size_t row, std::size_t column) { return values[row * people + column]; }
};

/// Attributes of people as coordinates; the distance of two people is Euclidean. Row-major, people * dimensions.
struct PointTable {
    std::size_t people = 0;
    std::size_t dimensions = 0;
    std::vector<double> values;

    double at(std::size_t person, std::size_t dimension) const { return values[person * dimensions + dimension]; }
};

/// The Euclidean distance of two people.
double distance_of(const PointTable& points, std::size_t first, std::size_t second);

/// Two people who may not share a group.
struct Apart {
    std::uint32_t first = 0;
    std::uint32_t second = 0;
};

/// The groups that may take a person, ascending. A person may have several limits: all of them hold. No group at all is
/// a limit that cannot be kept.
struct GroupLimit {
    std::uint32_t person = 0;
    std::vector<std::uint32_t> groups;
};

/// What a division into groups must keep. People and groups are counted from 0.
struct GroupRules {
    std::vector<std::vector<std::uint32_t>> together;  ///< each list in one group
    std::vector<Apart> apart;
    std::vector<GroupLimit> limits;
    /// Members of a minority: a group holds none of them, or two and more, where that is possible.
    std::vector<std::vector<std::uint32_t>> minorities;
    /// By person, the group they are in today; empty when groups are formed anew. As few as possible leave it.
    std::vector<std::optional<std::uint32_t>> current;
};

/// One group for each entry of `sizes`.
struct GroupTask {
    std::size_t people = 0;
    std::vector<SizeRange> sizes;
    GroupRules rules;
};

/// Problems: `invalid_input` for no people, no groups, a range upside down, ranges that together cannot hold exactly
/// the people there are, and rules that name a person or a group that is not there.
Result<void> check_task(const GroupTask& task);

/// One size a group within its range, all together the people there are, with the largest sum of squares: groups of the
/// greatest total of pairs. The ranges must have passed `check_task`.
std::vector<std::uint32_t> most_uneven_sizes(const std::vector<SizeRange>& ranges, std::size_t people);

/// The same with the smallest sum of squares: sizes as even as the ranges allow.
std::vector<std::uint32_t> most_even_sizes(const std::vector<SizeRange>& ranges, std::size_t people);

/// Problems: `invalid_input` when the size is wrong, or a value is not finite, not symmetric, or not 0 on the diagonal.
Result<void> check_distances(const DistanceMatrix& distances);

/// Problems: `invalid_input` when the size is wrong or a value is not finite.
Result<void> check_points(const PointTable& points);

/// Each column with mean 0 and standard deviation 1 (divisor n - 1), times its weight. A column whose values are all
/// the same becomes 0. The weights are one a column, or none.
///
/// Problems: those of `check_points`; `invalid_input` for weights that are negative, not finite, or not one a column.
Result<PointTable> standardised(const PointTable& points, const std::vector<double>& weights);

}  // namespace minka::optimize
