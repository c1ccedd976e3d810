#pragma once

#include "stats/item_response.h"
#include "stats/posterior_kernel.h"

#include <optional>
#include <vector>

namespace minka::stats {

/// Expected a posteriori scores, theta distributed as in the row's group of the fit, in the order of the rows. A row
/// without answers gets the mean and deviation of its group: nothing more is known of it.
///
/// Problems: as check_responses; a model of other items, categories or groups.
///
/// Source: Bock, R. D. & Mislevy, R. J. (1982). Adaptive EAP estimation of ability in a microcomputer environment.
/// Applied Psychological Measurement 6(4), 431-444.
Result<std::vector<PersonScore>> expected_scores(const ResponseData& data, const ResponseFit& fit);

/// Weighted likelihood estimates, which need no distribution of theta and whose bias is of a smaller order than that of
/// maximum likelihood: the root of l'(theta) + J / (2 I), J the sum over items and categories of P' P'' / P and I the
/// information; the error is 1 / sqrt(I). In partial credit with known slopes this is where l + log(I) / 2 is greatest.
/// Nothing for a row without answers, or when no root lies within -50 .. 50 (items that tell nothing).
///
/// Problems: as expected_scores.
///
/// Sources: Warm, T. A. (1989). Weighted likelihood estimation of ability in item response theory. Psychometrika 54(3),
/// 427-450, equations 12 and 15; for more than two categories Samejima, F. (1998). Expansion of Warm's weighted
/// likelihood estimator to general discrete responses. Paper at the meeting of the National Council on Measurement in
/// Education.
Result<std::vector<std::optional<PersonScore>>> weighted_scores(const ResponseData& data, const ResponseFit& fit);

}  // namespace minka::stats
