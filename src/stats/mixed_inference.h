#pragma once

#include "stats/mixed_model.h"

#include <cstdint>
#include <vector>

namespace minka::stats {

/// A fixed effect against 0.
struct FixedTest {
    double estimate = 0;
    double standard_error = 0;
    double degrees = 0;
    double t = 0;
    double p = 0;  ///< two-sided
    Interval interval;
};

/// Each fixed effect with Satterthwaite's degrees of freedom: 2 v^2 / (g' A g), where v is the variance of the
/// estimate, g its gradient by the variance components and A = 2 H^-1 their covariance, H the Hessian of the
/// criterion. Directions in which H is not above 0, as in singular fits, are left out.
///
/// `data` and `fit` belong together. Problems: those of fit_mixed_model.
///
/// Source: Satterthwaite, F. E. (1946). Biometrics Bulletin 2(6), 110-114; Kuznetsova, A., Brockhoff, P. B. &
/// Christensen, R. H. B. (2017). lmerTest package. Journal of Statistical Software 82(13), equation 4.
Result<std::vector<FixedTest>> satterthwaite_tests(const MixedModelData& data, const MixedModelFit& fit,
                                                   double confidence = 0.95);

/// Each fixed effect with a variance that lets the groups of the outermost grouping be alike in whatever way, corrected
/// for few of them (CR2), and degrees of freedom by the moments of that variance under the fitted model.
///
/// With V = L L' the fitted covariance of the rows, X~ = L^-1 X, M = (X~' X~)^-1 and S_j = X~_j' X~_j the estimate of
/// the variance of c' beta is sum_j (c' M (I - S_j M)^(-1/2) X~_j' e~_j)^2. The root is taken of the whitened
/// residuals' covariance; R clubSandwich takes it of another factor of the same matrix, so that its figures differ a
/// little unless V is a multiple of the identity or the design is balanced. Both are unbiased under the fitted model.
///
/// Problems: those of fit_mixed_model; `invalid_input` for crossed groupings and for no more outermost groups than one.
///
/// Source: Bell, R. M. & McCaffrey, D. F. (2002). Survey Methodology 28(2), 169-181; Pustejovsky, J. E. & Tipton, E.
/// (2018). Journal of Business & Economic Statistics 36(4), 672-683, section 3. doi:10.1080/07350015.2016.1247004
Result<std::vector<FixedTest>> cluster_robust_tests(const MixedModelData& data, const MixedModelFit& fit,
                                                    double confidence = 0.95);

/// One effect of one group.
struct GroupEffect {
    double deviation = 0;        ///< its conditional mean: how far the group lies from the rest, shrunken
    double deviation_error = 0;  ///< root mean square error of that
    double value = 0;            ///< with the fixed effect of the same column added, when there is one
    double value_error = 0;
};

struct GroupEffects {
    std::vector<std::uint32_t> labels;              ///< ascending
    std::vector<std::vector<GroupEffect>> effects;  ///< by group, as RandomTerm: the intercept first
};

/// The effects of every group of a term of a nested model: best linear unbiased predictions, with errors that hold the
/// uncertainty of beta (lme4's conditional variances do not) but take the variance components as known.
///
/// Problems: those of fit_mixed_model; `invalid_input` for crossed groupings and for a term that does not exist.
///
/// Source: Robinson, G. K. (1991). That BLUP is a good thing. Statistical Science 6(1), 15-32.
Result<GroupEffects> group_effects(const MixedModelData& data, const MixedModelFit& fit, std::size_t term);

}  // namespace minka::stats
