#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace minka::stats {

/// Answers to the items of one form, one byte each, row after row (one row a respondent).
///
/// An answer is its category counted from 0, in the order the form shows: 0 .. `category_count` - 1, the same count
/// for every item; `missing` stands for no answer. Reversed items are stored as answered and turned around here, so
/// that what was said stays what is kept.
struct AnswerMatrix {
    std::span<const std::uint8_t> answers;  ///< rows x `item_count`
    std::size_t item_count = 0;
    std::uint8_t category_count = 0;         ///< at least 2
    std::uint8_t missing = 255;              ///< not a category
    std::span<const std::uint8_t> reversed;  ///< one flag an item (not 0: reversed), or empty when none is

    std::size_t row_count() const { return item_count == 0 ? 0 : answers.size() / item_count; }
    std::span<const std::uint8_t> row(std::size_t index) const {
        return answers.subspan(index * item_count, item_count);
    }
    bool is_reversed(std::size_t item) const { return !reversed.empty() && reversed[item] != 0; }
};

/// Items of a matrix by their column, such as those of one facet. Each one at most once.
using ItemList = std::span<const std::uint32_t>;

/// 0, 1, ... `matrix.item_count` - 1.
std::vector<std::uint32_t> every_item(const AnswerMatrix& matrix);

/// Problems: `invalid_input` when the answers do not fill whole rows, when there are fewer than two categories or
/// `missing` is one of them, when the flags of reversed items are not one an item, and for the first cell that is
/// neither a category nor missing ("answers[row 3, item 1]", both counted from 0).
Result<> check_answers(const AnswerMatrix& matrix);

/// Problems: `invalid_input` for an item that the matrix does not have, or that is named twice.
Result<> check_items(const AnswerMatrix& matrix, ItemList items);

/// An answer in the direction of the scale: the category itself, or `category_count` - 1 - category when the item is
/// reversed. Not for `missing`.
inline std::uint8_t toward_scale(const AnswerMatrix& matrix, std::size_t item, std::uint8_t answer) {
    return matrix.is_reversed(item) ? static_cast<std::uint8_t>(matrix.category_count - 1 - answer) : answer;
}

}  // namespace minka::stats
