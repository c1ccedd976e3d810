#pragma once

#include "measurement/index_result.h"

namespace minka::measurement {

/// Asks of every facet that is not one person's a school, where both zones have answers enough, whether its items work
/// alike in rural and urban schools for people at the same place of the facet, and adds the gate `zone_bias`.
///
/// By the likelihood ratio, purified (stats::study_item_bias), with the index's model or graded response. An item fails
/// when it is beyond chance after Benjamini and Hochberg and its standardised difference is moderate, .5 or more: in a
/// large sample the test finds what does not matter, and it takes pupils of one school as independent. Where a zone
/// has fewer answers than the index asks for a model, or an item cannot be asked, there is no gate and
/// `bias_unchecked` says why.
///
/// Of more than 20,000 answers of a zone every k-th enters.
///
/// `zones` are those of IndexResult::schools; a school without one is left out.
void add_zone_bias(const std::vector<std::optional<registry::Zone>>& zones, const programme::IndexDefinition& index,
                   const std::vector<std::uint32_t>& schools_of_rows, InformantResult& informant);

}  // namespace minka::measurement
