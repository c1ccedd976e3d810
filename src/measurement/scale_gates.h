#pragma once

#include "measurement/index_result.h"

namespace minka::measurement {

/// Judges a scale by the gates of index.yaml, once the facets before the overall index have theirs. A gate that cannot
/// be computed is not passed. The gate of reliability is omega's, or alpha's where
/// a facet has none. The overall index has none of its own: its gate is that of its weakest facet.
void set_gates(const programme::QualityGates& gates, const InformantResult& result, ScaleResult& scale);

}  // namespace minka::measurement
