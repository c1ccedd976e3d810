#pragma once

#include "base/result.h"
#include "stats/dense_matrix.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace minka::stats {

/// The regression of an ordered answer by cumulative logits: P(Y >= k) = 1 / (1 + exp(-(c_k + b x))).
struct OrdinalRegression {
    std::vector<double> intercepts;  ///< falling
    std::vector<double> slopes;
    double log_likelihood = 0;
    double null_log_likelihood = 0;  ///< of the intercepts alone
    double weight = 0;
    bool has_converged = false;  ///< false where a predictor separates the answers perfectly

    /// The share of what can be explained, 0 to 1.
    /// Source: Nagelkerke, N. J. D. (1991). A note on a general definition of the coefficient of determination.
    /// Biometrika 78(3), 691-692, equation 2.
    double nagelkerke() const;
};

/// By Newton's method with halved steps. `predictors` has a row for each answer; answers are 0 .. categories - 1, and
/// each category occurs; weights one a row, above 0, or none.
///
/// Problems: `invalid_input` when lengths differ, an answer is out of range, a category is not used, there are fewer
/// than two, a value is not finite, or a column is constant or depends on the others.
///
/// Source: McCullagh, P. (1980). Regression models for ordinal data. Journal of the Royal Statistical Society B 42(2),
/// 109-142. Same as R MASS `polr(method = "logistic")`, whose zeta are the intercepts with their sign changed.
Result<OrdinalRegression> fit_ordinal_regression(std::span<const std::uint8_t> answers, std::size_t categories,
                                                 const DenseMatrix& predictors, std::span<const double> weights = {});

}  // namespace minka::stats
