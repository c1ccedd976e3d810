#include "privacy/feasible_moves.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace minka::privacy {

namespace {

constexpr double tiny = 1e-9;

}  // namespace

FeasibleMoves::FeasibleMoves(const std::vector<MoveRow>& rows, std::vector<double> least, std::vector<double> most)
    : rows_(rows.size()),
      count_(least.size()),
      table_(rows.size() * least.size(), 0.0),
      least_(std::move(least)),
      most_(std::move(most)),
      now_(count_, 0.0) {
    for (std::size_t r = 0; r < rows.size(); ++r) {
        for (const auto& [variable, coefficient] : rows[r]) {
            at(r, variable) += coefficient;
        }
    }
    eliminate();
}

/// Gauss-Jordan; rows that depend on others are dropped.
void FeasibleMoves::eliminate() {
    std::size_t kept = 0;
    for (std::size_t r = 0; r < rows_; ++r) {
        std::size_t best = count_;
        for (std::size_t c = 0; c < count_ && (best == count_ || std::abs(at(r, best)) < 1.0 - tiny); ++c) {
            if (std::abs(at(r, c)) > tiny && (best == count_ || std::abs(at(r, c)) > std::abs(at(r, best)) + tiny)) {
                best = c;
            }
        }
        if (best == count_) {
            continue;
        }
        if (kept != r) {
            std::swap_ranges(table_.begin() + static_cast<std::ptrdiff_t>(kept * count_),
                             table_.begin() + static_cast<std::ptrdiff_t>((kept + 1) * count_),
                             table_.begin() + static_cast<std::ptrdiff_t>(r * count_));
        }
        basic_.push_back(best);
        pivot(kept, best);
        ++kept;
    }
    rows_ = kept;
    row_of_.assign(count_, rows_);
    for (std::size_t r = 0; r < rows_; ++r) {
        row_of_[basic_[r]] = r;
    }
}

void FeasibleMoves::pivot(std::size_t row, std::size_t column) {
    const double scale = 1.0 / at(row, column);
    filled_.clear();
    for (std::size_t c = 0; c < count_; ++c) {
        auto& entry = at(row, c);
        entry = std::abs(entry) <= tiny ? 0.0 : entry * scale;
        if (entry != 0.0) {
            filled_.push_back(c);
        }
    }
    at(row, column) = 1.0;
    for (std::size_t r = 0; r < rows_; ++r) {
        const double factor = r == row ? 0.0 : at(r, column);
        if (std::abs(factor) <= tiny) {
            continue;
        }
        for (const auto c : filled_) {
            at(r, c) -= factor * at(row, c);
        }
        at(r, column) = 0.0;
    }
}

bool FeasibleMoves::choose_entering(std::size_t variable, double sign, bool lowest_index, Step& step) const {
    const auto row = row_of_[variable];
    double best = tiny;
    bool found = false;
    for (std::size_t q = 0; q < count_; ++q) {
        if (row_of_[q] != rows_) {
            continue;
        }
        const double gain = row == rows_ ? (q == variable ? sign : 0.0) : -sign * at(row, q);
        const bool may_move = gain > 0 ? now_[q] < most_[q] - tiny : now_[q] > least_[q] + tiny;
        if (std::abs(gain) <= best || !may_move) {
            continue;
        }
        step.entering = q;
        step.direction = gain > 0 ? 1.0 : -1.0;
        found = true;
        if (lowest_index) {
            return true;
        }
        best = std::abs(gain);
    }
    return found;
}

void FeasibleMoves::measure(Step& step) const {
    const auto q = step.entering;
    step.length = step.direction > 0 ? most_[q] - now_[q] : now_[q] - least_[q];
    step.leaving_row = rows_;
    step.to_most = step.direction > 0;
    for (std::size_t r = 0; r < rows_; ++r) {
        const double speed = -at(r, q) * step.direction;
        if (std::abs(speed) <= tiny) {
            continue;
        }
        const auto b = basic_[r];
        const double room = std::max(0.0, speed > 0 ? most_[b] - now_[b] : now_[b] - least_[b]) / std::abs(speed);
        const bool earlier = room < step.length - tiny;
        const bool tie_broken = room <= step.length && step.leaving_row != rows_ && b < basic_[step.leaving_row];
        if (earlier || tie_broken) {
            step.length = room;
            step.leaving_row = r;
            step.to_most = speed > 0;
        }
    }
}

void FeasibleMoves::take(const Step& step) {
    const auto q = step.entering;
    for (std::size_t r = 0; r < rows_; ++r) {
        now_[basic_[r]] -= at(r, q) * step.direction * step.length;
    }
    now_[q] += step.direction * step.length;
    if (step.leaving_row == rows_) {
        now_[q] = step.to_most ? most_[q] : least_[q];
        return;
    }
    const auto leaving = basic_[step.leaving_row];
    now_[leaving] = step.to_most ? most_[leaving] : least_[leaving];
    row_of_[leaving] = rows_;
    row_of_[q] = step.leaving_row;
    basic_[step.leaving_row] = q;
    pivot(step.leaving_row, q);
}

void FeasibleMoves::drive(std::size_t variable, double sign, const Visitor& visitor) {
    const std::size_t most_steps = 50 * (rows_ + count_) + 100;
    bool degenerate = false;
    for (std::size_t taken = 0; taken < most_steps; ++taken) {
        Step step;
        if (!choose_entering(variable, sign, degenerate, step)) {
            return;
        }
        measure(step);
        take(step);
        degenerate = step.length <= tiny;
        if (!degenerate && visitor(now_)) {
            return;
        }
    }
}

}  // namespace minka::privacy
