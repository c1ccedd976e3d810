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
};

/// One entry an item, in the order of the matrix. Sums are taken in integers, so the order of rows does not matter.
///
/// Problems: those of `check_answers`. A matrix without rows is fine: nothing was answered.
Result<std::vector<ItemStatistics>> describe_items(const AnswerMatrix& matrix);

}  // namespace minka::stats
