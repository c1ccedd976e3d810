#pragma once

#include "stats/answer_matrix.h"
#include "stats/interval.h"

#include <optional>

namespace minka::stats {

/// What happens to respondents who left an item out.
enum class IncompleteRows {
    leave_out,  ///< listwise: only rows with every item answered count
    pairwise,   ///< each covariance from the rows that answered both items
};

struct ReliabilityOptions {
    IncompleteRows incomplete = IncompleteRows::leave_out;
    double confidence = 0.95;  ///< of Feldt's interval
};

struct ItemReliability {
    std::uint32_t item = 0;
    /// Correlation of the item with the sum of the others, -1 .. 1; absent when that sum is constant.
    std::optional<double> item_rest_correlation;
    /// Alpha of the other items; absent when fewer than two are left or their sum is constant.
    std::optional<double> alpha_without;
};

struct ReliabilityEstimate {
    double alpha = 0;                  ///< at most 1; negative when items run against each other
    std::optional<Interval> interval;  ///< Feldt's; absent pairwise, where no one sample size holds
    IncompleteRows incomplete = IncompleteRows::leave_out;
    std::size_t rows_given = 0;
    std::size_t rows_used = 0;      ///< complete rows, or pairwise the rows with at least one answer
    std::size_t smallest_pair = 0;  ///< the fewest rows that any covariance rests on
    std::vector<ItemReliability> items;
};

/// Cronbach's coefficient alpha of the sum of `items`, raw (from covariances, not from correlations), after turning
/// reversed items around.
///
///   alpha = k / (k - 1) * (1 - sum_i var(x_i) / var(sum_i x_i))
///
/// Sums are whole numbers, so alpha is the same to the last bit whatever the order of rows. Interval: (1 - alpha) / (1
/// - estimate) follows F(N - 1, (N - 1)(k - 1)) for items that are equivalent up to a constant and scores that are
/// normal; with few categories it is an approximation.
///
/// Problems: `invalid_input` for fewer than two items, fewer than two rows to count, an item without any variation
/// (named: it says nothing, leave it out of the scale), a sum without variation, a confidence outside (0, 1), and
/// those of `check_answers` and `check_items`.
///
/// Source: Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika 16(3),
/// 297-334. doi:10.1007/BF02310555. Interval: Feldt, L. S., Woodruff, D. J. & Salih, F. A. (1987). Statistical
/// inference for coefficient alpha. Applied Psychological Measurement 11(1), 93-103.
/// doi:10.1177/014662168701100107. Unlike R psych's `alpha`, listwise is the default, constant items are refused
/// instead of dropped, and items are never reversed on their own account.
Result<ReliabilityEstimate> cronbach_alpha(const AnswerMatrix& matrix, ItemList items,
                                           const ReliabilityOptions& options = {});

}  // namespace minka::stats
