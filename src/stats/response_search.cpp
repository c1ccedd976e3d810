#include "stats/response_search.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace minka::stats {
namespace {

constexpr std::size_t most_pairs = 12;
constexpr double longest_step = 1;

double dot(std::span<const double> left, std::span<const double> right) {
    return std::inner_product(left.begin(), left.end(), right.begin(), 0.0);
}

double largest_of(std::span<const double> vector) {
    double largest = 0;
    for (const double value : vector) {
        largest = std::max(largest, std::abs(value));
    }
    return largest;
}

/// Cholesky's factor, of the matrix with a raised diagonal when items tell too little of their parameters.
DenseMatrix factored(const DenseMatrix& matrix) {
    for (double ridge = 0; ridge < 1e12; ridge = ridge > 0 ? 100 * ridge : 1e-8) {
        auto trial = matrix;
        for (std::size_t k = 0; k < trial.rows(); ++k) {
            trial(k, k) += ridge * (1 + trial(k, k));
        }
        if (factor_cholesky(trial, 1e-12)) {
            return trial;
        }
    }
    DenseMatrix plain(matrix.rows(), matrix.rows());
    for (std::size_t k = 0; k < matrix.rows(); ++k) {
        plain(k, k) = 1;
    }
    return plain;
}

}  // namespace

void ResponseSearch::factor_metric(std::span<const double> parameters) {
    factors_.clear();
    for (const auto& block : point_.information) {
        factors_.push_back(factored(block));
    }
    shift_.resize(parameters.size());
    stretch_.resize(parameters.size());
    design_.scale_directions(parameters, shift_, stretch_);
}

/// vector := (complete information)^-1 vector, and along the scale of theta that of its distribution: n for the mean,
/// 2 n for the log deviation.
void ResponseSearch::apply_metric(std::span<double> vector) const {
    const double by_shift = dot(shift_, vector) / people_;
    const double by_stretch = dot(stretch_, vector) / (2 * people_);
    for (std::size_t b = 0; b < factors_.size(); ++b) {
        solve_cholesky(factors_[b], vector.subspan(design_.blocks()[b].first, design_.blocks()[b].count));
    }
    for (std::size_t k = 0; k < vector.size(); ++k) {
        vector[k] += by_shift * shift_[k] + by_stretch * stretch_[k];
    }
}

std::vector<double> ResponseSearch::direction() const {
    auto result = point_.gradient;
    std::vector<double> shares(pairs_.size());
    for (std::size_t k = pairs_.size(); k-- > 0;) {
        shares[k] = dot(pairs_[k].step, result) / pairs_[k].product;
        for (std::size_t i = 0; i < result.size(); ++i) {
            result[i] -= shares[k] * pairs_[k].bend[i];
        }
    }
    apply_metric(result);
    for (std::size_t k = 0; k < pairs_.size(); ++k) {
        const double share = shares[k] - dot(pairs_[k].bend, result) / pairs_[k].product;
        for (std::size_t i = 0; i < result.size(); ++i) {
            result[i] += share * pairs_[k].step[i];
        }
    }
    return result;
}

void ResponseSearch::learn(std::span<const double> step, std::span<const double> before) {
    Pair pair{{step.begin(), step.end()}, {before.begin(), before.end()}, 0};
    for (std::size_t k = 0; k < step.size(); ++k) {
        pair.bend[k] -= point_.gradient[k];
    }
    pair.product = dot(pair.step, pair.bend);
    if (pair.product > 1e-8 * std::sqrt(dot(pair.step, pair.step) * dot(pair.bend, pair.bend))) {
        pairs_.push_back(std::move(pair));
    }
    if (pairs_.size() > most_pairs) {
        pairs_.pop_front();
    }
}

bool ResponseSearch::climb(ResponseLikelihood& likelihood, std::vector<double>& parameters, double tolerance,
                           int most_passes) {
    const int last = likelihood.passes() + most_passes;
    likelihood.evaluate(parameters, point_);
    const auto masses = likelihood.masses(0);
    people_ = std::max(1e-300, std::accumulate(masses.begin(), masses.end(), 0.0));
    for (;;) {
        factor_metric(parameters);
        auto step = direction();
        const double largest = largest_of(step);
        if (largest < tolerance) {
            return true;
        }
        const auto before = point_;
        const auto start = parameters;
        double share = std::min(1.0, longest_step / largest);
        for (int halving = 0;; ++halving) {
            for (std::size_t k = 0; k < step.size(); ++k) {
                parameters[k] = start[k] + share * step[k];
            }
            // Rounding hides a rise that is smaller than this.
            const double slack = 1e-12 * std::abs(before.value);
            if (design_.is_proper(parameters)) {
                if (likelihood.passes() >= last) {
                    parameters = start;
                    likelihood.evaluate(parameters, point_);
                    return false;
                }
                likelihood.evaluate(parameters, point_);
                if (point_.value >= before.value - slack) {
                    break;
                }
            }
            if (halving == 40) {
                parameters = start;
                likelihood.evaluate(parameters, point_);
                return false;
            }
            share /= halving == 0 ? 2 : 4;
        }
        for (double& value : step) {
            value *= share;
        }
        learn(step, before.gradient);
    }
}

}  // namespace minka::stats
