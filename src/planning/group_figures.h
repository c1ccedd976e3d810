#pragma once

#include "optimize/group_diversity.h"
#include "planning/people_table.h"

#include <string>
#include <vector>

namespace minka::planning {

/// How diverse groups are over one attribute, or over all at once: indicator 17.
struct AttributeDiversity {
    std::string of;  ///< The column; empty for all at once, which comes first when there are several.
    optimize::GroupDiversity diversity;
};

/// `group_of` by person of the table. Problems: those of `band_diversity`.
Result<std::vector<AttributeDiversity>> diversity_of(const PeopleTable& people,
                                                     const std::vector<std::uint32_t>& group_of, std::size_t groups);

}  // namespace minka::planning
