#pragma once

#include "stats/item_response.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace minka::stats {

/// Distinct rows of answers with what they weigh together. Rows without an answer are left out.
struct ResponsePatterns {
    std::vector<std::uint8_t> answers;  ///< patterns x items
    std::vector<double> weights;
    std::vector<std::uint32_t> pattern_of;  ///< of each row; `none` for a row without answers
    static constexpr std::uint32_t none = 0xffffffff;

    std::size_t count() const { return weights.size(); }
};

Result<> check_responses(const ResponseData& data, const ResponseOptions& options);
ResponsePatterns collapse_rows(const ResponseData& data);

/// Category probabilities at the nodes: row `first_row[item] + category` of `table` holds `width` of them, a multiple
/// of 8, those beyond the last node being 1 with prior 0.
struct NodeTable {
    std::size_t width = 0;
    std::vector<double> nodes;
    std::vector<double> prior;
    std::vector<std::uint32_t> first_row;  ///< one more than items
    std::vector<double> table;
};

NodeTable make_node_table(const ResponseData& data, const ResponseOptions& options);

/// The log-likelihood of the patterns; adds to `expected` (shaped as the table) how many people of each category are
/// expected at each node.
double expect_answers(const ResponsePatterns& patterns, const NodeTable& nodes, std::uint8_t missing,
                      std::span<double> expected);

/// Posterior mean and standard deviation of each pattern.
std::vector<PersonScore> score_patterns(const ResponsePatterns& patterns, const NodeTable& nodes, std::uint8_t missing);

}  // namespace minka::stats
