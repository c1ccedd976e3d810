#pragma once

#include "stats/crossed_system.h"
#include "stats/mixed_design.h"
#include "stats/nested_absorption.h"

#include <memory>
#include <optional>
#include <span>

namespace minka::stats {

/// What one evaluation of the profiled criterion gives.
struct ProfiledFit {
    double criterion = 0;
    double residual_variance = 0;  ///< sigma^2 at its best
    double rest = 0;               ///< r^2, the penalised sum of squares
    double log_determinant = 0;    ///< log|L|^2, and for the restricted criterion log|R_X|^2
    std::vector<double> beta;
    DenseMatrix fixed_factor;  ///< Cholesky factor of X' V^-1 X, V relative to sigma^2
};

/// The criterion of a mixed model as a function of theta, by the way that fits the design.
class MixedCriterion {
public:
    MixedCriterion(const MixedDesign& design, MixedModelOptions::Likelihood likelihood);

    double value(std::span<const double> theta);
    ProfiledFit profile(std::span<const double> theta);

    /// Absent for crossed designs.
    NestedAbsorption* nested() { return nested_ ? &*nested_ : nullptr; }
    /// Rows, less the fixed effects for the restricted likelihood.
    double degrees() const { return degrees_; }

private:
    const MixedDesign& design_;
    bool is_restricted_;
    double degrees_;
    std::optional<NestedAbsorption> nested_;
    std::optional<CrossedSystem> crossed_;
    ReducedSystem reduced_;
};

}  // namespace minka::stats
