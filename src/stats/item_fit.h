#pragma once

#include "stats/item_response.h"

#include <optional>
#include <span>
#include <vector>

namespace minka::stats {

/// Does an item's curve hold among people of equal summed score?
struct SummedScoreFit {
    double chi_square = 0;
    double degrees = 0;
    double p = 1;
    double adjusted_p = 1;  ///< Benjamini & Hochberg over the items
};

/// How a category was used.
struct CategoryUse {
    double weight = 0;      ///< of people who chose it
    double mean_theta = 0;  ///< theirs, given all their answers
    double outfit = 0;      ///< their sum of (x - E)^2 / V over the one expected here; 0 where nobody chose it
    bool is_ever_likeliest = false;
};

struct ItemFit {
    double infit = 1;
    double outfit = 1;
    std::optional<SummedScoreFit> summed;  ///< nothing when too few rows are complete to leave a degree of freedom
    std::vector<CategoryUse> categories;   ///< over all groups
    bool has_rising_categories = false;    ///< people who chose a higher category have a higher mean theta
    bool has_ordered_thresholds = false;   ///< of the first group's item; graded thresholds always are
};

/// Fit of every item to a calibration of the same rows.
///
/// Infit and outfit are mean squares of (x - E)^2 / V over answers: outfit their mean, infit weighted by V. People are
/// not put at their estimates but spread over theta as their answers leave it, so that both are 1 in expectation when
/// the model holds; squares at estimates, as Wright & Masters (1982, chapter 5) had them, are below 1 in short tests.
///
/// S-X2 compares observed and expected answers among people of each summed score, which Lord and Wingersky's recursion
/// predicts. Only rows that answer every item count, and the weights as people. Where fewer than 1 is expected, scores
/// are joined (two categories) or neighbouring categories of a score (more); the degrees of freedom are the cells that
/// can vary minus the parameters of the item. Of several groups the tables are added.
///
/// Problems: as check_responses; a model of other items, categories or groups.
///
/// Sources: Adams, R. J. & Wu, M. L. (2007). The mixed-coefficients multinomial logit model. In von Davier &
/// Carstensen, Multivariate and mixture distribution Rasch models, 57-75 (fit given the posterior); Orlando, M. &
/// Thissen, D. (2000). Likelihood-based item-fit indices for dichotomous item response theory models. Applied
/// Psychological Measurement 24(1), 50-64; Kang, T. & Chen, T. T. (2008). Performance of the generalized S-X2 item fit
/// index for polytomous IRT models. Journal of Educational Measurement 45(4), 391-406.
Result<std::vector<ItemFit>> fit_of_items(const ResponseData& data, const ResponseFit& fit);

/// Information of one item, or of all of them, at some places of theta.
std::vector<double> item_information_curve(const ResponseItem& item, std::span<const double> theta);
std::vector<double> information_curve(const ResponseFit& fit, std::size_t group, std::span<const double> theta);

}  // namespace minka::stats
