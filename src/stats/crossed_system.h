#pragma once

#include "stats/mixed_design.h"
#include "stats/tile_cholesky.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace minka::stats {

/// Random effects of groupings that cross. The grouping with the most groups is absorbed group by group; the effects
/// of the others, with [X y] as last rows, make one system that is factored in tiles.
class CrossedSystem {
public:
    explicit CrossedSystem(const MixedDesign& design);

    /// Effects besides those of the absorbed grouping.
    static std::size_t crossed_columns(const MixedDesign& design);

    void reduce(std::span<const double> theta, ReducedSystem& reduced);

private:
    void gather_plain();
    void gather_cells();
    void gather_products();
    double absorb_groups(std::span<const double> theta);
    double absorb_intercepts(double variance);
    void scale_rest(std::span<const double> theta);
    std::size_t row_entries(std::size_t row, std::vector<std::pair<std::uint32_t, double>>& entries) const;

    const MixedDesign& design_;
    std::size_t u_;
    std::size_t r_;
    std::size_t rest_;                      ///< crossed columns
    std::vector<std::size_t> level_begin_;  ///< first column of each level after the absorbed one
    std::vector<std::uint32_t> cell_begin_;
    std::vector<std::uint32_t> cell_column_;
    std::vector<double> cells_;    ///< u values a cell
    std::vector<double> designs_;  ///< U'U of each absorbed group
    /// With one effect column: what each absorbed group takes from the system but for its own factor, by tile of the
    /// system, so that each tile is met once. Empty when there would be too many.
    std::vector<std::uint32_t> product_place_;
    std::vector<std::uint32_t> product_group_;
    std::vector<double> products_;
    TileMatrix plain_;  ///< [Z_rest X y]' [Z_rest X y]
    TileMatrix system_;
};

}  // namespace minka::stats
