#include "optimize/matrix_kernel.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace minka::optimize {

MatrixKernel::MatrixKernel(const GroupState& state, const DistanceMatrix& distances)
    : state_(state), units_(state.unit_count()) {
    find_kinds(nullptr);
    store([&](std::uint32_t one, std::uint32_t other) { return distances.between(one, other); });
    rebuild();
}

MatrixKernel::MatrixKernel(const GroupState& state, const PointTable& points)
    : state_(state), units_(state.unit_count()), dimensions_(points.dimensions) {
    find_kinds(&points);
    if (kinds_ <= most_stored) {
        store([&](std::uint32_t one, std::uint32_t other) { return distance_of(points, one, other); });
        scale_ /= units_ > most_stored ? 100 : 1;
        rebuild();
        return;
    }
    for (const auto unit : example_) {
        people_ += state.unit(unit).people.size();
    }
    points_.resize(people_ * dimensions_);
    squares_.resize(people_);
    opened_row_.resize(kinds_);
    other_row_.resize(kinds_);
    std::uint32_t place = 0;
    for (const auto unit : example_) {
        first_.push_back(place);
        for (const auto person : state.unit(unit).people) {
            for (std::size_t d = 0; d < dimensions_; ++d) {
                points_[d * people_ + place] = static_cast<float>(points.at(person, d));
            }
            ++place;
        }
    }
    first_.push_back(place);
    double sum = 0;
    const auto* row = row_of(0, opened_row_);
    for (std::size_t kind = 0; kind < kinds_; ++kind) {
        sum += row[kind];
    }
    // Steps of people among thousands are small beside their distances; hotter would only cost time.
    scale_ = sum / static_cast<double>(kinds_) / 400;
    rebuild();
}

/// With points, units of one person with the same coordinates are of one kind; else each unit is its own.
void MatrixKernel::find_kinds(const PointTable* points) {
    std::map<std::vector<double>, std::uint32_t> seen;
    for (std::uint32_t unit = 0; unit < units_; ++unit) {
        auto kind = static_cast<std::uint32_t>(example_.size());
        const auto& people = state_.unit(unit).people;
        if (points != nullptr && people.size() == 1) {
            const auto* start = &points->values[people.front() * points->dimensions];
            kind = seen.try_emplace(std::vector<double>(start, start + points->dimensions), kind).first->second;
        }
        if (kind == example_.size()) {
            example_.push_back(unit);
        }
        kind_of_.push_back(kind);
    }
    kinds_ = example_.size();
}

template <typename Distance>
void MatrixKernel::store(const Distance& distance) {
    between_.resize(kinds_ * kinds_);
    double sum = 0;
    double squares = 0;
    for (std::uint32_t first = 0; first < kinds_; ++first) {
        for (std::uint32_t second = 0; second < first; ++second) {
            double value = 0;
            for (const auto one : state_.unit(example_[first]).people) {
                for (const auto other : state_.unit(example_[second]).people) {
                    value += distance(one, other);
                }
            }
            between_[first * kinds_ + second] = value;
            between_[second * kinds_ + first] = value;
            sum += value;
            squares += value * value;
        }
    }
    const double pairs = std::max(1.0, static_cast<double>(kinds_) * (static_cast<double>(kinds_) - 1) / 2);
    scale_ = std::sqrt(std::max(0.0, squares / pairs - (sum / pairs) * (sum / pairs)));
}

const double* MatrixKernel::computed_row(std::uint32_t kind, std::vector<double>& room) const {
    std::ranges::fill(room, 0.0);
    float* squares = squares_.data();
    for (auto person = first_[kind]; person < first_[kind + 1]; ++person) {
        std::ranges::fill(squares_, 0.0F);
        for (std::size_t d = 0; d < dimensions_; ++d) {
            const float* column = &points_[d * people_];
            const float here = column[person];
            for (std::size_t other = 0; other < people_; ++other) {
                const float off = column[other] - here;
                squares[other] += off * off;
            }
        }
        for (std::size_t other = 0; other < people_; ++other) {
            squares[other] = std::sqrt(squares[other]);
        }
        if (people_ == kinds_) {
            for (std::size_t other = 0; other < kinds_; ++other) {
                room[other] += static_cast<double>(squares[other]);
            }
            continue;
        }
        for (std::size_t other = 0; other < kinds_; ++other) {
            for (auto place = first_[other]; place < first_[other + 1]; ++place) {
                room[other] += static_cast<double>(squares[place]);
            }
        }
    }
    room[kind] = 0;
    return room.data();
}

void MatrixKernel::rebuild() {
    sums_.assign(state_.group_count() * kinds_, 0.0);
    own_.resize(units_);
    local_.resize(state_.group_count());
    for (std::uint32_t unit = 0; unit < units_; ++unit) {
        double* sums = &sums_[state_.group_of(unit) * kinds_];
        const double* row = row_of(kind_of_[unit], other_row_);
        for (std::size_t other = 0; other < kinds_; ++other) {
            sums[other] += row[other];
        }
    }
    for (std::uint32_t unit = 0; unit < units_; ++unit) {
        own_[unit] = sums_[state_.group_of(unit) * kinds_ + kind_of_[unit]];
    }
}

void MatrixKernel::before_move(std::uint32_t group) {
    double* from = &sums_[group_ * kinds_];
    double* into = &sums_[group * kinds_];
    for (std::size_t other = 0; other < kinds_; ++other) {
        from[other] -= to_opened_[other];
        into[other] += to_opened_[other];
    }
}

void MatrixKernel::before_exchange(std::uint32_t other) {
    double* from = &sums_[group_ * kinds_];
    double* into = &sums_[state_.group_of(other) * kinds_];
    const double* to_other = row_of(kind_of_[other], other_row_);
    for (std::size_t kind = 0; kind < kinds_; ++kind) {
        const double change = to_other[kind] - to_opened_[kind];
        from[kind] += change;
        into[kind] -= change;
    }
}

void MatrixKernel::after_step(std::uint32_t from, std::uint32_t into) {
    for (const auto group : {from, into}) {
        const double* sums = &sums_[group * kinds_];
        for (const auto unit : state_.units_in(group)) {
            own_[unit] = sums[kind_of_[unit]];
        }
    }
}

}  // namespace minka::optimize
