#pragma once

#include "stats/polychoric.h"

namespace minka::stats {

/// How the polychoric correlations of one sample vary together: n times their asymptotic covariance, in the order of
/// the pairs (1, 0), (2, 0), (2, 1), (3, 0), ... of the items' places.
struct PolychoricErrors {
    std::size_t pair_count = 0;
    std::size_t rows = 0;
    std::vector<double> gamma;  ///< pairs x pairs, symmetric

    double variance(std::size_t pair) const { return gamma[pair * pair_count + pair]; }
};

/// Place of the pair (i, j), i > j.
inline std::size_t pair_place(std::size_t i, std::size_t j) { return i * (i - 1) / 2 + j; }

/// From each row's influence on the correlations, the thresholds' own errors included.
///
/// Rows with every item answered; the estimate must come from the same matrix with `leave_out`.
///
/// Problems: those of `polychoric_correlations`; `invalid_input` for pairwise estimates and for a correlation at its
/// bound, whose error is not defined.
///
/// Source: Muthén, B. (1984). A general structural equation model with dichotomous, ordered categorical, and
/// continuous latent variable indicators. Psychometrika 49, 115-132, equations 22-25, with the observed cross products
/// of the derivatives as R lavaan 0.6-14 takes them.
Result<PolychoricErrors> polychoric_errors(const AnswerMatrix& matrix, const PolychoricEstimate& estimate);

/// The diagonal of `polychoric_errors` alone, from the table of each pair: its cost hardly grows with the rows.
Result<std::vector<double>> polychoric_variances(const AnswerMatrix& matrix, const PolychoricEstimate& estimate);

/// Thresholds and polychoric correlations of one sample, and how they vary together.
struct OrdinalMoments {
    std::size_t threshold_count = 0;
    std::vector<double> values;  ///< thresholds item after item, then correlations in the order of the pairs
    std::size_t rows = 0;
    std::vector<double> gamma;  ///< n times their asymptotic covariance, symmetric

    std::size_t size() const { return values.size(); }
    double variance(std::size_t moment) const { return gamma[moment * values.size() + moment]; }
    /// Those of the correlations alone.
    PolychoricErrors correlation_errors() const;
};

/// As `polychoric_errors`, with the thresholds.
Result<OrdinalMoments> ordinal_moments(const AnswerMatrix& matrix, const PolychoricEstimate& estimate);

}  // namespace minka::stats
