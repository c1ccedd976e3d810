#pragma once

#include "stats/ordinal_factor_model.h"

#include <optional>

namespace minka::stats {

struct OmegaEstimate {
    double total = 0;                    ///< share of the sum's variance that the factors explain, 0 .. 1
    std::optional<double> hierarchical;  ///< that the general factor alone explains; of models that have one
};

/// McDonald's omega of the sum of the variables behind the ordered items, from a confirmatory model's loadings.
///
///   total = Σ_fg (Σ_i λ_if)(Σ_i λ_ig) φ_fg / (the same + Σ_i (1 - h_i²)),   hierarchical = (Σ_i λ_ig)² / the same
///
/// It is the reliability of the sum of continuous answers; the sum of the few categories that were really offered is
/// less reliable. With `general`, the factor of that number counts as the general one; it must correlate with none.
///
/// Problems: `invalid_input` for an improper model (an item explained by more than all of its variance), a general
/// factor that is not there or that correlates with others, loadings that explain nothing.
///
/// Source: McDonald, R. P. (1999). Test Theory, chapter 6; Zinbarg, R. E., Revelle, W., Yovel, I. & Li, W. (2005).
/// Cronbach's α, Revelle's β, and McDonald's ωH. Psychometrika 70, 123-133, equations 3 and 6.
Result<OmegaEstimate> omega_of(const FactorModelEstimate& model, std::optional<std::size_t> general = {});

/// Omega of the sum of the answers as they were given, in categories: the share of its variance that a second form with
/// the same loadings and thresholds would share with it.
///
///   Σ_ij Σ_kl d_ik d_jl (Φ₂(τ_ik, τ_jl; λ_i'Φλ_j) - Φ(τ_ik) Φ(τ_jl)) / the same with ρ_ij for λ_i'Φλ_j and ρ_ii = 1
///
/// with τ the thresholds, d the step between the categories that a threshold parts (1 unless one in between was never
/// used) and ρ the polychoric correlations. Lower than `omega_of`, which is of the variables behind the answers.
/// `model` is one of `estimate`, of any pattern.
///
/// Problems: `invalid_input` for an improper model, and one whose factors share nothing with the sum.
///
/// Source: Green, S. B. & Yang, Y. (2009). Reliability of summed item scores using structural equation modeling: an
/// alternative to coefficient alpha. Psychometrika 74(1), 155-167, equation 21.
Result<double> omega_of_categories(const PolychoricEstimate& estimate, const FactorModelEstimate& model);

/// What a score's error is, from the spread of scores and a reliability: s √(1 - r). Not a number unless 0 <= r <= 1.
double standard_error_of_measurement(double standard_deviation, double reliability);

/// How much the members of a group agree on one item of `category_count` categories, against answers at random:
/// r_wg = 1 - s² / ((A² - 1) / 12), below 0 when they agree less than that. `variance` has divisor n - 1.
///
/// Source: James, L. R., Demaree, R. G. & Wolf, G. (1984). Estimating within-group interrater reliability with and
/// without response bias. Journal of Applied Psychology 69, 85-98, equations 2 and 3.
double within_group_agreement(double variance, std::size_t category_count);

/// The same for the mean of several items: J r / (J r + 1 - r) with r = 1 - mean variance / ((A² - 1) / 12). Not a
/// number without items, and where the divisor is not above 0 or the mean r is below 0, for which it is not defined.
///
/// Source: James, Demaree & Wolf (1984), equation 5.
double within_group_agreement_of_items(std::span<const double> variances, std::size_t category_count);

}  // namespace minka::stats
