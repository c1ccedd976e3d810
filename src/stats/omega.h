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
