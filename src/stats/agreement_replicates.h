#pragma once

#include "stats/agreement_study.h"

#include <functional>

namespace minka::stats {

/// Computes some coefficients together from drawn patterns (`drawn[p]` units of pattern p), in the order in which they
/// are listed; not a number where one is undefined.
struct ReplicateStatistic {
    std::vector<AgreementCoefficient> coefficients;
    std::function<void(std::span<const double> drawn, std::span<double> values)> compute;
};

/// Statistics that give every coefficient asked for, once. The patterns and the table must outlive them.
std::vector<ReplicateStatistic> replicate_statistics(const RatingPatterns& patterns, const RatingTable& table,
                                                     std::span<const AgreementCoefficient> wanted);

}  // namespace minka::stats
