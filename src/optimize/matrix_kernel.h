#pragma once

#include "optimize/group_state.h"

namespace minka::optimize {

/// Gains in the sum of within-group distances. Every unit's sum of distances to every group is kept, so that a gain
/// costs a handful of additions, and a step one pass over the units. Memory: units * (units + groups) for a matrix. For
/// points with more kinds than `most_stored`, distances are worked out a row at a time, in single precision: kinds *
/// groups. Units with the same coordinates are of one kind and share their sums.
class MatrixKernel {
public:
    static constexpr std::size_t most_stored = 1500;

    MatrixKernel(const GroupState& state, const DistanceMatrix& distances);
    MatrixKernel(const GroupState& state, const PointTable& points);

    /// Works out every sum anew from the state's groups.
    void rebuild();
    double scale() const { return scale_; }
    /// The rows tried before another temperature is judged.
    std::size_t candidates() const { return units_; }
    static constexpr bool tries_everyone = true;

    void open(std::uint32_t unit) {
        opened_ = unit;
        group_ = state_.group_of(unit);
        const auto kind = kind_of_[unit];
        to_opened_ = row_of(kind, opened_row_);
        to_group_ = &sums_[group_ * kinds_];
        for (std::size_t group = 0; group < local_.size(); ++group) {
            local_[group] = sums_[group * kinds_ + kind] - own_[unit];
        }
    }
    double move_gain(std::uint32_t group) const { return local_[group]; }
    double exchange_gain(std::uint32_t other) const {
        const auto kind = kind_of_[other];
        return to_group_[kind] - own_[other] - 2 * to_opened_[kind] + local_[state_.group_of(other)];
    }
    /// Called before the state takes the step; the opened unit must be opened again after it.
    void before_move(std::uint32_t group);
    void before_exchange(std::uint32_t other);
    void after_step(std::uint32_t from, std::uint32_t into);

private:
    void find_kinds(const PointTable* points);
    template <typename Distance>
    void store(const Distance& distance);
    const double* row_of(std::uint32_t kind, std::vector<double>& room) const {
        return between_.empty() ? computed_row(kind, room) : &between_[kind * kinds_];
    }
    const double* computed_row(std::uint32_t kind, std::vector<double>& room) const;

    const GroupState& state_;
    std::size_t units_ = 0;
    std::size_t kinds_ = 0;
    std::vector<std::uint32_t> kind_of_;  ///< by unit
    std::vector<std::uint32_t> example_;  ///< by kind, one unit of it
    std::vector<double> between_;         ///< kind * kinds_ + kind; empty when computed
    std::vector<float> points_;           ///< dimension * people + person, in the order of kinds
    std::vector<std::uint32_t> first_;    ///< by kind, where its people start
    std::size_t people_ = 0;
    std::size_t dimensions_ = 0;
    std::vector<double> opened_row_;
    std::vector<double> other_row_;
    mutable std::vector<float> squares_;
    std::vector<double> sums_;   ///< group * kinds_ + kind
    std::vector<double> own_;    ///< by unit, its sum in its own group
    std::vector<double> local_;  ///< by group, what the opened unit would gain there
    double scale_ = 0;
    std::uint32_t opened_ = 0;
    std::uint32_t group_ = 0;
    const double* to_opened_ = nullptr;
    const double* to_group_ = nullptr;
};

}  // namespace minka::optimize
