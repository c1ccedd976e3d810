#pragma once

#include "stats/mixed_model.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace minka::stats {

/// One term's effects within a level: where its columns are among the effect columns, and its stretch of theta.
struct MixedTerm {
    std::size_t term = 0;              ///< in MixedModelData::random
    std::vector<std::size_t> effects;  ///< places in MixedDesign::effects, one an effect of a group
    std::size_t theta_begin = 0;
    bool is_independent = false;

    std::size_t theta_count() const {
        return is_independent ? effects.size() : effects.size() * (effects.size() + 1) / 2;
    }
};

/// The terms of one grouping of the rows.
struct MixedLevel {
    std::vector<std::uint32_t> group;   ///< of each row, 0 .. group_count - 1, in the order of the labels
    std::vector<std::uint32_t> labels;  ///< ascending
    std::vector<MixedTerm> terms;
    std::vector<std::uint32_t> parent;  ///< group of the next level, when the design is nested and there is one

    std::size_t group_count() const { return labels.size(); }
    std::size_t effect_count() const;
};

/// A mixed model in the form that both ways of solving start from. Columns that several places use are held once.
struct MixedDesign {
    std::size_t row_count = 0;
    std::size_t fixed_count = 0;  ///< p, with the intercept
    /// The data columns of a row: X (p), the outcome, then columns that only random terms use. An empty span stands
    /// for ones.
    std::vector<std::span<const double>> data;
    std::vector<std::size_t> effects;  ///< places in `data` of the columns that random terms use, each once
    std::vector<MixedLevel> levels;    ///< most groups first
    bool is_nested = false;
    std::size_t theta_count = 0;

    std::size_t data_count() const { return data.size(); }
    std::size_t response_count() const { return fixed_count + 1; }
    double value(std::size_t column, std::size_t row) const { return data[column].empty() ? 1 : data[column][row]; }
};

/// What is left once all random effects are absorbed: [X y]' (I + Z Lambda Lambda' Z')^-1 [X y] and
/// log|I + Lambda' Z' Z Lambda|.
struct ReducedSystem {
    double log_determinant = 0;
    DenseMatrix cross;  ///< p + 1 square
};

/// Problems as fit_mixed_model.
Result<MixedDesign> make_mixed_design(const MixedModelData& data);

/// Lambda of one level in terms of the effect columns: `design.effects.size()` x `level.effect_count()`, so that a
/// group's contribution to its rows is (columns of effects) * Lambda * u with u ~ N(0, sigma^2 I).
DenseMatrix relative_factor(const MixedDesign& design, const MixedLevel& level, std::span<const double> theta);

/// The factor of one term alone, effects x effects, lower triangular.
DenseMatrix term_factor(const MixedTerm& term, std::span<const double> theta);

/// Somewhere to start: from the analysis of variance of each grouping.
std::vector<double> first_theta(const MixedDesign& design);

}  // namespace minka::stats
