#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace minka::stats {

/// Answers to items that may have different numbers of categories, one byte each, row after row, each counted from 0 in
/// the direction of the scale. Items that a form does not hold are missing for its rows.
struct ResponseData {
    std::span<const std::uint8_t> answers;  ///< rows x items
    std::vector<std::uint8_t> categories;   ///< of each item, at least 2
    std::uint8_t missing = 255;
    std::span<const double> weights{};        ///< one a row, above 0; empty when every row counts once
    std::span<const std::uint32_t> groups{};  ///< of each row, 0 .. group_count - 1; empty for one group
    std::uint32_t group_count = 1;

    std::size_t item_count() const { return categories.size(); }
    std::size_t row_count() const { return categories.empty() ? 0 : answers.size() / categories.size(); }
};

/// Problems: `invalid_input` for answers that do not fill whole rows, fewer than two items, fewer than two categories,
/// an answer that is no category, a weight that is not above 0, and a group out of range, each with its place.
Result<> check_responses(const ResponseData& data);

/// Neighbouring items read as one: their answers, missing being one more category, make one code of a byte. A table of
/// products over a bundle's codes halves the work of an item at a time, and small bundles keep it in cache.
struct ItemBundle {
    std::uint32_t first_item = 0;
    std::uint32_t item_count = 0;
    std::uint32_t code_count = 0;  ///< product of the items' categories plus one; at most 256
};

/// Distinct rows of answers of a group with what they weigh together. Rows without an answer are left out.
struct ResponsePatterns {
    std::vector<ItemBundle> bundles;
    std::vector<std::uint8_t> item_codes;  ///< categories plus one, of each item
    std::vector<std::uint8_t> codes;       ///< patterns x bundles, the groups one after another
    std::vector<double> weights;
    std::vector<std::size_t> first_of_group;  ///< one more than groups
    std::vector<std::uint32_t> pattern_of;    ///< of each row; `none` for a row without answers
    static constexpr std::uint32_t none = 0xffffffff;

    std::size_t count() const { return weights.size(); }
    std::size_t item_count() const { return item_codes.size(); }
    std::size_t group_count() const { return first_of_group.size() - 1; }
    /// A pattern's answers; those missing are the number of categories of the item.
    void answers_of(std::size_t pattern, std::span<std::uint8_t> answers) const;
};

ResponsePatterns collapse_rows(const ResponseData& data);

/// Every k-th pattern of each group, about `wanted` of them, with as much weight in each group as before.
ResponsePatterns thin_patterns(const ResponsePatterns& patterns, std::size_t wanted);

}  // namespace minka::stats
