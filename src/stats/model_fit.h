#pragma once

#include "stats/interval.h"

#include <cstddef>

namespace minka::stats {

/// A chi-square of a model and the indices made of it. `scaled` is adjusted in mean and variance.
struct ModelFit {
    std::size_t degrees = 0;
    double chi_square = 0;       ///< of the weighted least squares, as it is: no reference distribution
    double scaled = 0;           ///< a T + b, to be looked up in chi-square with `degrees`
    double p = 0;                ///< of `scaled`
    double baseline_scaled = 0;  ///< of the model in which no items correlate
    double cfi = 0;              ///< all by the scaled chi-squares
    double tli = 0;
    double rmsea = 0;
    Interval rmsea_interval;  ///< 90 %
    double srmr = 0;
};

/// A chi-square of weighted least squares, and tr(UΓ) and tr(UΓUΓ) of its model.
struct UnscaledChiSquare {
    double value = 0;
    double degrees = 0;
    double trace = 0;
    double squared_trace = 0;

    /// a T + df - a tr(UΓ), a = √(df / tr(UΓUΓ)): it has the mean and variance of a chi-square with `degrees`.
    ///
    /// Source: Asparouhov, T. & Muthén, B. (2010). Simple second order chi-square correction, equation 6.
    double scaled() const;
};

/// CFI, TLI and RMSEA by the scaled chi-squares; n is the number of rows less the number of groups, and RMSEA is
/// multiplied by the root of the number of groups (Steiger, J. H. (1998). A note on multiple sample extensions of the
/// RMSEA fit index. Structural Equation Modeling 5, 411-419). SRMR is left to the caller.
ModelFit judge_fit(const UnscaledChiSquare& model, const UnscaledChiSquare& baseline, std::size_t rows,
                   std::size_t groups = 1);

}  // namespace minka::stats
