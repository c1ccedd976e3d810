#pragma once

#include "stats/factor_rotation.h"
#include "stats/polychoric.h"

namespace minka::stats {

enum class FactorExtraction {
    minimum_residual,  ///< unweighted least squares of the correlations (minres)
    principal_axis,    ///< communalities put back until they stay: the same minimum, reached slowly
};

struct ExploratoryOptions {
    std::size_t factor_count = 1;
    FactorExtraction extraction = FactorExtraction::minimum_residual;
    FactorRotation rotation = FactorRotation::oblimin;
    std::uint64_t seed = 1;  ///< of the random starts of an oblique rotation
};

struct ExploratoryFactors {
    RotatedFactors factors;
    std::vector<double> uniquenesses;  ///< 1 - what the factors explain of each item
    double distance = 0;               ///< Σ (r - ρ)² over pairs
    double root_mean_square = 0;       ///< √ of its mean
    std::size_t degrees = 0;           ///< ((k - m)² - k - m) / 2
    std::size_t iterations = 0;
    std::vector<std::size_t> improper_items;  ///< uniqueness at its bound of .005 (Heywood's case)
};

/// Factors of a correlation matrix, k x k with 1 in the diagonal; it need not be positive definite.
///
/// Minimum residual: over uniquenesses between .005 and 1 by Newton's method on the eigenvalues that the factors leave.
///
/// Problems: `invalid_input` for a matrix that is not square, symmetric, finite and of unit diagonal, fewer than three
/// items, no factors, more than k items can tell (no degrees of freedom below 0), fewer factors in the correlations
/// than asked for, a factor that rests on a single item, a search that does not end, and those of `rotate_factors`.
///
/// Source: Harman, H. H. & Jones, W. H. (1966). Factor analysis by minimizing residuals (minres). Psychometrika 31,
/// 351-368; Jöreskog, K. G. (1977). Factor analysis by least-squares and maximum-likelihood methods. In Enslein,
/// Ralston & Wilf (eds.), Statistical Methods for Digital Computers, 125-153, for the derivatives. Same minimum as R
/// psych 2.2.9 `fa(fm = "minres")`, which stops in the fifth digit.
Result<ExploratoryFactors> explore_factors(const DenseMatrix& correlations, const ExploratoryOptions& options);

/// The correlations of an estimate as a matrix.
DenseMatrix correlation_matrix(const PolychoricEstimate& estimate);

struct ParallelOptions {
    std::size_t replicates = 100;
    double quantile = 0.95;  ///< of the replicates' eigenvalues
    std::uint64_t seed = 1;
};

/// Eigenvalues against those of items that have nothing to do with each other.
struct ParallelAnalysis {
    std::vector<double> eigenvalues;  ///< of the polychoric correlations, descending
    std::vector<double> mean;         ///< of the replicates
    std::vector<double> quantile;     ///< of the replicates
    std::size_t above_mean = 0;       ///< how many lead above the mean before the first that does not
    std::size_t above_quantile = 0;
    std::size_t replicates = 0;
    std::size_t rows_used = 0;
};

/// How many factors the polychoric correlations of `items` hold: in each replicate the answers to every item are dealt
/// out anew among the complete rows, which keeps how often each was given.
///
/// Problems: those of `polychoric_correlations`; no replicates; a quantile outside (0, 1).
///
/// Source: Horn, J. L. (1965). A rationale and test for the number of factors in factor analysis. Psychometrika 30,
/// 179-185; on polychorics, with whole correlations and the mean, Garrido, L. E., Abad, F. J. & Ponsoda, V. (2013). A
/// new look at Horn's parallel analysis with ordinal variables. Psychological Methods 18, 454-474; the quantile after
/// Glorfeld, L. W. (1995). Educational and Psychological Measurement 55, 377-393.
Result<ParallelAnalysis> parallel_analysis(const AnswerMatrix& matrix, ItemList items,
                                           const ParallelOptions& options = {});

}  // namespace minka::stats
