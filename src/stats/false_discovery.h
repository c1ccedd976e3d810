#pragma once

#include "base/result.h"

#include <span>
#include <vector>

namespace minka::stats {

/// Benjamini-Hochberg adjusted p values, in the order of `p`: a comparison passes at false discovery rate q when its
/// adjusted value is at most q. adjusted(i) = min over j >= i of m p(j) / j on the sorted values, at most 1.
/// Controls the rate for independent or positively dependent comparisons. No values give no values.
///
/// Problems: `invalid_input` for a p outside [0, 1] or not a number.
///
/// Source: Benjamini, Y. & Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal
/// Statistical Society B 57(1), 289-300. Same as R `p.adjust(method = "BH")`.
Result<std::vector<double>> adjust_false_discovery(std::span<const double> p);

}  // namespace minka::stats
