#pragma once

#include "stats/bundle_table.h"
#include "stats/item_response.h"

#include <cstdint>
#include <vector>

namespace minka::stats {

/// Problems: `invalid_input` when the model has other items, categories or groups than the data, or improper nodes.
Result<> check_calibration(const ResponseData& data, const ResponseFit& fit);

/// The table of a group's calibrated items, for patterns of these items.
BundleTable calibrated_table(const ResponseFit& fit, const ResponsePatterns& patterns, const NodeGrid& grid,
                             std::size_t group);

/// People of one group as the calibration places them: at each node, and by category of each item.
struct CalibratedExpectation {
    std::vector<std::uint32_t> first_row;  ///< of each item among the rows, one more than items
    std::vector<double> probabilities;     ///< rows x grid.width
    std::vector<double> expected;          ///< of the same shape: weight of people who chose it
    std::vector<double> prior;             ///< at the nodes
};

CalibratedExpectation expect_calibrated(const ResponseFit& fit, const ResponsePatterns& patterns, const NodeGrid& grid,
                                        std::size_t group);

}  // namespace minka::stats
