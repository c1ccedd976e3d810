#pragma once

#include "programme/index_definition.h"

namespace minka::programme {

/// What must hold between the parts of an index: known scales, domains and informants, item codes given once, enough
/// items a facet and informant, and the rules for minors and sensitive questions.
void check_index(const IndexDefinition& index, documents::YamlProblems& problems, documents::YamlProblems& notices);

}  // namespace minka::programme
