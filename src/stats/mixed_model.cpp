#include "stats/mixed_model.h"

#include "stats/mixed_criterion.h"
#include "stats/quasi_newton.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace minka::stats {
namespace {

/// How large each number of theta may be expected to be: the first guess of the diagonal element of its row.
std::vector<double> theta_scale(const MixedDesign& design, std::span<const double> first) {
    std::vector<double> scale(first.begin(), first.end());
    for (const auto& level : design.levels) {
        for (const auto& term : level.terms) {
            if (term.is_independent) {
                continue;
            }
            const std::size_t q = term.effects.size();
            std::vector<double> diagonal;
            for (std::size_t column = 0, place = term.theta_begin; column < q; place += q - column, ++column) {
                diagonal.push_back(first[place]);
            }
            for (std::size_t column = 0, place = term.theta_begin; column < q; ++column) {
                for (std::size_t row = column; row < q; ++row, ++place) {
                    scale[place] = diagonal[row];
                }
            }
        }
    }
    return scale;
}

/// At 0 the slope by a number of theta vanishes whatever the data, since its sign does not matter: look around there,
/// and make what is 0 but for rounding exactly 0.
bool settle_zeros(MixedCriterion& criterion, std::span<const double> scale, Minimum& minimum) {
    bool has_left = false;
    for (std::size_t k = 0; k < scale.size(); ++k) {
        if (std::abs(minimum.place[k]) > 0.02 * scale[k]) {
            continue;
        }
        auto place = minimum.place;
        place[k] = 0;
        const double at_zero = criterion.value(place);
        place[k] = 0.1 * scale[k];
        const double beside = criterion.value(place);
        minimum.evaluations += 2;
        if (beside < std::min(at_zero, minimum.value) - 1e-7) {
            minimum.place = place;
            minimum.value = beside;
            has_left = true;
        } else if (at_zero <= minimum.value + 1e-9 + 4e-15 * std::abs(minimum.value)) {
            minimum.place[k] = 0;
            minimum.value = at_zero;
        }
    }
    return has_left;
}

Minimum find_minimum(MixedCriterion& criterion, const MixedDesign& design, int most_evaluations) {
    const auto start = first_theta(design);
    const auto scale = theta_scale(design, start);
    MinimumOptions options;
    options.most_evaluations = most_evaluations;
    const auto value_at = [&](std::span<const double> theta) { return criterion.value(theta); };
    auto minimum = minimise(value_at, start, scale, options);
    for (int round = 0; round < 5 && settle_zeros(criterion, scale, minimum); ++round) {
        const int spent = minimum.evaluations;
        options.most_evaluations = std::max(1, most_evaluations - spent);
        minimum = minimise(value_at, minimum.place, scale, options);
        minimum.evaluations += spent;
    }
    return minimum;
}

/// Whether a relative covariance has (but for rounding) no full rank.
bool is_rank_deficient(DenseMatrix covariance) {
    for (std::size_t k = 0; k < covariance.rows(); ++k) {
        if (covariance(k, k) < 1e-9) {
            return true;
        }
    }
    return !factor_cholesky(covariance, 1e-8);
}

/// Columns of a lower triangular factor turned so that its diagonal is not negative.
DenseMatrix with_positive_diagonal(DenseMatrix factor) {
    for (std::size_t column = 0; column < factor.columns(); ++column) {
        if (factor(column, column) < 0) {
            for (std::size_t row = column; row < factor.rows(); ++row) {
                factor(row, column) = -factor(row, column);
            }
        }
    }
    return factor;
}

}  // namespace

Result<MixedModelFit> fit_mixed_model(const MixedModelData& data, const MixedModelOptions& options) {
    MINKA_TRY_ASSIGN(const auto design, make_mixed_design(data));
    if (!design.is_nested && CrossedSystem::crossed_columns(design) > options.most_crossed_columns) {
        return problem(ProblemCode::too_large,
                       fmt::format("Besides the largest grouping the crossed ones have {} effects; at most {} fit.",
                                   CrossedSystem::crossed_columns(design), options.most_crossed_columns),
                       "random");
    }
    MixedCriterion criterion(design, options.likelihood);
    const auto minimum = find_minimum(criterion, design, options.most_evaluations);
    const auto profile = criterion.profile(minimum.place);
    if (!std::isfinite(profile.criterion)) {
        return invalid("The fixed and random effects leave nothing of the outcome unexplained.", "outcome");
    }
    MixedModelFit fit;
    fit.criterion = profile.criterion;
    fit.residual_variance = profile.residual_variance;
    fit.fixed_covariance = inverse_from_cholesky(profile.fixed_factor);
    for (double& element : fit.fixed_covariance.values()) {
        element *= profile.residual_variance;
    }
    for (std::size_t k = 0; k < design.fixed_count; ++k) {
        fit.fixed.push_back({profile.beta[k], std::sqrt(fit.fixed_covariance(k, k))});
    }
    fit.random.resize(data.random.size());
    fit.theta.resize(design.theta_count);
    for (const auto& level : design.levels) {
        for (const auto& term : level.terms) {
            const auto factor = with_positive_diagonal(term_factor(term, minimum.place));
            std::size_t place = term.theta_begin;
            for (std::size_t column = 0; column < factor.columns(); ++column) {
                for (std::size_t row = column; row < (term.is_independent ? column + 1 : factor.rows()); ++row) {
                    fit.theta[place++] = factor(row, column);
                }
            }
            auto covariance = multiply(factor, transpose(factor));
            fit.is_singular = fit.is_singular || is_rank_deficient(covariance);
            for (double& element : covariance.values()) {
                element *= profile.residual_variance;
            }
            fit.random[term.term] = {level.group_count(), std::move(covariance)};
        }
    }
    fit.has_converged = minimum.has_converged;
    fit.is_nested = design.is_nested;
    fit.evaluations = minimum.evaluations;
    fit.row_count = design.row_count;
    fit.likelihood = options.likelihood;
    return fit;
}

}  // namespace minka::stats
