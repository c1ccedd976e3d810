#include "stats/bundle_table.h"

#include <cmath>

namespace minka::stats {
namespace {

/// Calls `visit(item, answer)` for each item of a code that has an answer.
template <typename Visit>
void visit_answers(const ResponsePatterns& patterns, const ItemBundle& bundle, std::uint32_t code, Visit visit) {
    for (std::uint32_t item = bundle.first_item + bundle.item_count; item-- > bundle.first_item;) {
        const std::uint32_t answer = code % patterns.item_codes[item];
        code /= patterns.item_codes[item];
        if (answer + 1 < patterns.item_codes[item]) {
            visit(item, answer);
        }
    }
}

}  // namespace

void fill_normal_weights(std::span<const double> nodes, double mean, double deviation, std::span<double> weights) {
    double sum = 0;
    for (std::size_t q = 0; q < nodes.size(); ++q) {
        const double z = (nodes[q] - mean) / deviation;
        weights[q] = std::exp(-z * z / 2);
        sum += weights[q];
    }
    for (std::size_t q = 0; q < nodes.size(); ++q) {
        weights[q] /= sum;
    }
}

BundleTable make_bundle_table(const ResponsePatterns& patterns, const NodeGrid& grid, const CategoryRows& categories,
                              double mean, double deviation) {
    BundleTable table;
    const std::size_t width = grid.width;
    table.width = width;
    table.prior.assign(width, 0.0);
    fill_normal_weights(grid.nodes(), mean, deviation, table.prior);
    table.first_row.push_back(0);
    for (const auto& bundle : patterns.bundles) {
        table.first_row.push_back(table.first_row.back() + bundle.code_count);
    }
    table.rows.assign(table.first_row.back() * width, 1.0);
    for (std::size_t b = 0; b < patterns.bundles.size(); ++b) {
        for (std::uint32_t code = 0; code < patterns.bundles[b].code_count; ++code) {
            double* const row = table.rows.data() + (table.first_row[b] + code) * width;
            visit_answers(patterns, patterns.bundles[b], code, [&](std::uint32_t item, std::uint32_t answer) {
                const double* const from = categories.rows.data() + (categories.first_row[item] + answer) * width;
                for (std::size_t q = 0; q < width; ++q) {
                    row[q] *= from[q];
                }
            });
        }
    }
    return table;
}

void share_out_codes(const ResponsePatterns& patterns, const BundleTable& table, std::span<const double> of_codes,
                     std::span<const std::uint32_t> first_row, std::span<double> to, std::span<double> masses) {
    const std::size_t width = table.width;
    for (std::size_t b = 0; b < patterns.bundles.size(); ++b) {
        for (std::uint32_t code = 0; code < patterns.bundles[b].code_count; ++code) {
            const double* const from = of_codes.data() + (table.first_row[b] + code) * width;
            const auto add_to = [&](double* sums) {
                for (std::size_t q = 0; q < width; ++q) {
                    sums[q] += from[q];
                }
            };
            if (b == 0) {
                add_to(masses.data());  // the codes of one bundle together are all the people
            }
            visit_answers(patterns, patterns.bundles[b], code, [&](std::uint32_t item, std::uint32_t answer) {
                add_to(to.data() + (first_row[item] + answer) * width);
            });
        }
    }
}

}  // namespace minka::stats
