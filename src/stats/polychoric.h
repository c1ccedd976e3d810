#pragma once

#include "stats/answer_matrix.h"
#include "stats/reliability.h"

#include <optional>

namespace minka::stats {

struct PolychoricOptions {
    IncompleteRows incomplete = IncompleteRows::leave_out;
};

/// One item's cuts of the normal variable that is taken to lie behind it.
struct ItemThresholds {
    std::uint32_t item = 0;
    std::vector<std::uint8_t> categories;  ///< those that were used, ascending, in the direction of the scale
    std::vector<double> thresholds;        ///< between them: one fewer
    std::vector<std::size_t> counts;       ///< by category used
};

struct PolychoricEstimate {
    std::vector<ItemThresholds> items;
    std::vector<double> correlations;  ///< items x items, 1 in the diagonal
    std::size_t rows_used = 0;         ///< complete rows, or pairwise the rows with an answer
    std::size_t smallest_pair = 0;     ///< the fewest rows that any correlation rests on
    /// Pairs whose likelihood has its maximum at ±1 as far as double can tell: the correlation given is ±0.9999.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> at_bound;

    std::size_t size() const { return items.size(); }
    double correlation(std::size_t i, std::size_t j) const { return correlations[i * items.size() + j]; }
};

/// Polychoric correlations of ordinal items in two steps: thresholds from each item's own shares, then each
/// correlation alone by maximum likelihood of the table of its two items.
///
/// Reversed items are turned around. Categories that nobody used are as if they were not there. A table of two by two
/// with an empty cell gets 0.5 there, the margins kept, as in lavaan.
///
/// Problems: those of `check_answers` and `check_items`; fewer than two items or two rows; an item with one category
/// (named); pairwise, two items without common answers that vary.
///
/// Source: Olsson, U. (1979). Maximum likelihood estimation of the polychoric correlation coefficient. Psychometrika
/// 44, 443-460, the two-step method. Agrees with R lavaan 0.6-14 `lavCor(ordered = ...)` to 1e-6.
Result<PolychoricEstimate> polychoric_correlations(const AnswerMatrix& matrix, ItemList items,
                                                   const PolychoricOptions& options = {});

/// Rows that count: those that answered every item, or any of them.
std::vector<std::uint32_t> counting_rows(const AnswerMatrix& matrix, ItemList items, IncompleteRows incomplete);

/// Answers as places in `ItemThresholds::categories`, laid out for counting tables of two items at a time.
class OrdinalColumns {
public:
    OrdinalColumns(const AnswerMatrix& matrix, std::span<const ItemThresholds> items,
                   std::span<const std::uint32_t> rows);

    std::size_t rows() const { return rows_; }
    /// 255 is missing.
    std::span<const std::uint8_t> column(std::size_t i) const { return std::span(places_).subspan(i * rows_, rows_); }
    /// Rows that have both, categories of i x categories of j.
    std::vector<double> count_pair(std::size_t i, std::size_t j) const;

private:
    std::size_t rows_;
    std::size_t words_;
    std::vector<std::uint8_t> places_;
    std::vector<std::uint64_t> sets_;     // by item and category: the rows at or below it, one bit each
    std::vector<std::size_t> first_set_;  // by item
};

/// Derivatives of the logarithm of each cell's probability in the table of two items, at the estimate; cells are rows x
/// columns, thresholds come first.
struct PolychoricCells {
    std::vector<double> counts;
    std::vector<double> by_correlation;
    std::vector<double> by_row_threshold;
    std::vector<double> by_column_threshold;
};

PolychoricCells polychoric_cells(const OrdinalColumns& columns, const PolychoricEstimate& estimate, std::size_t i,
                                 std::size_t j);

}  // namespace minka::stats
