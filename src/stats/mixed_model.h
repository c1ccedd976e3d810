#pragma once

#include "stats/dense_matrix.h"
#include "stats/interval.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace minka::stats {

/// Effects that vary between groups: an intercept, slopes on columns, or both.
struct RandomTerm {
    enum class Intercept { yes, no };
    /// `unstructured`: any covariance between the effects of a group; `independent`: variances only.
    enum class Covariance { unstructured, independent };

    std::span<const std::uint32_t> groups;  ///< one label a row, any numbers
    std::vector<std::uint32_t> slopes;      ///< places in MixedModelData::columns
    Intercept intercept = Intercept::yes;
    Covariance covariance = Covariance::unstructured;

    /// Effects of one group, the intercept first.
    std::size_t effect_count() const { return slopes.size() + (intercept == Intercept::yes ? 1 : 0); }
};

/// y = X beta + Z b + e. X holds an intercept and then the columns named in `fixed`; each group of term k draws its
/// effects from N(0, covariance_k), rows have independent errors of one variance. Terms may be nested or crossed.
struct MixedModelData {
    std::span<const double> outcome;
    std::vector<std::span<const double>> columns;  ///< each as long as the outcome
    std::vector<std::uint32_t> fixed;              ///< places in `columns`
    std::vector<RandomTerm> random;                ///< at least one
};

struct MixedModelOptions {
    enum class Likelihood { restricted, full };
    Likelihood likelihood = Likelihood::restricted;
    /// Evaluations of the criterion before `not_converged` is said; a fit takes 15 to 120 as a rule.
    int most_evaluations = 5000;
    /// Columns of the crossed effects that remain once the largest grouping is absorbed; memory is 4 n^2 bytes.
    std::size_t most_crossed_columns = 12'000;
};

struct FixedEffect {
    double estimate = 0;
    double standard_error = 0;  ///< given the variance components: short with few groups; see mixed_inference.h
};

struct RandomTermEstimate {
    std::size_t group_count = 0;
    DenseMatrix covariance;  ///< of the effects of a group, the intercept first
};

struct MixedModelFit {
    double criterion = 0;                    ///< -2 log (restricted) likelihood at its minimum
    double residual_variance = 0;            ///< sigma^2
    std::vector<FixedEffect> fixed;          ///< intercept, then as MixedModelData::fixed
    DenseMatrix fixed_covariance;            ///< of the estimates
    std::vector<RandomTermEstimate> random;  ///< as MixedModelData::random
    /// Some covariance of effects has no full rank: a variance of 0, or a correlation of 1. A defined answer: the data
    /// show no more variation than that.
    bool is_singular = false;
    /// Whether the minimum was reached within the evaluations allowed.
    bool has_converged = false;
    bool is_nested = false;  ///< each grouping lies inside the next, so that the fast way was taken
    int evaluations = 0;
    std::size_t row_count = 0;
    MixedModelOptions::Likelihood likelihood = MixedModelOptions::Likelihood::restricted;
    /// The relative factors: for each term the Cholesky factor of covariance / sigma^2, column after column (the
    /// diagonal alone for independent effects).
    std::vector<double> theta;
};

/// The linear mixed model by restricted (or full) maximum likelihood, profiled over beta and sigma.
///
///   -2 l_R(theta) = log|L|^2 + log|R_X|^2 + (n - p) (1 + log(2 pi r^2 / (n - p)))
///
/// Where every grouping lies inside the next (person in school in municipality) the effects are absorbed from the
/// inside out; groups of equal design share one factorisation and their data enter as sums of squares, so that an
/// evaluation costs what the upper levels cost. Otherwise the grouping with the most groups is absorbed and the rest
/// solved as one positive definite system.
///
/// Problems: `invalid_input` for no rows, lengths that differ, a value that is not finite (leave such rows out and say
/// how many), a place that does not exist, no random term, a term without effects, a term with fewer than two groups
/// or with as many effects as rows, columns of X that depend on one another ("fixed[k]"), no more rows than fixed
/// effects, and an outcome that X explains without a rest; `too_large` for more crossed columns than allowed.
///
/// Source: Bates, D., Maechler, M., Bolker, B. & Walker, S. (2015). Fitting linear mixed-effects models using lme4.
/// Journal of Statistical Software 67(1), equations 13, 39 to 42. Absorption: Pinheiro, J. C. & Bates, D. M. (2000).
/// Mixed-Effects Models in S and S-PLUS, section 2.2.
Result<MixedModelFit> fit_mixed_model(const MixedModelData& data, const MixedModelOptions& options = {});

}  // namespace minka::stats
