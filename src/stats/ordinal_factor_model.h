#pragma once

#include "stats/model_fit.h"
#include "stats/polychoric_errors.h"

namespace minka::stats {

/// Which items measure which factor. Factors have variance 1.
struct FactorPattern {
    std::size_t item_count = 0;
    std::vector<std::vector<std::size_t>> factors;  ///< items of each factor, by their place in the estimate
    bool factors_correlate = true;                  ///< else all factors are uncorrelated, as in a bifactor model

    static FactorPattern one_factor(std::size_t item_count);
    /// A general factor of all items (the first) and, uncorrelated with it and each other, the given groups.
    static FactorPattern bifactor(std::size_t item_count, std::vector<std::vector<std::size_t>> groups);
};

struct FactorLoading {
    std::size_t item = 0;
    std::size_t factor = 0;
    double loading = 0;
    double standard_error = 0;
};

struct FactorCorrelation {
    std::size_t first = 0;
    std::size_t second = 0;
    double correlation = 0;
    double standard_error = 0;
};

struct FactorModelEstimate {
    std::vector<FactorLoading> loadings;
    std::vector<FactorCorrelation> correlations;  ///< between factors; empty when they do not correlate
    ModelFit fit;
    std::size_t rows = 0;
    std::size_t iterations = 0;
    /// Items whose factors explain more than all of their variance: the solution is improper.
    std::vector<std::size_t> improper_items;
    bool factors_are_positive = true;  ///< whether the correlations of the factors form a possible matrix
};

/// Confirmatory factor analysis of ordered items: loadings by diagonally weighted least squares on the polychoric
/// correlations, errors and chi-square robust, the latter adjusted in mean and variance (WLSMV).
///
/// F = Σ (r - ρ)² / γ over the pairs, by Gauss and Newton with Levenberg's and Marquardt's damping; γ is n times the
/// variance of r. The sign of a factor is that in which its loadings sum to a positive number.
///
/// Problems: `invalid_input` for a pattern with items out of range or named twice, fewer than three items, a factor
/// without items, two items on a factor of their own that correlates with none, more parameters than correlations or
/// none left over, a model that the data cannot tell (singular), and a search that does not end in 500 steps.
///
/// Source: Muthén, B., du Toit, S. H. C. & Spisic, D. (1997). Robust inference using weighted least squares and
/// quadratic estimating equations in latent variable modeling with categorical and continuous outcomes. Scaled and
/// shifted chi-square: Asparouhov, T. & Muthén, B. (2010). Simple second order chi-square correction, equation 6. Same
/// as R lavaan 0.6-14 `cfa(ordered = ..., std.lv = TRUE, estimator = "WLSMV")`, with n - 1 for n where it has that.
Result<FactorModelEstimate> fit_ordinal_factors(const PolychoricEstimate& estimate, const PolychoricErrors& errors,
                                                const FactorPattern& pattern);

/// The same loadings and correlations of factors, without errors and fit, which are left 0: what omega needs of many
/// respondents. `variances` are those of the correlations (`polychoric_variances`). Problems: as above,
/// but as many parameters as correlations (one factor, three items) are enough.
Result<FactorModelEstimate> fit_factor_loadings(const PolychoricEstimate& estimate, std::span<const double> variances,
                                                const FactorPattern& pattern);

}  // namespace minka::stats
