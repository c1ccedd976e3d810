#include "stats/ordinal_regression.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace minka::stats {
namespace {

constexpr double least_probability = 1e-300;
/// A slope of so many logits a deviation is on its way to infinity.
constexpr double steepest = 10;

struct Task {
    std::span<const std::uint8_t> answers;
    std::size_t categories;
    const DenseMatrix& predictors;
    std::span<const double> weights;

    std::size_t thresholds() const { return categories - 1; }
    std::size_t size() const { return thresholds() + predictors.columns(); }
    double weight(std::size_t row) const { return weights.empty() ? 1 : weights[row]; }
};

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

/// P(Y >= k) of a row for k = 0 .. categories.
double at_least(const Task& task, std::span<const double> parameters, double line, std::size_t k) {
    return k == 0 ? 1 : k == task.categories ? 0 : logistic(parameters[k - 1] + line);
}

double line_of(const Task& task, std::span<const double> parameters, std::size_t row) {
    double line = 0;
    for (std::size_t j = 0; j < task.predictors.columns(); ++j) {
        line += parameters[task.thresholds() + j] * task.predictors(row, j);
    }
    return line;
}

double value_at(const Task& task, std::span<const double> parameters) {
    double value = 0;
    for (std::size_t row = 0; row < task.answers.size(); ++row) {
        const double line = line_of(task, parameters, row);
        const std::size_t k = task.answers[row];
        const double p = at_least(task, parameters, line, k) - at_least(task, parameters, line, k + 1);
        value += task.weight(row) * std::log(std::max(p, least_probability));
    }
    return value;
}

/// Gradient and the expected information (lower triangle).
void add_scores(const Task& task, std::span<const double> parameters, std::vector<double>& gradient,
                DenseMatrix& information) {
    const std::size_t size = task.size();
    std::vector<double> scores(size);
    for (std::size_t row = 0; row < task.answers.size(); ++row) {
        const double line = line_of(task, parameters, row);
        for (std::size_t k = 0; k < task.categories; ++k) {
            const double above = at_least(task, parameters, line, k);
            const double next = at_least(task, parameters, line, k + 1);
            const double p = std::max(above - next, least_probability);
            const double from = above * (1 - above);
            const double to = next * (1 - next);
            std::ranges::fill(scores, 0.0);
            if (k > 0) {
                scores[k - 1] = from / p;
            }
            if (k + 1 < task.categories) {
                scores[k] -= to / p;
            }
            for (std::size_t j = 0; j < task.predictors.columns(); ++j) {
                scores[task.thresholds() + j] = (from - to) / p * task.predictors(row, j);
            }
            const double weight = task.weight(row);
            for (std::size_t i = 0; i < size; ++i) {
                if (scores[i] == 0) {
                    continue;
                }
                gradient[i] += k == task.answers[row] ? weight * scores[i] : 0;
                for (std::size_t j = 0; j <= i; ++j) {
                    information(i, j) += weight * p * scores[i] * scores[j];
                }
            }
        }
    }
}

bool are_falling(std::span<const double> parameters, std::size_t thresholds) {
    for (std::size_t k = 1; k < thresholds; ++k) {
        if (!(parameters[k] < parameters[k - 1])) {
            return false;
        }
    }
    return true;
}

/// Ends where the likelihood no longer rises; a separating predictor rises for ever and is cut off.
Result<bool> climb(const Task& task, std::vector<double>& parameters, double& value) {
    for (int step = 0; step < 60; ++step) {
        std::vector<double> direction(task.size());
        DenseMatrix information(task.size(), task.size());
        add_scores(task, parameters, direction, information);
        if (!factor_cholesky(information, 1e-12)) {
            if (step == 0) {
                return invalid("A predictor is constant or depends on the others.", "predictors");
            }
            return false;
        }
        const auto gradient = direction;
        solve_cholesky(information, direction);
        double gain = 0;
        for (std::size_t k = 0; k < direction.size(); ++k) {
            gain += gradient[k] * direction[k];
        }
        const auto start = parameters;
        if (gain < 1e-10 * (1 + std::abs(value))) {
            // So near that the last step gains no digit of the value, but some of the parameters.
            for (std::size_t k = 0; k < parameters.size(); ++k) {
                parameters[k] += direction[k];
            }
            if (are_falling(parameters, task.thresholds())) {
                value = value_at(task, parameters);
            } else {
                parameters = start;
            }
            return true;
        }
        bool has_risen = false;
        for (double share = 1; share > 1e-6 && !has_risen; share /= 2) {
            for (std::size_t k = 0; k < parameters.size(); ++k) {
                parameters[k] = start[k] + share * direction[k];
            }
            if (are_falling(parameters, task.thresholds())) {
                const double next = value_at(task, parameters);
                has_risen = next >= value;
                value = has_risen ? next : value;
            }
        }
        if (!has_risen) {
            parameters = start;
            return true;
        }
    }
    return false;
}

double deviation_of(const Task& task, std::size_t column) {
    double sums[3] = {};
    for (std::size_t row = 0; row < task.answers.size(); ++row) {
        const double x = task.predictors(row, column);
        sums[0] += task.weight(row);
        sums[1] += task.weight(row) * x;
        sums[2] += task.weight(row) * x * x;
    }
    return std::sqrt(std::max(0.0, sums[2] / sums[0] - sums[1] * sums[1] / (sums[0] * sums[0])));
}

Result<> check(const Task& task) {
    if (task.answers.empty() || task.predictors.rows() != task.answers.size() ||
        (!task.weights.empty() && task.weights.size() != task.answers.size())) {
        return invalid("Answers, predictors and weights differ in length, or are empty.", "answers");
    }
    if (task.categories < 2) {
        return invalid("An ordered answer has at least two categories.", "categories");
    }
    for (std::size_t row = 0; row < task.answers.size(); ++row) {
        if (task.answers[row] >= task.categories) {
            return invalid("An answer is no category.", fmt::format("answers[{}]", row));
        }
        if (!(task.weight(row) > 0) || !std::isfinite(task.weight(row))) {
            return invalid("A weight is above 0.", fmt::format("weights[{}]", row));
        }
    }
    if (!std::ranges::all_of(task.predictors.values(), [](double value) { return std::isfinite(value); })) {
        return invalid("A predictor is missing or not finite.", "predictors");
    }
    return {};
}

}  // namespace

double OrdinalRegression::nagelkerke() const {
    const double most = 1 - std::exp(2 * null_log_likelihood / weight);
    return (1 - std::exp(2 * (null_log_likelihood - log_likelihood) / weight)) / most;
}

Result<OrdinalRegression> fit_ordinal_regression(std::span<const std::uint8_t> answers, std::size_t categories,
                                                 const DenseMatrix& predictors, std::span<const double> weights) {
    const Task task{answers, categories, predictors, weights};
    MINKA_TRY(check(task));
    std::vector<double> counts(categories);
    OrdinalRegression fit;
    for (std::size_t row = 0; row < answers.size(); ++row) {
        counts[answers[row]] += task.weight(row);
        fit.weight += task.weight(row);
    }
    std::vector<double> parameters(task.size());
    double above = fit.weight;
    for (std::size_t k = 0; k < categories; ++k) {
        if (!(counts[k] > 0)) {
            return invalid("Nobody gave this answer.", fmt::format("category {}", k));
        }
        fit.null_log_likelihood += counts[k] * std::log(counts[k] / fit.weight);
        above -= counts[k];
        if (k + 1 < categories) {
            parameters[k] = std::log(above / (fit.weight - above));
        }
    }
    fit.log_likelihood = value_at(task, parameters);
    MINKA_TRY_ASSIGN(fit.has_converged, climb(task, parameters, fit.log_likelihood));
    const auto first_slope = parameters.begin() + static_cast<std::ptrdiff_t>(task.thresholds());
    fit.intercepts.assign(parameters.begin(), first_slope);
    fit.slopes.assign(first_slope, parameters.end());
    for (std::size_t j = 0; j < fit.slopes.size(); ++j) {
        fit.has_converged &= std::abs(fit.slopes[j]) * deviation_of(task, j) < steepest;
    }
    return fit;
}

}  // namespace minka::stats
