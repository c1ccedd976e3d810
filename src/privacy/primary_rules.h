#pragma once

#include "privacy/additive_system.h"
#include "privacy/small_cells.h"

#include <optional>

namespace minka::privacy {

/// Why one cell, looked at alone, is not for everybody; nothing when it may be shown.
std::optional<WithheldReason> public_reason(const ResolvedCell& cell, const Population& population,
                                            const SuppressionRules& rules);

/// Why one cell, looked at alone, is not for its own school.
std::optional<WithheldReason> feedback_reason(const ResolvedCell& cell, const Population& population,
                                              const SuppressionRules& rules);

/// How a share is shown.
Coding coding_of(const CellValue& value, const Population& population, const Measure& measure,
                 const SuppressionRules& rules);

/// What an attacker knows of the cell beforehand and what must stay open, one entry a layer (counts, then measures;
/// `layer_count` in all).
std::vector<LayerCell> prior_knowledge(const ResolvedCell& cell, const Population& population,
                                       const SuppressionRules& rules, std::size_t layer_count);

/// Cells that are zero because a coarser cell is a shown zero: nobody there at all, so that nobody of any kind is. They
/// are shown as zeros too (but for places that may not be named), whatever is asked of people there.
std::vector<bool> implied_zeros(const ResolvedCut& cut, const std::vector<CellDecision>& decisions);

/// The least people a cell needs to be shown.
std::int64_t floor_of(const ResolvedCell& cell, const SuppressionRules& rules);

}  // namespace minka::privacy
