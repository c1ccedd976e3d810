#pragma once

#include "optimize/group_task.h"

#include <string_view>

namespace minka::optimize {

/// A number that no division of the task can exceed, and why.
struct GroupBound {
    double value = 0;
    enum class Proof {
        farthest,  ///< nobody can be farther from their group than from those farthest from them
        energy,    ///< a group cannot be more varied than everyone together (Euclidean distances)
    } proof = Proof::farthest;
};

/// Half the sum, over people, of the distances to the s - 1 people farthest from them, where s is the largest size a
/// group may have. Holds for any distances; rules can only lower what is possible. Loose: each person gets the best
/// company whatever the others need.
///
/// Problems: those of `check_task` and `check_distances`; `invalid_input` when their numbers of people differ.
Result<GroupBound> farthest_bound(const GroupTask& task, const DistanceMatrix& distances);

/// max_g (s_g / n) * T, where T is the sum of all distances and s_g the largest size of group g.
///
/// For Euclidean distances the energy of two groups, 2 E|X-Y| - E|X-X'| - E|Y-Y'|, is not negative. Summed over all
/// pairs of groups with weights n_g n_h it says sum_g W_g n / n_g <= T, with W_g the distances within group g; so
/// sum_g W_g <= T max n_g / n. It is reached when all groups are copies of each other.
///
/// Source: Szekely, G. J. & Rizzo, M. L. (2013). Energy statistics: A class of statistics based on distances. Journal
/// of Statistical Planning and Inference 143, 1249-1272. doi:10.1016/j.jspi.2013.03.018 (proposition 1; the sum is
/// ours)
///
/// Problems: those of `check_task` and `check_points`; `invalid_input` when their numbers of people differ.
Result<GroupBound> energy_bound(const GroupTask& task, const PointTable& points);

std::string_view to_string(GroupBound::Proof proof);

}  // namespace minka::optimize
