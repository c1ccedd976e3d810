#pragma once

#include "base/result.h"
#include "stats/dense_matrix.h"

#include <cstdint>

namespace minka::stats {

enum class FactorRotation {
    none,
    varimax,  ///< uncorrelated factors, items weighted alike (Kaiser's normalisation)
    oblimin,  ///< correlated factors, direct oblimin with gamma 0 (quartimin)
    promax,   ///< correlated factors, from varimax towards its fourth powers
};

/// Loadings after a rotation. Factors are ordered by the variance they explain and turned so that their loadings sum to
/// a positive number.
struct RotatedFactors {
    DenseMatrix loadings;           ///< the pattern, items x factors
    DenseMatrix correlations;       ///< of the factors; the identity when they are uncorrelated
    std::vector<double> explained;  ///< sum over items of pattern times structure, by factor
    double criterion = 0;           ///< what oblimin minimises; 0 for the others
};

/// `unrotated` is items x factors. Oblimin starts from the loadings as they are, from varimax and from eight random
/// turns of `seed`, and keeps the best, since it can have several minima.
///
/// Problems: `invalid_input` for no factors, more factors than items, loadings that are not finite, and an oblique
/// rotation in which factors become one.
///
/// Source: Kaiser, H. F. (1958). The varimax criterion for analytic rotation in factor analysis. Psychometrika 23,
/// 187-200, planar rotations; Jennrich, R. I. (2002). A simple general method for oblique rotation. Psychometrika 67,
/// 7-19, with Bernaards, C. A. & Jennrich, R. I. (2005). Educational and Psychological Measurement 65, 676-696, for the
/// step; Hendrickson, A. E. & White, P. O. (1964). Promax. British Journal of Statistical Psychology 17, 65-70. Same
/// minima as R GPArotation 2022.10 `oblimin`, R 4.2 `varimax` and `promax`, which stop earlier.
Result<RotatedFactors> rotate_factors(const DenseMatrix& unrotated, FactorRotation rotation, std::uint64_t seed = 1);

}  // namespace minka::stats
