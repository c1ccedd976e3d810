#pragma once

#include "base/result.h"
#include "stats/item_model.h"
#include "stats/response_patterns.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace minka::stats {

/// The free parameters of a calibration in one row of numbers. A cell is an item with one set of parameters: shared by
/// all groups, or a group's own. A cell's own parameters (slope, intercepts) are sums of free ones, so that items may
/// share a slope or their steps. The mean and the log deviation of every group but the first stand at the end.
class ResponseDesign {
public:
    struct Term {
        std::uint32_t index = 0;
        double coefficient = 0;  ///< 0: no term
    };

    struct Cell {
        std::uint32_t item = 0;
        std::uint32_t categories = 0;
        std::uint32_t first_row = 0;           ///< of its categories among those of all cells
        std::vector<std::array<Term, 2>> own;  ///< of slope and intercepts
    };

    /// Parameters that have to be solved for together.
    struct Block {
        std::size_t first = 0;
        std::size_t count = 0;
    };

    /// `is_free[item]`: each group has its own parameters of this item; empty: none is.
    ResponseDesign(ItemModel model, std::span<const std::uint8_t> categories, std::size_t group_count,
                   const std::vector<bool>& is_free);

    ItemModel model() const { return model_; }
    const std::vector<Cell>& cells() const { return cells_; }
    const std::vector<Block>& blocks() const { return blocks_; }
    std::size_t cell_of(std::size_t group, std::size_t item) const { return cell_of_[group * item_count_ + item]; }
    std::size_t row_count() const { return row_count_; }
    std::size_t item_count() const { return item_count_; }
    std::size_t group_count() const { return group_count_; }
    std::size_t parameter_count() const { return first_latent_ + 2 * (group_count_ - 1); }
    std::vector<double> own_parameters(std::size_t cell, std::span<const double> parameters) const;
    ResponseItem item(std::size_t cell, std::span<const double> parameters) const;

    /// The free parameters that give this item.
    void set_item(std::size_t cell, const ResponseItem& item, std::span<double> parameters) const;

    struct Latent {
        double mean = 0;
        double deviation = 1;
    };
    Latent latent(std::size_t group, std::span<const double> parameters) const;
    std::size_t latent_index(std::size_t group) const { return first_latent_ + 2 * (group - 1); }

    bool is_proper(std::span<const double> parameters) const;
    /// The same model with theta turned around.
    void turn(std::span<double> parameters) const;
    double slope_sum(std::span<const double> parameters) const;

    /// The two directions in which the scale of theta moves: `shift` adds a constant, `stretch` a factor. Along them
    /// the answers say little that the distribution of theta does not.
    void scale_directions(std::span<const double> parameters, std::span<double> shift, std::span<double> stretch) const;

private:
    void add_cell(std::uint32_t item, std::uint32_t categories);
    void share_steps(std::span<const std::uint8_t> categories);

    ItemModel model_;
    std::size_t item_count_;
    std::size_t group_count_;
    std::vector<Cell> cells_;
    std::vector<std::uint32_t> cell_of_;
    std::vector<Block> blocks_;
    std::vector<std::uint32_t> first_step_;  // rating scale: of each number of categories
    std::size_t first_latent_ = 0;
    std::size_t row_count_ = 0;
};

/// Where a search starts: slopes from the correlations of items with the mean of the others, intercepts from shares.
///
/// Problems: `invalid_input` for a category that nobody of a cell chose, with item and category (and group).
Result<std::vector<double>> first_parameters(const ResponseDesign& design, const ResponsePatterns& patterns);

}  // namespace minka::stats
