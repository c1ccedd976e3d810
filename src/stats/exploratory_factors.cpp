#include "stats/exploratory_factors.h"

#include "base/random.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace minka::stats {
namespace {

constexpr double least_uniqueness = 0.005;
constexpr std::size_t most_newton_steps = 200;
constexpr std::size_t most_axis_steps = 5000;

Result<> check(const DenseMatrix& correlations, std::size_t factors) {
    const std::size_t k = correlations.rows();
    bool is_fine = k == correlations.columns() && k >= 3;
    for (std::size_t i = 0; is_fine && i < k; ++i) {
        is_fine = std::abs(correlations(i, i) - 1) < 1e-9;
        for (std::size_t j = 0; is_fine && j < i; ++j) {
            is_fine = std::isfinite(correlations(i, j)) && correlations(i, j) == correlations(j, i);
        }
    }
    if (!is_fine) {
        return invalid("Factors are found in the correlations of at least three items.", "correlations");
    }
    if (factors == 0 || factors >= k || (k - factors) * (k - factors) < k + factors) {
        return invalid(fmt::format("{} items cannot tell {} factors.", k, factors), "factor_count");
    }
    return {};
}

/// Eigenvalues of R - Ψ, descending, their vectors, and half the sum of squares that the factors leave.
struct Reduced {
    std::vector<double> values;
    DenseMatrix vectors;  // row k belongs to value k
    double left = 0;
};

Reduced reduce(DenseMatrix correlations, const std::vector<double>& uniquenesses, std::size_t factors) {
    const std::size_t k = correlations.rows();
    for (std::size_t i = 0; i < k; ++i) {
        correlations(i, i) = 1 - uniquenesses[i];
    }
    const auto eigen = symmetric_eigen(std::move(correlations));
    Reduced reduced{{}, DenseMatrix(k, k), 0};
    for (std::size_t place = 0; place < k; ++place) {
        reduced.values.push_back(eigen.values[k - 1 - place]);
        for (std::size_t i = 0; i < k; ++i) {
            reduced.vectors(place, i) = eigen.vectors(i, k - 1 - place);
        }
        reduced.left += place < factors ? 0 : 0.5 * reduced.values.back() * reduced.values.back();
    }
    return reduced;
}

std::vector<double> gradient_of(const Reduced& reduced, std::size_t factors) {
    const std::size_t k = reduced.values.size();
    std::vector<double> gradient(k, 0);
    for (std::size_t place = factors; place < k; ++place) {
        for (std::size_t i = 0; i < k; ++i) {
            gradient[i] -= reduced.values[place] * reduced.vectors(place, i) * reduced.vectors(place, i);
        }
    }
    return gradient;
}

/// Second derivatives by the uniquenesses: (Σ v_i v_j)² over the values left, and twice the sum over pairs of one left
/// and one taken of λ_left / (λ_left - λ_taken) times the product of the four entries.
DenseMatrix curvature_of(const Reduced& reduced, std::size_t factors) {
    const std::size_t k = reduced.values.size();
    DenseMatrix curvature(k, k);
    for (std::size_t i = 0; i < k; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            double sum = 0;
            double across = 0;
            for (std::size_t left = factors; left < k; ++left) {
                const double product = reduced.vectors(left, i) * reduced.vectors(left, j);
                sum += product;
                for (std::size_t taken = 0; taken < factors; ++taken) {
                    const double gap = reduced.values[left] - reduced.values[taken];
                    across += gap < -1e-10 ? reduced.values[left] / gap * product * reduced.vectors(taken, i) *
                                                 reduced.vectors(taken, j)
                                           : 0;
                }
            }
            curvature(i, j) = curvature(j, i) = sum * sum + 2 * across;
        }
    }
    return curvature;
}

std::vector<double> start_uniquenesses(const DenseMatrix& correlations) {
    auto factor = correlations;
    std::vector<double> uniquenesses(correlations.rows(), 0.5);
    if (factor_cholesky(factor, 1e-8)) {
        const auto inverse = inverse_from_cholesky(factor);
        for (std::size_t i = 0; i < uniquenesses.size(); ++i) {
            uniquenesses[i] = std::clamp(1 / inverse(i, i), 0.05, 0.95);
        }
    }
    return uniquenesses;
}

struct Extracted {
    Reduced reduced;
    std::vector<double> uniquenesses;
    std::size_t steps = 0;
};

/// The items whose uniqueness no bound holds against the slope.
std::vector<std::size_t> free_items(const std::vector<double>& gradient, const std::vector<double>& uniquenesses) {
    std::vector<std::size_t> free;
    for (std::size_t i = 0; i < gradient.size(); ++i) {
        const bool is_held =
            (uniquenesses[i] <= least_uniqueness && gradient[i] > 0) || (uniquenesses[i] >= 1 && gradient[i] < 0);
        if (!is_held) {
            free.push_back(i);
        }
    }
    return free;
}

DenseMatrix part_of(const DenseMatrix& curvature, const std::vector<std::size_t>& free, double damping) {
    DenseMatrix part(free.size(), free.size());
    for (std::size_t a = 0; a < free.size(); ++a) {
        for (std::size_t b = 0; b < free.size(); ++b) {
            part(a, b) = curvature(free[a], free[b]) + (a == b ? damping : 0);
        }
    }
    return part;
}

/// Newton's step of the free uniquenesses; false when it leads nowhere.
bool take_step(const DenseMatrix& curvature, const std::vector<double>& gradient, double damping,
               std::vector<double>& uniquenesses) {
    const auto free = free_items(gradient, uniquenesses);
    auto part = part_of(curvature, free, damping);
    std::vector<double> step;
    for (const auto item : free) {
        step.push_back(-gradient[item]);
    }
    if (!factor_cholesky(part, 1e-10)) {
        return false;
    }
    solve_cholesky(part, step);
    for (std::size_t a = 0; a < free.size(); ++a) {
        uniquenesses[free[a]] = std::clamp(uniquenesses[free[a]] + step[a], least_uniqueness, 1.0);
    }
    return true;
}

/// Whether the uniquenesses are told at all: a factor that only one item measures explains any share of it.
bool is_told(const Extracted& state, std::size_t factors) {
    const auto free = free_items(gradient_of(state.reduced, factors), state.uniquenesses);
    auto part = part_of(curvature_of(state.reduced, factors), free, 0);
    for (std::size_t a = 0; a < free.size(); ++a) {
        if (part(a, a) < 1e-8) {
            return false;
        }
    }
    return factor_cholesky(part, 1e-10);
}

Result<Extracted> minimise_residuals(const DenseMatrix& correlations, std::size_t factors) {
    Extracted state{{}, start_uniquenesses(correlations), 0};
    state.reduced = reduce(correlations, state.uniquenesses, factors);
    double damping = 1e-3;
    for (state.steps = 1; state.steps <= most_newton_steps; ++state.steps) {
        const auto gradient = gradient_of(state.reduced, factors);
        const auto curvature = curvature_of(state.reduced, factors);
        bool is_better = false;
        double moved = 0;
        while (!is_better && damping < 1e6) {
            auto next = state.uniquenesses;
            if (take_step(curvature, gradient, damping, next)) {
                auto reduced = reduce(correlations, next, factors);
                is_better = reduced.left <= state.reduced.left;
                if (is_better) {
                    for (std::size_t i = 0; i < next.size(); ++i) {
                        moved = std::max(moved, std::abs(next[i] - state.uniquenesses[i]));
                    }
                    state.uniquenesses = std::move(next);
                    state.reduced = std::move(reduced);
                }
            }
            damping = is_better ? std::max(damping / 10, 1e-12) : damping * 10;
        }
        // No step goes down any more, or the last one was too short to tell.
        if (!is_better || moved < 1e-9) {
            return state;
        }
    }
    return invalid("The search for uniquenesses does not end; take fewer factors.", "factor_count");
}

Result<Extracted> iterate_axes(const DenseMatrix& correlations, std::size_t factors) {
    Extracted state{{}, start_uniquenesses(correlations), 0};
    for (state.steps = 1; state.steps <= most_axis_steps; ++state.steps) {
        state.reduced = reduce(correlations, state.uniquenesses, factors);
        double moved = 0;
        for (std::size_t i = 0; i < state.uniquenesses.size(); ++i) {
            double common = 0;
            for (std::size_t f = 0; f < factors; ++f) {
                common +=
                    std::max(0.0, state.reduced.values[f]) * state.reduced.vectors(f, i) * state.reduced.vectors(f, i);
            }
            const double next = std::clamp(1 - common, least_uniqueness, 1.0);
            moved = std::max(moved, std::abs(next - state.uniquenesses[i]));
            state.uniquenesses[i] = next;
        }
        if (moved < 1e-8) {
            return state;
        }
    }
    return invalid("The communalities do not settle; take fewer factors.", "factor_count");
}

Result<DenseMatrix> loadings_of(const Extracted& state, std::size_t factors) {
    DenseMatrix loadings(state.uniquenesses.size(), factors);
    for (std::size_t f = 0; f < factors; ++f) {
        const double value = state.reduced.values[f];
        if (value <= 1e-8) {
            return invalid(fmt::format("The correlations hold {} factors, fewer than asked for.", f), "factor_count");
        }
        for (std::size_t i = 0; i < loadings.rows(); ++i) {
            loadings(i, f) = std::sqrt(value) * state.reduced.vectors(f, i);
        }
    }
    return loadings;
}

std::vector<double> descending_eigenvalues(const PolychoricEstimate& estimate) {
    auto values = symmetric_eigen(correlation_matrix(estimate)).values;
    std::ranges::reverse(values);
    return values;
}

std::size_t leading_above(const std::vector<double>& eigenvalues, const std::vector<double>& reference) {
    std::size_t count = 0;
    while (count < eigenvalues.size() && eigenvalues[count] > reference[count]) {
        ++count;
    }
    return count;
}

}  // namespace

DenseMatrix correlation_matrix(const PolychoricEstimate& estimate) {
    DenseMatrix matrix(estimate.size(), estimate.size());
    std::ranges::copy(estimate.correlations, matrix.values().begin());
    return matrix;
}

Result<ExploratoryFactors> explore_factors(const DenseMatrix& correlations, const ExploratoryOptions& options) {
    MINKA_TRY(check(correlations, options.factor_count));
    const std::size_t k = correlations.rows();
    const std::size_t m = options.factor_count;
    MINKA_TRY_ASSIGN(const auto state, options.extraction == FactorExtraction::principal_axis
                                           ? iterate_axes(correlations, m)
                                           : minimise_residuals(correlations, m));
    MINKA_TRY_ASSIGN(const auto unrotated, loadings_of(state, m));
    if (!is_told(state, m)) {
        return invalid(fmt::format("The correlations do not tell {} factors: one of them rests on a single item.", m),
                       "factor_count");
    }
    ExploratoryFactors result;
    MINKA_TRY_ASSIGN(result.factors, rotate_factors(unrotated, options.rotation, options.seed));
    result.degrees = ((k - m) * (k - m) - (k + m)) / 2;
    result.iterations = state.steps;
    for (std::size_t i = 0; i < k; ++i) {
        double common = 0;
        for (const double loading : unrotated.row(i)) {
            common += loading * loading;
        }
        result.uniquenesses.push_back(1 - common);
        if (state.uniquenesses[i] <= least_uniqueness) {
            result.improper_items.push_back(i);
        }
        for (std::size_t j = 0; j < i; ++j) {
            double residual = correlations(i, j);
            for (std::size_t f = 0; f < m; ++f) {
                residual -= unrotated(i, f) * unrotated(j, f);
            }
            result.distance += residual * residual;
        }
    }
    result.root_mean_square = std::sqrt(result.distance / (static_cast<double>(k) * static_cast<double>(k - 1) / 2));
    return result;
}

Result<ParallelAnalysis> parallel_analysis(const AnswerMatrix& matrix, ItemList items, const ParallelOptions& options) {
    if (options.replicates == 0) {
        return invalid("A parallel analysis needs replicates; 100 are usual.", "replicates");
    }
    if (!(options.quantile > 0 && options.quantile < 1)) {
        return invalid("The quantile lies between 0 and 1, as in 0.95.", "quantile");
    }
    MINKA_TRY_ASSIGN(const auto observed, polychoric_correlations(matrix, items));
    const auto rows = counting_rows(matrix, items, IncompleteRows::leave_out);
    const std::size_t k = items.size();
    std::vector<std::uint8_t> dealt(rows.size() * k);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        for (std::size_t i = 0; i < k; ++i) {
            dealt[row * k + i] = toward_scale(matrix, items[i], matrix.row(rows[row])[items[i]]);
        }
    }
    const AnswerMatrix shuffled{dealt, k, matrix.category_count, matrix.missing, {}};
    const auto all = every_item(shuffled);
    ParallelAnalysis result{
        descending_eigenvalues(observed), std::vector<double>(k, 0), {}, 0, 0, options.replicates, rows.size()};
    SeededRandom random(options.seed);
    std::vector<std::vector<double>> by_place(k);
    for (std::size_t replicate = 0; replicate < options.replicates; ++replicate) {
        for (std::size_t row = rows.size(); row > 1; --row) {
            for (std::size_t i = 0; i < k; ++i) {
                std::swap(dealt[(row - 1) * k + i], dealt[random.below(row) * k + i]);
            }
        }
        MINKA_TRY_ASSIGN(const auto estimate, polychoric_correlations(shuffled, all));
        const auto values = descending_eigenvalues(estimate);
        for (std::size_t place = 0; place < k; ++place) {
            by_place[place].push_back(values[place]);
            result.mean[place] += values[place] / static_cast<double>(options.replicates);
        }
    }
    for (auto& values : by_place) {
        std::ranges::sort(values);
        const auto last = static_cast<double>(values.size() - 1);
        const auto below = static_cast<std::size_t>(last * options.quantile);
        const double share = last * options.quantile - static_cast<double>(below);
        const double above = values[std::min(below + 1, values.size() - 1)];
        result.quantile.push_back(values[below] + share * (above - values[below]));
    }
    result.above_mean = leading_above(result.eigenvalues, result.mean);
    result.above_quantile = leading_above(result.eigenvalues, result.quantile);
    return result;
}

}  // namespace minka::stats
