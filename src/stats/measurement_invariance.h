#pragma once

#include "stats/grouping.h"
#include "stats/ordinal_factor_model.h"

#include <optional>

namespace minka::stats {

/// What the groups share, each level with all of those before it. Factors have mean 0 and variance 1 in the first group
/// throughout.
enum class InvarianceLevel {
    configural,  ///< only which items measure which factor
    thresholds,  ///< the cuts of the variables behind the answers; their means and scales are free in the other groups
    loadings,    ///< metric; factors' variances are free in the other groups
    intercepts,  ///< scalar; factors' means are free in the other groups
};

/// A group's parameters at one level.
struct InvarianceGroup {
    std::vector<double> loadings;             ///< in the order of `InvarianceStudy::loading_places`
    std::vector<double> covariance;           ///< of the factors, factors x factors
    std::vector<double> means;                ///< of the factors
    std::vector<double> mean_errors;          ///< standard errors of the means; 0 where they are fixed
    std::vector<double> intercepts;           ///< by item
    std::vector<double> scales;               ///< by item: 1 over the standard deviation of the variable behind it
    std::vector<std::size_t> improper_items;  ///< whose factors explain more than all of their variance
    bool factors_are_positive = true;         ///< whether `covariance` is a possible one
};

/// A chi-square difference with reference distribution.
struct ChiSquareDifference {
    double chi_square = 0;  ///< scaled and shifted
    std::size_t degrees = 0;
    double p = 0;
};

struct InvarianceStep {
    InvarianceLevel level = InvarianceLevel::configural;
    std::size_t parameters = 0;
    std::size_t iterations = 0;
    ModelFit fit;
    std::vector<InvarianceGroup> groups;
    std::optional<ChiSquareDifference> difference;  ///< from the level before; absent at the first, and without degrees
};

struct InvarianceStudy {
    std::vector<FactorLoading> loading_places;  ///< item and factor of each loading; the values are in the groups
    std::vector<std::size_t> rows;              ///< by group, complete ones
    std::vector<InvarianceStep> steps;          ///< four; of items of two categories the first and the last
};

/// Whether ordered items measure the same in several groups: the order of models that Wu and Estabrook give for items
/// of three categories and more, delta parameterisation, thresholds and loadings by diagonally weighted least squares,
/// chi-squares robust (WLSMV), differences of nested models by Satorra's test, scaled and shifted.
///
/// All items of the matrix; `groups` has one number a row, 0 .. `group_count` - 1 or `no_group`; the first group is the
/// one that the others are measured by. SRMR is the mean over groups, weighted by their rows.
///
/// Items of two categories have one threshold each, so that equal thresholds, and equal thresholds and loadings, fit
/// exactly as well as the configural model: there are two levels, the second with all three equal at once and, in the
/// other groups, free scales of the items and free means and variances of the factors.
///
/// Problems: `invalid_input` for fewer than two groups, groups that are not one a row or out of range, an item with
/// two categories in use among items of more, or not the same ones in every group (both named), and those of
/// `polychoric_correlations`, `ordinal_moments` and `fit_ordinal_factors`, with the group.
///
/// Source: Wu, H. & Estabrook, R. (2016). Identification of confirmatory factor analysis models of different levels of
/// invariance for ordered categorical outcomes. Psychometrika 81(4), 1014-1045. Satorra, A.
/// (2000). Scaled and adjusted restricted tests in multi-sample analysis of moment structures. In Heijmans, Pollock &
/// Satorra (eds.), Innovations in Multivariate Statistical Analysis, 233-247. Same as R lavaan 0.6-14 with the
/// constraints written out, and its `lavTestLRT`.
Result<InvarianceStudy> study_invariance(const AnswerMatrix& matrix, std::span<const std::uint32_t> groups,
                                         std::size_t group_count, const FactorPattern& pattern);

}  // namespace minka::stats
