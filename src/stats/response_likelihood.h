#pragma once

#include "stats/dense_matrix.h"
#include "stats/posterior_kernel.h"
#include "stats/response_design.h"

#include <span>
#include <vector>

namespace minka::stats {

/// The marginal log-likelihood of patterns at some parameters, with its derivatives.
struct LikelihoodPoint {
    double value = 0;
    std::vector<double> gradient;
    std::vector<DenseMatrix> information;  ///< of the complete data, one matrix a block of the design
};

/// One pass over the patterns gives the value and the people expected at each node, and from these the exact gradient:
/// that of the expected log-likelihood is that of the marginal one (Fisher's identity; Louis, T. A. (1982). Journal of
/// the Royal Statistical Society B 44(2), 226-233, equation 3.1). Patterns are summed in chunks whose number depends on
/// their count alone, so that threads change no digit.
class ResponseLikelihood {
public:
    ResponseLikelihood(const ResponsePatterns& patterns, const ResponseDesign& design, const NodeGrid& grid,
                       unsigned threads);

    void evaluate(std::span<const double> parameters, LikelihoodPoint& point);

    // Of the last evaluation.
    /// People expected by category of each cell and node; rows of `grid.width`.
    const std::vector<double>& expected() const { return expected_; }
    /// Category probabilities, shaped alike.
    const std::vector<double>& probabilities() const { return probabilities_; }
    /// Mass of a group at the nodes.
    std::span<const double> masses(std::size_t group) const {
        return std::span(masses_).subspan(group * grid_.width, grid_.width);
    }
    const ResponsePatterns& patterns() const { return patterns_; }
    const NodeGrid& grid() const { return grid_; }
    int passes() const { return passes_; }

private:
    void fill_probabilities(std::span<const double> parameters);
    std::vector<std::uint32_t> rows_of(std::size_t group) const;
    double expect_group(std::size_t group, const BundleTable& table);
    void add_item_gradients(LikelihoodPoint& point) const;
    void add_latent_gradients(std::span<const double> parameters, LikelihoodPoint& point) const;

    const ResponsePatterns& patterns_;
    const ResponseDesign& design_;
    const NodeGrid& grid_;
    unsigned threads_;
    std::vector<std::size_t> block_of_;  // of each parameter
    std::vector<double> probabilities_;
    std::vector<double> expected_;
    std::vector<double> masses_;
    std::vector<double> chunks_;
    int passes_ = 0;
};

}  // namespace minka::stats
