#pragma once

#include "privacy/additive_system.h"
#include "privacy/complementary.h"
#include "privacy/small_cells.h"

#include <span>
#include <vector>

namespace minka::privacy {

/// The people by whom one cell differs between two releases. They are in no table, yet whoever holds both releases has
/// their number and, where values are shown, their mean.
struct DifferenceCell {
    CellIndex cell = 0;       ///< In the linked system.
    CellIndex next_cell = 0;  ///< In the newer cut.
    std::size_t earlier = 0;  ///< Index of the earlier release.
};

/// A cut as a linear system, together with the releases that went before it.
struct ReleaseSystem {
    AdditiveSystem system;  ///< The cells of the cut come first, in its order.
    std::vector<DifferenceCell> differences;
};

/// The linear system of a cut under its decisions; cells of people may be withheld further.
AdditiveSystem system_of(const ResolvedCut& cut, const std::vector<CellDecision>& decisions,
                         const SuppressionRules& rules);

/// Ties a cut to earlier releases, oldest first: new cell = old cell + the difference, for every address and population
/// they share. Differences of 1 to floor - 1 people are to be protected like any small cell; what was withheld earlier
/// stays protected. In a cumulative population nobody is thought to leave, which tells an attacker more.
///
/// Not covered: as many people leave as come in between (the difference is 0 and the mean moves), and populations
/// renamed between releases.
ReleaseSystem link_releases(const ResolvedCut& next, const std::vector<CellDecision>& decisions,
                            std::span<const ReleaseRecord> earlier, const SuppressionRules& rules);

/// Checks a cut that is already decided against all earlier releases at once.
///
/// Problems: `withheld`, naming the new release and an earlier one and the cell, when the releases together show a
/// group below its floor. `suppress_small_cells` with the earlier releases makes a cut that passes.
///
/// Source: Hundepool et al. (2012), section 4.3 (linked tables); Willenborg & de Waal (2001), section 6.4.
Result<> check_against_releases(const SuppressedCut& next, std::span<const ReleaseRecord> earlier,
                                const SuppressionRules& rules);

}  // namespace minka::privacy
