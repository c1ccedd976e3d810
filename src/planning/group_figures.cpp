#include "planning/group_figures.h"

#include "planning/group_forming.h"

namespace minka::planning {

Result<std::vector<AttributeDiversity>> diversity_of(const PeopleTable& people,
                                                     const std::vector<std::uint32_t>& group_of, std::size_t groups) {
    std::vector<AttributeDiversity> all;
    if (people.attributes.size() > 1) {
        MINKA_TRY_ASSIGN(const auto joint, optimize::band_diversity(joint_bands(people), group_of, groups));
        all.push_back({{}, joint});
    }
    for (const auto& attribute : people.attributes) {
        MINKA_TRY_ASSIGN(const auto each, optimize::band_diversity(attribute.table, group_of, groups));
        all.push_back({attribute.name, each});
    }
    return all;
}

}  // namespace minka::planning
