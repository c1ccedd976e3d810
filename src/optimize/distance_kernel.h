#pragma once

#include "optimize/group_state.h"

namespace minka::optimize {

/// Gains in the sum of within-group Euclidean distances, from coordinates: no matrix, so that thousands of people cost
/// their coordinates and no more. A gain costs the distances to two groups, in single precision; what is reported in
/// the end is summed in double.
class DistanceKernel {
public:
    DistanceKernel(const GroupState& state, const PointTable& points);

    void rebuild();
    double scale() const { return scale_; }
    std::size_t candidates() const { return candidates_; }
    static constexpr bool tries_everyone = false;

    void open(std::uint32_t unit) {
        opened_ = unit;
        faced_ = state_.group_count();
    }
    double move_gain(std::uint32_t group) { return sum_to(opened_, group) - own_[opened_]; }
    double exchange_gain(std::uint32_t other);
    void before_move(std::uint32_t group);
    void before_exchange(std::uint32_t other);
    void after_step(std::uint32_t from, std::uint32_t into);

private:
    double sum_to(std::uint32_t unit, std::uint32_t group) const;
    void leave(std::uint32_t unit, std::uint32_t group, double sign);
    double own_sum(std::uint32_t unit, std::uint32_t group) const;
    double between(std::uint32_t first, std::uint32_t second) const;
    void lay_out(std::uint32_t group);

    const GroupState& state_;
    std::size_t dimensions_ = 0;
    std::vector<std::uint32_t> first_;      ///< by unit, where its people start in points_
    std::vector<float> points_;             ///< in the order of units
    std::size_t width_ = 0;                 ///< room for a group's people, a multiple of four
    std::vector<float> coordinates_;        ///< by group, dimension and place; then 1 where somebody is
    std::vector<std::uint32_t> headcount_;  ///< by group
    std::vector<double> own_;
    std::size_t candidates_ = 0;
    double scale_ = 0;
    std::uint32_t opened_ = 0;
    std::size_t faced_ = 0;
    double faced_sum_ = 0;
};

}  // namespace minka::optimize
