#include "stats/mixed_criterion.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace minka::stats {

MixedCriterion::MixedCriterion(const MixedDesign& design, MixedModelOptions::Likelihood likelihood)
    : design_(design),
      is_restricted_(likelihood == MixedModelOptions::Likelihood::restricted),
      degrees_(static_cast<double>(design.row_count) - (is_restricted_ ? static_cast<double>(design.fixed_count) : 0)) {
    if (design.is_nested) {
        nested_.emplace(design);
    } else {
        crossed_.emplace(design);
    }
}

ProfiledFit MixedCriterion::profile(std::span<const double> theta) {
    nested_ ? nested_->reduce(theta, reduced_) : crossed_->reduce(theta, reduced_);
    const std::size_t p = design_.fixed_count;
    ProfiledFit fit;
    // The factor of [X y]' V^-1 [X y] holds R_X, and in its last row what gives beta and r.
    auto factor = reduced_.cross;
    if (!std::isfinite(reduced_.log_determinant) || !factor_cholesky(factor)) {
        fit.criterion = std::numeric_limits<double>::infinity();
        return fit;
    }
    fit.rest = factor(p, p) * factor(p, p);
    fit.log_determinant = reduced_.log_determinant;
    fit.fixed_factor = DenseMatrix(p, p);
    fit.beta.assign(p, 0);
    for (std::size_t i = 0; i < p; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            fit.fixed_factor(i, j) = factor(i, j);
        }
        if (is_restricted_) {
            fit.log_determinant += 2 * std::log(factor(i, i));
        }
        fit.beta[i] = reduced_.cross(p, i);
    }
    solve_cholesky(fit.fixed_factor, fit.beta);
    fit.residual_variance = fit.rest / degrees_;
    fit.criterion = fit.log_determinant + degrees_ * (1 + std::log(2 * std::numbers::pi * fit.residual_variance));
    return fit;
}

double MixedCriterion::value(std::span<const double> theta) { return profile(theta).criterion; }

}  // namespace minka::stats
