#pragma once

#include "measurement/facet_calibration.h"

namespace minka::measurement {

/// The reliability of the sum of a facet's answers, by one factor behind its ordered items
/// (stats::omega_of_categories). Of more than 20,000 rows every k-th enters.
///
/// Problems: `invalid_input` for fewer than three items or 100 complete rows, where correlations of answers are noise;
/// those of the correlations, the model and omega.
Result<double> facet_omega(const FacetAnswers& answers);

}  // namespace minka::measurement
