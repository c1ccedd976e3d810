#pragma once

#include "stats/bundle_table.h"
#include "stats/item_response.h"

namespace minka::stats {

/// Problems: `invalid_input` when the model has other items, categories or groups than the data, or improper nodes.
Result<> check_calibration(const ResponseData& data, const ResponseFit& fit);

/// The table of a group's calibrated items, for patterns of these items.
BundleTable calibrated_table(const ResponseFit& fit, const ResponsePatterns& patterns, const NodeGrid& grid,
                             std::size_t group);

}  // namespace minka::stats
