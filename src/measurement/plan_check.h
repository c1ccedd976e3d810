#pragma once

#include "measurement/index_change.h"
#include "measurement/wording.h"
#include "programme/analysis_plan.h"

#include <string>
#include <vector>

namespace minka::measurement {

/// In what an analysis is not what was planned.
enum class PlanDeviation : std::uint8_t {
    index_version,         ///< Another version of the index than when the plan was stored.
    confidence,            ///< Another confidence of the intervals.
    false_discovery_rate,  ///< Another rate for single schools.
    scale_not_tested,      ///< The primary scale could not be compared.
};

/// A stored plan beside the analysis that was made.
struct PlanCheck {
    std::string content_hash;
    LocalDate stored_on;
    programme::PlannedAnalysis planned;
    std::vector<PlanDeviation> deviations;
};

/// The plan of the change's two waves as it was known then; nothing when none was stored. Problems: `integrity_broken`
/// when the stored text no longer has its hash; those of the storage.
Result<std::optional<PlanCheck>> check_plan(storage::Reader& reader, const IndexChange& change,
                                            const programme::IndexDefinition& index);

/// Whether there was a plan, its primary scale, and what deviates.
std::vector<std::string> plan_sentences(const Wording& wording, const std::optional<PlanCheck>& check);

}  // namespace minka::measurement
