#pragma once

#include "base/result.h"

#include <cstdint>
#include <vector>

namespace minka::optimize {

/// Into which band each person falls: of one attribute, or of several at once.
struct BandTable {
    std::uint32_t bands = 0;
    std::vector<std::uint32_t> band_of;  ///< by person, 0 .. bands - 1
};

/// How diverse groups are over bands, from 0 to 1.
struct GroupDiversity {
    double value = 0;        ///< the mean over groups of H_g / H_max,g
    double best = 0;         ///< the largest that any division into groups of these sizes has, whatever the rules
    std::size_t groups = 0;  ///< that count; one person, or one band for everybody, has no diversity to reach
};

/// Indicator 17: mean_g H_g / H_max,g with H_g = 1 - sum_b p_gb^2, the quadratic entropy of the shares p of the bands
/// in group g. H_max,g is that of the most even choice of as many people from all there are. `best` comes from the
/// division with the largest mean, which is a transport of people of each band to groups with separable convex costs;
/// it is solved exactly. Rules other than sizes can only lower what is possible. Value and best are 1 when no group
/// counts.
///
/// `group_of` names by person the group, 0 .. groups - 1.
///
/// Problems: `invalid_input` for nobody, lists of another length, and a band or a group that is not there.
///
/// Source: Simpson, E. H. (1949). Measurement of diversity. Nature 163, 688; Rao, C. R. (1982). Diversity and
/// dissimilarity coefficients: A unified approach. Theoretical Population Biology 21, 24-43 (quadratic entropy, all
/// distances 1). Cycles of negative cost: Ahuja, Magnanti & Orlin (1993). Network Flows, chapters 9 and 14.
Result<GroupDiversity> band_diversity(const BandTable& table, const std::vector<std::uint32_t>& group_of,
                                      std::size_t groups);

}  // namespace minka::optimize
