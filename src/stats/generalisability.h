#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace minka::stats {

/// One random effect: the facets that its levels are combinations of. With facets school, teacher, occasion, rater as
/// 0, 1, 2, 3: {0} is the school, {0, 1} the teacher in the school, {0, 1, 3} a rater's particular view of a teacher.
/// A facet that is nested carries those it is nested in, or numbers that are unique across them.
using EffectFacets = std::vector<std::size_t>;

/// A study in which every observation is told by the level of each facet. Designs may be crossed, nested, mixed and
/// incomplete; what no effect explains is the residual.
struct GeneralisabilityDesign {
    std::span<const double> values;
    std::vector<std::span<const std::uint32_t>> facets;  ///< one level a value, any numbers
    std::vector<EffectFacets> effects;                   ///< without the residual
};

struct VarianceComponent {
    EffectFacets facets;  ///< all of them for the residual
    std::size_t levels = 0;
    double variance = 0;  ///< as estimated; below 0 when chance had it so
    bool is_residual = false;
    double share = 0;  ///< of the sum of the components, those below 0 taken as 0
};

struct GeneralisabilityStudy {
    std::size_t observations = 0;
    double mean = 0;
    std::vector<VarianceComponent> components;  ///< the effects in their order, then the residual
};

/// Components of variance by the method of symmetric sums: for each effect the sum of the squared totals of its levels
/// (of deviations from the mean) is set equal to what the design expects of it. Unbiased for any design; for a complete
/// balanced one the same as analysis of variance.
///
/// Problems: `invalid_input` for a value that is not finite, facets of another length, a facet that does not exist or
/// is named twice in an effect, two effects with the same levels or one with a level a value (they cannot be told
/// apart; the residual is such an effect), fewer than two levels, values that are all the same.
///
/// Source: the quadratic forms of MINQUE(0), Searle, S. R., Casella, G. & McCulloch, C. E. (1992). Variance Components,
/// Wiley, section 11.3e. The design: Brennan, R. L. (2001). Generalizability Theory. Springer.
Result<GeneralisabilityStudy> study_generalisability(const GeneralisabilityDesign& design);

/// A planned measurement: how many conditions of each facet a score is the mean of.
struct DecisionPlan {
    std::vector<std::size_t> object;  ///< facets whose levels are told apart, such as {0, 1} for teachers
    std::vector<double> conditions;   ///< by facet, at least 1; those of the object are not used
};

struct DecisionResult {
    double universe_variance = 0;  ///< of what is told apart
    double relative_error = 0;     ///< variance of the error in comparing objects
    double absolute_error = 0;     ///< variance of the error in an object's own level
    double generalisability = 0;   ///< Eρ² = universe / (universe + relative error), 0 .. 1
    double dependability = 0;      ///< Φ = universe / (universe + absolute error), 0 .. 1
};

/// What a plan would reach. Effects made only of facets of the object are its universe score; each other one is divided
/// by the conditions of its other facets; those that hold a facet of the object differ between objects and make
/// relative error, all of them absolute error. The residual is always error. Components below 0 count as 0.
///
/// Problems: `invalid_input` for a facet of the object that does not exist, conditions not one a facet or below 1, and
/// when no effect lies in the object.
///
/// Source: Brennan (2001), sections 4.1 and 5.1; Shavelson, R. J. & Webb, N. M. (1991), chapter 6.
Result<DecisionResult> decide(const GeneralisabilityStudy& study, const DecisionPlan& plan);

}  // namespace minka::stats
