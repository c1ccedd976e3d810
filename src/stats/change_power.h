#pragma once

#include "stats/paired_change.h"

namespace minka::stats {

/// The chance that the paired test of a design shows a true mean change, two-sided at 1 - `design.confidence`; the
/// design's own `power` is not read. `change` is in the unit of the square roots of the design's variances.
///
///   P(|T| > t(1 - alpha / 2; J - 1)), T noncentral t on J - 1 degrees with change / sqrt((tau_delta^2 + 2 sigma^2 / n)
///   / J)
///
/// Problems: `invalid_input` for a design that `minimum_detectable_change` refuses and a change that is not finite.
///
/// Source: Cohen, J. (1988). Statistical Power Analysis for the Behavioral Sciences, 2nd ed., section 2.2; the exact
/// distribution in place of its tables, as R `power.t.test(strict = TRUE)`.
Result<double> power_of_change(const ChangeDesign& design, double change);

/// The fewest units, at most `most`, with which the design's power reaches `design.power` for the change; the design's
/// own `unit_count` is not read.
///
/// Problems: as `power_of_change`, a change of 0, and `not_ready` when even `most` units are too few.
Result<std::size_t> units_for_change(ChangeDesign design, double change, std::size_t most = 100'000);

}  // namespace minka::stats
