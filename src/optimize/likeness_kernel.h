#pragma once

#include "optimize/group_state.h"

namespace minka::optimize {

/// Gains in likeness: groups whose means and variances are those of everyone. Minimises, over the attributes x and
/// their squares around the mean, both standardised, sum_g n_g |mean_g - mean|^2.
///
/// Source: Papenberg, M. (2024). K-plus anticlustering: An improved k-means criterion for maximizing between-group
/// similarity. British Journal of Mathematical and Statistical Psychology 77(1), 80-102. doi:10.1111/bmsp.12315
class LikenessKernel {
public:
    /// Problems: none; the points must have passed `check_points`.
    LikenessKernel(const GroupState& state, const PointTable& points);

    void rebuild();
    double scale() const { return scale_; }
    std::size_t candidates() const { return candidates_; }
    static constexpr bool tries_everyone = false;

    void open(std::uint32_t unit) { opened_ = unit; }
    double move_gain(std::uint32_t group) const;
    double exchange_gain(std::uint32_t other) const;
    void before_move(std::uint32_t group);
    void before_exchange(std::uint32_t other);
    void after_step(std::uint32_t, std::uint32_t) {}

    /// The sum that is made small, of the groups as they stand.
    double unlikeness() const;

private:
    double change(std::uint32_t group, double people, const double* plus, const double* minus) const;
    void add(std::uint32_t group, const double* plus, const double* minus);

    const GroupState& state_;
    std::size_t features_ = 0;
    std::vector<double> values_;  ///< unit * features_, centred, summed over the unit's people
    std::vector<double> sums_;    ///< group * features_
    std::vector<double> zero_;
    std::size_t candidates_ = 0;
    double scale_ = 1;
    std::uint32_t opened_ = 0;
};

}  // namespace minka::optimize
