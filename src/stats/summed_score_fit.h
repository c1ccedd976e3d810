#pragma once

#include "stats/calibrated_table.h"

#include <cstddef>
#include <vector>

namespace minka::stats {

/// Observed and expected people by summed score and category of one item.
struct SummedScoreTable {
    std::size_t categories = 0;
    std::vector<double> observed;  ///< scores x categories
    std::vector<double> expected;

    std::size_t score_count() const { return categories == 0 ? 0 : observed.size() / categories; }
};

/// One table an item, of the group's complete rows; tables of more groups are added to.
void add_summed_scores(const CalibratedExpectation& group, const ResponsePatterns& patterns, const NodeGrid& grid,
                       std::size_t index, std::vector<SummedScoreTable>& tables);

struct PearsonSum {
    double chi_square = 0;
    double cells = 0;  ///< that can vary
};

/// Pearson's sum after joining what expects fewer than 1.
PearsonSum sum_pearson(const SummedScoreTable& table);

/// P(S = s | theta) at the nodes for items with these rows, `skipped` left out: scores x width.
/// Source: Lord, F. M. & Wingersky, M. S. (1984). Applied Psychological Measurement 8(4), 453-461, equation 2;
/// several categories: Thissen, Pommerich, Billeaud & Williams (1995), Applied Psychological Measurement 19(1), 39-49.
std::vector<double> summed_score_curves(const CalibratedExpectation& group, const NodeGrid& grid, std::size_t skipped);

}  // namespace minka::stats
