#pragma once

#include "stats/agreement.h"
#include "stats/rating_table.h"

#include <optional>

namespace minka::stats {

/// How agreement by chance is told from the shares of the categories, pooled over the raters.
enum class ChanceModel {
    fleiss,  ///< Σ w π π': two ratings drawn from the pooled shares; Fleiss' kappa
    gwet,    ///< Σw / (q(q - 1)) Σ π(1 - π): AC1 unweighted, AC2 weighted; does not fall when one category prevails
};

struct ChanceEstimate {
    double coefficient = 0;        ///< at most 1; 0 is agreement as by chance
    double observed = 0;           ///< weighted share of agreeing pairs of ratings, mean over the units with a pair
    double expected = 0;           ///< the same by chance
    double standard_error = 0;     ///< over units, for units drawn from many
    Interval interval;             ///< Student's t on units - 1 degrees, upper end at most 1
    std::size_t units = 0;         ///< with at least one rating: they tell the shares
    std::size_t paired_units = 0;  ///< with at least two: they tell agreement
};

/// Agreement of any number of raters corrected for chance, with missing ratings: units with one rating count for the
/// shares of the categories only.
///
/// Weights of agreement are 1 - the weights of disagreement of `KappaWeights`, by the place of the category. With every
/// unit rated by all, `fleiss` unweighted is Fleiss' kappa.
///
/// Problems: those of `check_ratings`; fewer than two units with a pair of ratings; a confidence outside (0, 1); and
/// `invalid_input` when one category was used throughout and chance (Fleiss) is therefore certain to agree. AC1 is 1
/// there.
///
/// Source: Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. Psychological Bulletin 76(5),
/// 378-382. Gwet, K. L. (2008). Computing inter-rater reliability and its variance in the presence of high agreement.
/// British Journal of Mathematical and Statistical Psychology 61, 29-48; missing ratings, weights and errors: Gwet,
/// K. L. (2014). Handbook of Inter-Rater Reliability, 4th edition, chapters 2-5. Values and errors are those of R
/// irrCAC 1.0 `fleiss.kappa.raw` and `gwet.ac1.raw`.
Result<ChanceEstimate> chance_corrected_agreement(const RatingTable& table, ChanceModel model, KappaWeights weights,
                                                  double confidence = 0.95);

/// The same coefficient from counted patterns, for resampling: `drawn[p]` units of pattern p.
class ChanceAgreement {
public:
    ChanceAgreement(const RatingPatterns& patterns, const RatingTable& table, ChanceModel model, KappaWeights weights);

    struct Shares {
        double units = 0;
        double paired_units = 0;
        double observed = 0;
        double expected = 0;
        std::vector<double> category;  ///< pooled share of each category
    };
    Shares shares(std::span<const double> drawn) const;
    /// Nothing where chance is certain to agree or no unit has a pair.
    std::optional<double> coefficient(std::span<const double> drawn) const;
    /// Of the coefficient over units.
    double standard_error(const Shares& shares, std::span<const double> drawn) const;

private:
    double weight(std::size_t i, std::size_t j) const { return weights_[i * categories_ + j]; }
    double expected_by_chance(std::span<const double> category) const;

    std::size_t categories_;
    ChanceModel model_;
    std::vector<double> weights_;  // of agreement
    double weight_sum_ = 0;
    std::vector<double> share_;       // pattern x category: share of the unit's ratings
    std::vector<double> agreeing_;    // by pattern: weighted share of its pairs; 0 without a pair
    std::vector<std::uint8_t> size_;  // by pattern: 0, 1 or 2 (two or more) ratings
};

}  // namespace minka::stats
