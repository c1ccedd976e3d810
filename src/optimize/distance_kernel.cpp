#include "optimize/distance_kernel.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace minka::optimize {
namespace {

constexpr std::size_t lanes = 4;

}  // namespace

DistanceKernel::DistanceKernel(const GroupState& state, const PointTable& points)
    : state_(state), dimensions_(points.dimensions), headcount_(state.group_count()), own_(state.unit_count()) {
    first_.push_back(0);
    for (std::uint32_t unit = 0; unit < own_.size(); ++unit) {
        for (const auto person : state.unit(unit).people) {
            for (std::size_t d = 0; d < dimensions_; ++d) {
                points_.push_back(static_cast<float>(points.at(person, d)));
            }
        }
        first_.push_back(first_.back() + static_cast<std::uint32_t>(state.unit(unit).people.size()));
    }
    // The mean distance of neighbours in the list stands for that of all pairs: it only sets the temperature.
    double sum = 0;
    for (std::size_t i = 0; i < points.people; ++i) {
        double square = 0;
        const auto other = (i * 7919 + 1) % points.people;
        for (std::size_t d = 0; d < points.dimensions; ++d) {
            const double off = points.at(i, d) - points.at(other, d);
            square += off * off;
        }
        sum += std::sqrt(square);
    }
    scale_ = sum / static_cast<double>(points.people) / 64;
    candidates_ = std::min<std::size_t>(64, points.people);
    rebuild();
}

void DistanceKernel::rebuild() {
    std::size_t largest = 1;
    for (std::uint32_t group = 0; group < state_.group_count(); ++group) {
        largest = std::max<std::size_t>(largest, state_.size_of(group));
    }
    // Groups may grow by steps; the room is doubled when one does not fit.
    width_ = (largest + lanes) / lanes * lanes;
    coordinates_.assign(state_.group_count() * (dimensions_ + 1) * width_, 0.0F);
    for (std::uint32_t group = 0; group < state_.group_count(); ++group) {
        lay_out(group);
    }
    for (std::uint32_t unit = 0; unit < own_.size(); ++unit) {
        own_[unit] = own_sum(unit, state_.group_of(unit));
    }
}

double DistanceKernel::own_sum(std::uint32_t unit, std::uint32_t group) const {
    // Distances inside the unit stay whatever the step.
    return sum_to(unit, group) - (first_[unit + 1] - first_[unit] > 1 ? between(unit, unit) : 0);
}

void DistanceKernel::lay_out(std::uint32_t group) {
    float* cell = &coordinates_[group * (dimensions_ + 1) * width_];
    std::size_t place = 0;
    for (const auto unit : state_.units_in(group)) {
        for (auto person = first_[unit]; person < first_[unit + 1]; ++person) {
            for (std::size_t d = 0; d < dimensions_; ++d) {
                cell[d * width_ + place] = points_[person * dimensions_ + d];
            }
            cell[dimensions_ * width_ + place] = 1;
            ++place;
        }
    }
    headcount_[group] = static_cast<std::uint32_t>(place);
    for (; place < width_; ++place) {
        cell[dimensions_ * width_ + place] = 0;
    }
}

double DistanceKernel::sum_to(std::uint32_t unit, std::uint32_t group) const {
    const float* cell = &coordinates_[group * (dimensions_ + 1) * width_];
    const float* present = cell + dimensions_ * width_;
    const std::size_t room = (headcount_[group] + lanes - 1) / lanes * lanes;
    double total = 0;
    for (auto place = first_[unit]; place < first_[unit + 1]; ++place) {
        const float* point = &points_[place * dimensions_];
        std::array<float, lanes> sums{};
        for (std::size_t start = 0; start < room; start += lanes) {
            std::array<float, lanes> squares{};
            for (std::size_t d = 0; d < dimensions_; ++d) {
                const float here = point[d];
                const float* row = cell + d * width_ + start;
                for (std::size_t lane = 0; lane < lanes; ++lane) {
                    const float off = row[lane] - here;
                    squares[lane] += off * off;
                }
            }
            for (std::size_t lane = 0; lane < lanes; ++lane) {
                sums[lane] += std::sqrt(squares[lane]) * present[start + lane];
            }
        }
        total += static_cast<double>((sums[0] + sums[1]) + (sums[2] + sums[3]));
    }
    return total;
}

double DistanceKernel::between(std::uint32_t first, std::uint32_t second) const {
    double total = 0;
    for (auto one = first_[first]; one < first_[first + 1]; ++one) {
        for (auto other = first_[second]; other < first_[second + 1]; ++other) {
            float square = 0;
            for (std::size_t d = 0; d < dimensions_; ++d) {
                const float off = points_[one * dimensions_ + d] - points_[other * dimensions_ + d];
                square += off * off;
            }
            total += static_cast<double>(std::sqrt(square));
        }
    }
    return total;
}

double DistanceKernel::exchange_gain(std::uint32_t other) {
    const auto group = state_.group_of(other);
    if (group != faced_) {
        faced_ = group;
        faced_sum_ = sum_to(opened_, group) - own_[opened_];
    }
    return faced_sum_ + sum_to(other, state_.group_of(opened_)) - own_[other] - 2 * between(opened_, other);
}

/// Takes the distances to `unit` off the sums of everyone else in the group; with sign -1, adds them.
void DistanceKernel::leave(std::uint32_t unit, std::uint32_t group, double sign) {
    for (const auto member : state_.units_in(group)) {
        own_[member] -= member == unit ? 0 : sign * between(member, unit);
    }
}

void DistanceKernel::before_move(std::uint32_t group) {
    own_[opened_] = sum_to(opened_, group);
    leave(opened_, state_.group_of(opened_), 1);
    leave(opened_, group, -1);
}

void DistanceKernel::before_exchange(std::uint32_t other) {
    const auto from = state_.group_of(opened_);
    const auto into = state_.group_of(other);
    const double across = between(opened_, other);
    const double mine = sum_to(opened_, into) - across;
    const double theirs = sum_to(other, from) - across;
    leave(opened_, from, 1);
    leave(other, from, -1);
    leave(other, into, 1);
    leave(opened_, into, -1);
    own_[opened_] = mine;
    own_[other] = theirs;
}

void DistanceKernel::after_step(std::uint32_t from, std::uint32_t into) {
    if (std::max(state_.size_of(from), state_.size_of(into)) > width_) {
        rebuild();
        return;
    }
    lay_out(from);
    lay_out(into);
}

}  // namespace minka::optimize
