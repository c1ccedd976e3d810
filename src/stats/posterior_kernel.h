#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace minka::stats {

/// A person's place on the scale.
struct PersonScore {
    double score = 0;
    double error = 0;
};

/// Nodes of theta, equally spaced.
struct NodeGrid {
    NodeGrid(std::size_t count, double reach);

    std::size_t width;           ///< the count, rounded up to whole blocks
    std::vector<double> padded;  ///< width numbers; 0 beyond the nodes
    std::span<const double> nodes() const { return std::span(padded).first(count_); }

private:
    std::size_t count_;
};

/// What a group's patterns are multiplied from: row `first_row[bundle] + code` of `rows` holds the probability of that
/// code at each node. `prior` is 0 beyond the nodes.
struct BundleTable {
    std::size_t width = 0;
    std::vector<double> prior;
    std::vector<std::uint32_t> first_row;  ///< one more than bundles
    std::vector<double> rows;
};

/// Patterns of one group; codes as in ResponsePatterns.
struct PatternSpan {
    const std::uint8_t* codes = nullptr;
    const double* weights = nullptr;
    std::size_t count = 0;
};

/// The marginal log-likelihood; adds to `expected`, shaped as the rows, how much weight of each code lies at each node.
double expect_patterns(const PatternSpan& patterns, const BundleTable& table, double* expected);

/// Mean and standard deviation of theta given each pattern.
void posterior_moments(const PatternSpan& patterns, const BundleTable& table, const NodeGrid& grid,
                       PersonScore* scores);

}  // namespace minka::stats
