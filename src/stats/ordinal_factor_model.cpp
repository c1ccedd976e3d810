#include "stats/ordinal_factor_model.h"

#include "stats/factor_parameters.h"
#include "stats/symmetric_solve.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace minka::stats {
namespace {

constexpr std::size_t most_steps = 500;

/// A correlation's inverse variance, one answer's worth, is some tenths to some tens, and near 10^7 at .9999. Beyond
/// these two the answers of a pair of items tell nothing of its error.
constexpr double smallest_weight = 1e-6;
constexpr double largest_weight = 1e12;

Result<> check_pattern(const FactorPattern& pattern, std::size_t item_count) {
    if (pattern.item_count != item_count || item_count < 3) {
        return invalid(fmt::format("The pattern is of {} items and the correlations are of {}; a model needs the same, "
                                   "at least three.",
                                   pattern.item_count, item_count),
                       "pattern");
    }
    if (pattern.factors.empty()) {
        return invalid("A model needs a factor.", "pattern.factors");
    }
    std::vector<bool> is_measured(item_count, false);
    for (std::size_t factor = 0; factor < pattern.factors.size(); ++factor) {
        auto items = pattern.factors[factor];
        std::ranges::sort(items);
        const bool is_repeated = std::ranges::adjacent_find(items) != items.end();
        if (items.empty() || items.back() >= item_count || is_repeated) {
            return invalid("A factor names at least one item, each once, of those there are.",
                           fmt::format("pattern.factors[{}]", factor));
        }
        for (const auto item : items) {
            is_measured[item] = true;
        }
    }
    if (std::ranges::find(is_measured, false) != is_measured.end()) {
        return invalid("An item belongs to no factor; leave it out of the correlations.", "pattern.factors");
    }
    return {};
}

/// The lower triangle of the correlations, by `pair_place`.
std::vector<double> lower_triangle(const PolychoricEstimate& estimate) {
    std::vector<double> values;
    for (std::size_t i = 1; i < estimate.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            values.push_back(estimate.correlation(i, j));
        }
    }
    return values;
}

/// Centroid loadings within each factor, smaller where an item is shared; factors half correlated.
std::vector<double> start_values(const PolychoricEstimate& estimate, const FactorPattern& pattern,
                                 const FactorParameters& parameters) {
    std::vector<int> uses(pattern.item_count, 0);
    for (const auto& items : pattern.factors) {
        for (const auto item : items) {
            ++uses[item];
        }
    }
    std::vector<double> values;
    for (const auto& items : pattern.factors) {
        double total = 0;
        for (const auto i : items) {
            for (const auto j : items) {
                total += estimate.correlation(i, j);
            }
        }
        for (const auto i : items) {
            double sum = 0;
            for (const auto j : items) {
                sum += estimate.correlation(i, j);
            }
            const double centroid = total > 0 ? sum / std::sqrt(total) : 0.5;
            // The first of an item's factors gets most of it, so that no two factors start alike.
            const bool is_first = items.size() == pattern.item_count || uses[i] == 1;
            values.push_back(std::clamp(centroid, -0.9, 0.9) * (is_first ? 0.9 : 0.4));
        }
    }
    values.resize(parameters.size(), 0.3);
    return values;
}

/// Weighted least squares: what the search works with, and what the errors are made of.
struct Search {
    std::vector<double> values;
    std::vector<double> residuals;  // r - ρ by pair
    std::vector<double> slopes;     // pairs x parameters
    double distance = 0;            // F
    std::size_t steps = 0;
};

double distance_of(std::span<const double> residuals, std::span<const double> weights) {
    double sum = 0;
    for (std::size_t pair = 0; pair < residuals.size(); ++pair) {
        sum += weights[pair] * residuals[pair] * residuals[pair];
    }
    return sum;
}

std::vector<double> subtract(std::span<const double> first, std::span<const double> second) {
    std::vector<double> result(first.begin(), first.end());
    for (std::size_t i = 0; i < result.size(); ++i) {
        result[i] -= second[i];
    }
    return result;
}

/// Δ'WΔ, parameters x parameters.
std::vector<double> normal_matrix(const std::vector<double>& slopes, std::span<const double> weights, std::size_t q) {
    std::vector<double> matrix(q * q, 0);
    for (std::size_t pair = 0; pair < weights.size(); ++pair) {
        const double* row = slopes.data() + pair * q;
        for (std::size_t a = 0; a < q; ++a) {
            const double weighted = weights[pair] * row[a];
            if (weighted != 0) {
                for (std::size_t b = 0; b <= a; ++b) {
                    matrix[a * q + b] += weighted * row[b];
                }
            }
        }
    }
    for (std::size_t a = 0; a < q; ++a) {
        for (std::size_t b = a + 1; b < q; ++b) {
            matrix[a * q + b] = matrix[b * q + a];
        }
    }
    return matrix;
}

Result<Search> search(const FactorParameters& parameters, std::vector<double> values, std::span<const double> observed,
                      std::span<const double> weights) {
    const std::size_t q = parameters.size();
    Search state{std::move(values), {}, {}, 0, 0};
    state.residuals = subtract(observed, parameters.implied(state.values, &state.slopes));
    state.distance = distance_of(state.residuals, weights);
    double damping = 1e-3;
    for (state.steps = 1; state.steps <= most_steps; ++state.steps) {
        const auto matrix = normal_matrix(state.slopes, weights, q);
        std::vector<double> gradient(q, 0);
        for (std::size_t pair = 0; pair < weights.size(); ++pair) {
            for (std::size_t a = 0; a < q; ++a) {
                gradient[a] += weights[pair] * state.residuals[pair] * state.slopes[pair * q + a];
            }
        }
        auto damped = matrix;
        for (std::size_t a = 0; a < q; ++a) {
            damped[a * q + a] += damping * (matrix[a * q + a] + 1e-9);
        }
        const CholeskyFactor factor(std::move(damped), q);
        auto step = gradient;
        if (factor.is_positive()) {
            factor.solve(step.data());
        } else {
            damping = std::max(damping * 10, 1e-6);
            continue;
        }
        auto next = state.values;
        double largest = 0;
        for (std::size_t a = 0; a < q; ++a) {
            next[a] += step[a];
            largest = std::max(largest, std::abs(step[a]));
        }
        auto residuals = subtract(observed, parameters.implied(next, nullptr));
        const double distance = distance_of(residuals, weights);
        const bool is_better = distance <= state.distance;
        if (is_better) {
            state.values = std::move(next);
            state.residuals = subtract(observed, parameters.implied(state.values, &state.slopes));
            state.distance = distance;
            damping = std::max(damping / 10, 1e-12);
        } else {
            damping *= 10;
        }
        if (largest < 1e-9) {
            return state;
        }
    }
    return invalid(fmt::format("The model found no end in {} steps: the data tell its parameters badly. Try fewer "
                               "factors.",
                               most_steps),
                   "pattern");
}

/// tr(UΓ) and tr(UΓUΓ) with U = W - WΔ(Δ'WΔ)⁻¹Δ'W, and the parameters' covariance, n times.
struct Robust {
    double trace = 0;
    double squared_trace = 0;
    std::vector<double> covariance;
};

std::vector<double> multiply(const std::vector<double>& a, const std::vector<double>& b, std::size_t n) {
    std::vector<double> result(n * n, 0);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < n; ++k) {
            for (std::size_t j = 0; j < n; ++j) {
                result[i * n + j] += a[i * n + k] * b[k * n + j];
            }
        }
    }
    return result;
}

double product_trace(const std::vector<double>& a, const std::vector<double>& b, std::size_t n) {
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            sum += a[i * n + j] * b[j * n + i];
        }
    }
    return sum;
}

/// Without a model (q = 0): U = W.
void add_unrestricted_traces(Robust& robust, const PolychoricErrors& errors, std::span<const double> weights) {
    const std::size_t p = errors.pair_count;
    for (std::size_t a = 0; a < p; ++a) {
        robust.trace += weights[a] * errors.variance(a);
        double sum = 0;
        for (std::size_t b = 0; b < p; ++b) {
            sum += weights[b] * errors.gamma[a * p + b] * errors.gamma[a * p + b];
        }
        robust.squared_trace += weights[a] * sum;
    }
}

Result<Robust> robust_of(const PolychoricErrors& errors, const Search& state, std::span<const double> weights,
                         std::size_t q) {
    Robust robust;
    add_unrestricted_traces(robust, errors, weights);
    const CholeskyFactor factor(normal_matrix(state.slopes, weights, q), q);
    if (!factor.is_positive()) {
        return invalid("The data cannot tell the parameters of this model apart; a factor has too few items.",
                       "pattern");
    }
    const auto inverse = factor.inverse();
    const std::size_t p = errors.pair_count;
    // G = WΔ, H = ΓG, K = G'H, L = H'WH.
    std::vector<double> g(p * q);
    for (std::size_t a = 0; a < p; ++a) {
        for (std::size_t t = 0; t < q; ++t) {
            g[a * q + t] = weights[a] * state.slopes[a * q + t];
        }
    }
    std::vector<double> h(p * q, 0);
    for (std::size_t a = 0; a < p; ++a) {
        for (std::size_t b = 0; b < p; ++b) {
            const double value = errors.gamma[a * p + b];
            for (std::size_t t = 0; t < q; ++t) {
                h[a * q + t] += value * g[b * q + t];
            }
        }
    }
    std::vector<double> k(q * q, 0);
    for (std::size_t a = 0; a < p; ++a) {
        for (std::size_t s = 0; s < q; ++s) {
            for (std::size_t t = 0; t < q; ++t) {
                k[s * q + t] += g[a * q + s] * h[a * q + t];
            }
        }
    }
    const auto l = normal_matrix(h, weights, q);
    const auto bk = multiply(inverse, k, q);
    for (std::size_t t = 0; t < q; ++t) {
        robust.trace -= bk[t * q + t];
    }
    robust.squared_trace += product_trace(bk, bk, q) - 2 * product_trace(inverse, l, q);
    robust.covariance = multiply(bk, inverse, q);
    return robust;
}

ModelFit fit_of(const PolychoricErrors& errors, const Search& state, std::span<const double> observed,
                std::span<const double> weights, const Robust& robust, std::size_t item_count) {
    const auto n = static_cast<double>(errors.rows - 1);
    const auto pairs = static_cast<double>(errors.pair_count);
    Robust none;
    add_unrestricted_traces(none, errors, weights);
    auto fit = judge_fit(
        {n * state.distance, pairs - static_cast<double>(state.values.size()), robust.trace, robust.squared_trace},
        {n * distance_of(observed, weights), pairs, none.trace, none.squared_trace}, errors.rows);
    double squares = 0;
    for (const double residual : state.residuals) {
        squares += residual * residual;
    }
    fit.srmr = std::sqrt(squares / (static_cast<double>(item_count) * static_cast<double>(item_count + 1) / 2));
    return fit;
}

/// Turns factors so that their loadings sum to a positive number.
void settle_signs(const FactorParameters& parameters, std::vector<double>& values) {
    std::vector<double> sums(parameters.factor_count(), 0);
    for (std::size_t a = 0; a < parameters.loadings().size(); ++a) {
        sums[parameters.loadings()[a].second] += values[a];
    }
    for (std::size_t a = 0; a < parameters.loadings().size(); ++a) {
        values[a] *= sums[parameters.loadings()[a].second] < 0 ? -1 : 1;
    }
    for (std::size_t c = 0; c < parameters.correlations().size(); ++c) {
        const auto [a, b] = parameters.correlations()[c];
        values[parameters.loadings().size() + c] *= (sums[a] < 0) != (sums[b] < 0) ? -1 : 1;
    }
}

}  // namespace

FactorPattern FactorPattern::one_factor(std::size_t item_count) {
    FactorPattern pattern{item_count, {{}}, true};
    for (std::size_t item = 0; item < item_count; ++item) {
        pattern.factors[0].push_back(item);
    }
    return pattern;
}

FactorPattern FactorPattern::bifactor(std::size_t item_count, std::vector<std::vector<std::size_t>> groups) {
    auto pattern = one_factor(item_count);
    pattern.factors_correlate = false;
    for (auto& group : groups) {
        pattern.factors.push_back(std::move(group));
    }
    return pattern;
}

namespace {

/// A model at the end of its search, its factors turned to the positive side.
Result<Search> solve(const PolychoricEstimate& estimate, const FactorPattern& pattern,
                     const FactorParameters& parameters, std::span<const double> weights) {
    if (weights.size() != parameters.pairs()) {
        return invalid("The errors are of other correlations.", "errors");
    }
    const auto tells = [](double weight) { return weight > smallest_weight && weight < largest_weight; };
    if (!std::ranges::all_of(weights, tells)) {
        return invalid(
            "A correlation has no maximum below 1, so it has no error: two items say the same. Leave one out.",
            "items");
    }
    if (parameters.size() > parameters.pairs()) {
        return invalid(fmt::format("The model has {} parameters and {} correlations to tell them.", parameters.size(),
                                   parameters.pairs()),
                       "pattern");
    }
    const auto observed = lower_triangle(estimate);
    MINKA_TRY_ASSIGN(auto state, search(parameters, start_values(estimate, pattern, parameters), observed, weights));
    settle_signs(parameters, state.values);
    state.residuals = subtract(observed, parameters.implied(state.values, &state.slopes));
    return state;
}

/// What the search found, without errors.
FactorModelEstimate estimate_of(const FactorParameters& parameters, const Search& state, std::size_t rows) {
    FactorModelEstimate result;
    result.rows = rows;
    result.iterations = state.steps;
    for (std::size_t a = 0; a < parameters.loadings().size(); ++a) {
        const auto [item, factor] = parameters.loadings()[a];
        result.loadings.push_back({item, factor, state.values[a], 0});
    }
    for (std::size_t c = 0; c < parameters.correlations().size(); ++c) {
        const auto [first, second] = parameters.correlations()[c];
        result.correlations.push_back({first, second, state.values[parameters.loadings().size() + c], 0});
    }
    for (std::size_t item = 0; item < parameters.item_count(); ++item) {
        if (parameters.communality(state.values, item) > 1) {
            result.improper_items.push_back(item);
        }
    }
    result.factors_are_positive =
        CholeskyFactor(parameters.factor_matrix(state.values), parameters.factor_count()).is_positive();
    return result;
}

}  // namespace

Result<FactorModelEstimate> fit_ordinal_factors(const PolychoricEstimate& estimate, const PolychoricErrors& errors,
                                                const FactorPattern& pattern) {
    MINKA_TRY(check_pattern(pattern, estimate.size()));
    const FactorParameters parameters(pattern);
    if (parameters.size() == parameters.pairs()) {
        return invalid(fmt::format("The model has {} parameters and {} correlations to tell them: it cannot fail, so "
                                   "it says nothing.",
                                   parameters.size(), parameters.pairs()),
                       "pattern");
    }
    std::vector<double> weights;
    for (std::size_t pair = 0; pair < errors.pair_count; ++pair) {
        weights.push_back(1 / errors.variance(pair));
    }
    MINKA_TRY_ASSIGN(const auto state, solve(estimate, pattern, parameters, weights));
    const std::size_t q = parameters.size();
    MINKA_TRY_ASSIGN(const auto robust, robust_of(errors, state, weights, q));
    auto result = estimate_of(parameters, state, errors.rows);
    result.fit = fit_of(errors, state, lower_triangle(estimate), weights, robust, estimate.size());
    const auto error = [&](std::size_t a) {
        return std::sqrt(robust.covariance[a * q + a] / static_cast<double>(errors.rows - 1));
    };
    for (std::size_t a = 0; a < result.loadings.size(); ++a) {
        result.loadings[a].standard_error = error(a);
    }
    for (std::size_t c = 0; c < result.correlations.size(); ++c) {
        result.correlations[c].standard_error = error(result.loadings.size() + c);
    }
    return result;
}

Result<FactorModelEstimate> fit_factor_loadings(const PolychoricEstimate& estimate, std::span<const double> variances,
                                                const FactorPattern& pattern) {
    MINKA_TRY(check_pattern(pattern, estimate.size()));
    const FactorParameters parameters(pattern);
    std::vector<double> weights;
    for (const double variance : variances) {
        weights.push_back(1 / variance);
    }
    MINKA_TRY_ASSIGN(const auto state, solve(estimate, pattern, parameters, weights));
    return estimate_of(parameters, state, estimate.rows_used);
}

}  // namespace minka::stats
