#pragma once

#include "stats/item_response.h"
#include "stats/posterior_kernel.h"

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

}  // namespace minka::stats
