#pragma once

#include "stats/paired_change.h"

#include <span>

namespace minka::stats {

/// A unit's mean in two waves and how many people it stands for in each, those who did not answer included.
struct WeighedUnit {
    double before = 0;
    double after = 0;
    double people_before = 0;  ///< above 0
    double people_after = 0;   ///< above 0
};

/// The change of the mean of all people of the units: sum N_a y_a / sum N_a - sum N_b y_b / sum N_b. Where units stand
/// for as many people as could have answered this corrects for units that answered less than others; within a unit
/// those who answered stand for those who did not.
///
/// The error is that of a difference of two ratios over units: V = J / (J - 1) sum_j (z_j - mean z)^2 with z_j =
/// N_aj (y_aj - Y_a) / N_a - N_bj (y_bj - Y_b) / N_b. `t`, `degrees` and `standard_deviation` (sqrt(J) times the error)
/// read as in a paired test on J - 1 degrees; short where a few units hold most people.
///
/// Problems: `invalid_input` for fewer than two units, a value that is not finite, numbers of people not above 0, and
/// units without any spread.
///
/// Source: Cochran, W. G. (1977). Sampling Techniques, 3rd ed. Wiley, section 6.17 (difference of two ratios).
Result<PairedChange> population_change(std::span<const WeighedUnit> units, double confidence = 0.95);

}  // namespace minka::stats
