#include "optimize/likeness_kernel.h"

#include "base/check.h"

#include <algorithm>

namespace minka::optimize {
namespace {

/// The attributes and their squares around the mean, all standardised.
PointTable with_squares(const PointTable& points) {
    const auto plain = standardised(points, {});
    MINKA_CHECK(plain.has_value());
    const auto dimensions = points.dimensions;
    PointTable wide{points.people, 2 * dimensions, std::vector<double>(points.people * dimensions * 2)};
    for (std::size_t i = 0; i < points.people; ++i) {
        for (std::size_t d = 0; d < dimensions; ++d) {
            wide.values[i * 2 * dimensions + d] = plain->at(i, d);
            wide.values[i * 2 * dimensions + dimensions + d] = plain->at(i, d) * plain->at(i, d);
        }
    }
    auto result = standardised(wide, {});
    MINKA_CHECK(result.has_value());
    return *std::move(result);
}

}  // namespace

LikenessKernel::LikenessKernel(const GroupState& state, const PointTable& points)
    : state_(state), features_(2 * points.dimensions), zero_(features_, 0.0) {
    const auto wide = with_squares(points);
    values_.assign(state.unit_count() * features_, 0.0);
    for (std::uint32_t unit = 0; unit < state.unit_count(); ++unit) {
        for (const auto person : state.unit(unit).people) {
            for (std::size_t f = 0; f < features_; ++f) {
                values_[unit * features_ + f] += wide.at(person, f);
            }
        }
    }
    candidates_ = std::min<std::size_t>(64, state.unit_count());
    rebuild();
}

void LikenessKernel::rebuild() {
    sums_.assign(state_.group_count() * features_, 0.0);
    for (std::uint32_t unit = 0; unit < state_.unit_count(); ++unit) {
        add(state_.group_of(unit), &values_[unit * features_], zero_.data());
    }
}

/// How much |sum_g|^2 / n_g grows when `plus` comes, `minus` goes and the group then has `people`.
double LikenessKernel::change(std::uint32_t group, double people, const double* plus, const double* minus) const {
    const double* sums = &sums_[group * features_];
    double before = 0;
    double after = 0;
    for (std::size_t f = 0; f < features_; ++f) {
        const double next = sums[f] + plus[f] - minus[f];
        before += sums[f] * sums[f];
        after += next * next;
    }
    const double size = state_.size_of(group);
    return (people > 0 ? after / people : 0) - (size > 0 ? before / size : 0);
}

void LikenessKernel::add(std::uint32_t group, const double* plus, const double* minus) {
    double* sums = &sums_[group * features_];
    for (std::size_t f = 0; f < features_; ++f) {
        sums[f] += plus[f] - minus[f];
    }
}

double LikenessKernel::move_gain(std::uint32_t group) const {
    const auto from = state_.group_of(opened_);
    const double* own = &values_[opened_ * features_];
    const auto people = static_cast<double>(state_.unit(opened_).people.size());
    return -change(from, state_.size_of(from) - people, zero_.data(), own) -
           change(group, state_.size_of(group) + people, own, zero_.data());
}

double LikenessKernel::exchange_gain(std::uint32_t other) const {
    const auto a = state_.group_of(opened_);
    const auto b = state_.group_of(other);
    const double* mine = &values_[opened_ * features_];
    const double* theirs = &values_[other * features_];
    const double more =
        static_cast<double>(state_.unit(other).people.size()) - static_cast<double>(state_.unit(opened_).people.size());
    return -change(a, state_.size_of(a) + more, theirs, mine) - change(b, state_.size_of(b) - more, mine, theirs);
}

void LikenessKernel::before_move(std::uint32_t group) {
    const double* own = &values_[opened_ * features_];
    add(state_.group_of(opened_), zero_.data(), own);
    add(group, own, zero_.data());
}

void LikenessKernel::before_exchange(std::uint32_t other) {
    const double* mine = &values_[opened_ * features_];
    const double* theirs = &values_[other * features_];
    add(state_.group_of(opened_), theirs, mine);
    add(state_.group_of(other), mine, theirs);
}

double LikenessKernel::unlikeness() const {
    double total = 0;
    for (std::uint32_t group = 0; group < state_.group_count(); ++group) {
        const double* sums = &sums_[group * features_];
        double squares = 0;
        for (std::size_t f = 0; f < features_; ++f) {
            squares += sums[f] * sums[f];
        }
        total += state_.size_of(group) > 0 ? squares / state_.size_of(group) : 0;
    }
    return total;
}

}  // namespace minka::optimize
