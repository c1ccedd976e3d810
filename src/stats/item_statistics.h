#pragma once

#include "stats/answer_matrix.h"

#include <optional>

namespace minka::stats {

/// What was answered to one item. Everything is as answered, not turned around for reversed items, so that it reads
/// beside the wording of the item.
struct ItemStatistics {
    std::size_t answered = 0;
    std::size_t missing = 0;
    std::optional<double> mean;                ///< of the categories counted from 0; absent when nobody answered
    std::optional<double> standard_deviation;  ///< divisor n - 1; absent with fewer than two answers
    std::vector<std::size_t> category_counts;  ///< by category

    /// The share of those who answered that chose the lowest (highest) category offered, as answered; absent when
    /// nobody answered.
    std::optional<double> floor_share() const;
    std::optional<double> ceiling_share() const;
};

/// One entry an item, in the order of the matrix. Sums are taken in integers, so the order of rows does not matter.
///
/// Problems: those of `check_answers`. A matrix without rows is fine: nothing was answered.
Result<std::vector<ItemStatistics>> describe_items(const AnswerMatrix& matrix);

/// How many respondents reach the ends of a scale: with many there, it cannot tell them apart nor show their change.
struct ScaleExtremes {
    std::size_t complete = 0;  ///< respondents with every item answered
    std::size_t lowest = 0;    ///< of those, with the lowest sum there can be, reversed items turned around
    std::size_t highest = 0;
};

/// Problems: those of `check_answers` and `check_items`.
///
/// Source: Terwee, C. B. et al. (2007). Quality criteria were proposed for measurement properties of health status
/// questionnaires. Journal of Clinical Epidemiology 60, 34-42, who call more than 15 % at an end a floor or ceiling.
Result<ScaleExtremes> count_extremes(const AnswerMatrix& matrix, ItemList items);

}  // namespace minka::stats
