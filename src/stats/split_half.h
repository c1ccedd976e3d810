#pragma once

#include "stats/answer_matrix.h"

#include <optional>

namespace minka::stats {

struct SplitHalfOptions {
    /// When there are more ways than this to halve the items, as many are drawn at random instead of all.
    std::size_t most_splits = 30'000;
    std::uint64_t seed = 1;
};

/// One way to halve the items.
struct SplitHalf {
    std::optional<double> correlation;     ///< of the two half scores; absent when one of them is constant
    std::optional<double> spearman_brown;  ///< 2 r / (1 + r); absent with the correlation and for r = -1
    double guttman = 0;                    ///< 4 cov(A, B) / var(A + B), at most 1
};

struct SplitHalfEstimate {
    SplitHalf odd_even;  ///< first, third, fifth ... item of the list against the others
    double mean = 0;     ///< of Guttman's coefficient over the splits
    double lowest = 0;
    double highest = 0;           ///< lambda-4: the greatest over the splits; found by exchanges when not all are seen
    std::size_t split_count = 0;  ///< that the mean and the lowest rest on
    bool is_exhaustive = false;   ///< all splits there are
    std::size_t rows_used = 0;
};

/// Split-half reliability of the sum of `items` (reversed ones turned around), from respondents with every item
/// answered. Halves differ by one item when the number of items is odd.
///
/// Guttman's coefficient (Flanagan's and Rulon's too) asks nothing of the halves' variances; Spearman and Brown's takes
/// them as equal. Its mean over all splits into equal halves is Cronbach's alpha; for an odd number of items it is
/// lower. The greatest is chosen by looking at the data: in small samples it flatters.
///
/// Sums are whole numbers, so that the order of rows does not matter.
///
/// Problems: `invalid_input` for fewer than two items, fewer than two complete rows, a sum without variation, no splits
/// asked for, and those of `check_answers` and `check_items`.
///
/// Source: Guttman, L. (1945). A basis for analyzing test-retest reliability. Psychometrika 10, 255-282, lambda-4;
/// Rulon, P. J. (1939). A simplified procedure for determining the reliability of a test by split-halves. Harvard
/// Educational Review 9, 99-103; Cronbach, L. J. (1951). Psychometrika 16, 297-334, for the mean. Like R psych's
/// `splitHalf(covar = TRUE)` with an even number of items; with an odd one that package counts some splits twice.
Result<SplitHalfEstimate> split_half_reliability(const AnswerMatrix& matrix, ItemList items,
                                                 const SplitHalfOptions& options = {});

}  // namespace minka::stats
