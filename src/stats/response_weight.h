#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace minka::stats {

/// A class (or other stratum) of a group: who could have answered and who did.
struct ResponseStratum {
    std::uint32_t group = 0;    ///< The school.
    std::uint64_t stratum = 0;  ///< Unique over all groups.
    std::size_t eligible = 0;
    std::size_t answered = 0;
};

struct ResponseWeights {
    std::vector<double> weights;  ///< Of one person, in the order of the strata; 0 where nobody answered.
    /// Strata without answers and their eligible people: the others of their group stand for them.
    std::size_t silent_strata = 0;
    std::size_t silent_people = 0;
    double largest_ratio = 1;  ///< The largest weight over the smallest.
    /// n sum w^2 / (sum w)^2 over those who answered: how much larger weights alone make a variance.
    double design_effect = 1;
};

/// The inverse of the share that answered in a stratum, eligible / answered, made even within each group: a stratum
/// without answers hands its people to the strata of its group in proportion to their eligible people. Corrects for
/// classes that answer less; not for who within a class answers.
///
/// Problems: `invalid_input` for no strata, one that comes twice, and more answers than eligible people.
///
/// Source: Oh, H. L. & Scheuren, F. J. (1983). Weighting adjustment for unit nonresponse. In Incomplete Data in Sample
/// Surveys 2, 143-184. Design effect: Kish, L. (1965). Survey Sampling, section 11.7.
Result<ResponseWeights> response_weights(std::span<const ResponseStratum> strata);

}  // namespace minka::stats
