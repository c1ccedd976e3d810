#pragma once

#include "optimize/group_task.h"

#include <functional>
#include <limits>
#include <stop_token>

namespace minka::optimize {

struct FormOptions {
    std::uint64_t seed = 1;
    /// Units whose exchanges are tried; the run ends there or when a stop is asked for, whichever comes first.
    std::uint64_t iterations = 100'000;
    std::stop_token stop;
    std::function<void(std::uint64_t)> tell;  ///< hears the iterations reached, every few thousand; may be empty
};

/// A division of people into groups.
struct Grouping {
    std::vector<std::uint32_t> group_of;  ///< by person
    double score = 0;                     ///< the sum of within-group distances, or the unlikeness
    std::uint64_t iterations = 0;         ///< reached; with the same seed they give the same groups
    bool is_best = false;                 ///< proven: every division was tried
    std::uint32_t lonely = 0;             ///< members of a minority who are the only one of it in their group
    std::uint32_t moved = 0;              ///< people outside the group they were in
};

/// Groups whose members differ as much as possible: the largest sum over groups of the distances between all pairs of
/// members (maximally diverse grouping). Twelve people or fewer are solved by trying every division; more by simulated
/// annealing. The same task, seed and iterations give the same groups.
///
/// Rules are kept in this order: sizes, places and company always; then as few people as possible leave their current
/// group; then as few members of a minority as possible are alone; then the distances.
///
/// Problems: those of `check_task` and `check_distances`; `invalid_input` when their numbers of people differ;
/// `conflict` when no division keeps the rules, or none was found.
///
/// Source: Lotfi, V. & Cerveny, R. (1991). A final-exam-scheduling package. Journal of the Operational Research Society
/// 42, 205-216; Gallego, M., Laguna, M., Marti, R. & Duarte, A. (2013). Tabu search with strategic oscillation for the
/// maximally diverse grouping problem. Same journal 64, 724-734.
Result<Grouping> form_varied_groups(const GroupTask& task, const DistanceMatrix& distances, const FormOptions& options);

/// The same with Euclidean distances of points, without the matrix: memory grows with the people, not with their
/// square.
Result<Grouping> form_varied_groups(const GroupTask& task, const PointTable& points, const FormOptions& options);

/// Groups that are all alike: each attribute's mean and variance in every group near that of everyone. The score is
/// sum_g n_g |mean_g - mean|^2 over the standardised attributes and their standardised squares, and is made small.
///
/// Source: Papenberg (2024), see likeness_kernel.h.
Result<Grouping> form_like_groups(const GroupTask& task, const PointTable& points, const FormOptions& options);

/// How much groups differ from each other in their means and standard deviations (divisor n - 1).
struct GroupSpread {
    double of_means = 0;       ///< standard deviation of the groups' means; the largest of all attributes
    double of_deviations = 0;  ///< the same of the groups' standard deviations
};

/// Over the columns of `points` as they are, with divisor G; groups of one count in the means only.
GroupSpread spread_of_groups(const PointTable& points, const std::vector<std::uint32_t>& group_of);

/// The sum of within-group distances of a division, by its definition.
double within_group_distance(const DistanceMatrix& distances, const std::vector<std::uint32_t>& group_of);
double within_group_distance(const PointTable& points, const std::vector<std::uint32_t>& group_of);

}  // namespace minka::optimize
