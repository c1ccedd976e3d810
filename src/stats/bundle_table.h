#pragma once

#include "stats/posterior_kernel.h"
#include "stats/response_patterns.h"

#include <cstdint>
#include <span>

namespace minka::stats {

/// Normal weights at the nodes, proportional to the density and summing to 1.
void fill_normal_weights(std::span<const double> nodes, double mean, double deviation, std::span<double> weights);

/// Category probabilities at the nodes: category k of item i is row `first_row[i] + k`, of `width` numbers.
struct CategoryRows {
    std::span<const double> rows;
    std::span<const std::uint32_t> first_row;
};

/// Products of the items' probabilities for every code of every bundle; a missing answer has probability 1.
BundleTable make_bundle_table(const ResponsePatterns& patterns, const NodeGrid& grid, const CategoryRows& categories,
                              double mean, double deviation);

/// Adds what lies at the codes of bundles to the categories of items (`to` shaped as the rows), and all of it to
/// `masses`.
void share_out_codes(const ResponsePatterns& patterns, const BundleTable& table, std::span<const double> of_codes,
                     std::span<const std::uint32_t> first_row, std::span<double> to, std::span<double> masses);

}  // namespace minka::stats
