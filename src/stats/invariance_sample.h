#pragma once

#include "stats/invariance_parameters.h"

namespace minka::stats {

/// One group's data, and what its own model says.
struct GroupSample {
    OrdinalMoments moments;
    std::vector<std::size_t> threshold_counts;
    std::vector<std::vector<std::uint8_t>> categories;  // by item
    FactorModelEstimate model;
    double share = 0;  // of all rows

    double weight(std::size_t moment) const { return 1 / moments.variance(moment); }
};

/// One sample a group, of complete rows. Problems: as `study_invariance`.
Result<std::vector<GroupSample>> samples_by_group(const AnswerMatrix& matrix, std::span<const std::uint32_t> groups,
                                                  std::size_t group_count, const FactorPattern& pattern);

/// The values to start a level from, by each group's own model: thresholds of the other groups as lines of those of the
/// first one give their intercepts and scales, sums of loadings the variances of their factors.
std::vector<double> start_values(const InvarianceParameters& parameters, const std::vector<GroupSample>& samples);

}  // namespace minka::stats
