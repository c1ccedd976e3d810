#include "stats/answer_matrix.h"

#include <fmt/format.h>

#include <numeric>

namespace minka::stats {

std::vector<std::uint32_t> every_item(const AnswerMatrix& matrix) {
    std::vector<std::uint32_t> items(matrix.item_count);
    std::iota(items.begin(), items.end(), 0U);
    return items;
}

Result<> check_answers(const AnswerMatrix& matrix) {
    if (matrix.item_count == 0 || matrix.answers.size() % matrix.item_count != 0) {
        return invalid("The answers do not fill whole rows; give every respondent one byte an item.", "answers");
    }
    if (matrix.category_count < 2) {
        return invalid("An item needs at least two answer categories.", "category_count");
    }
    if (matrix.missing < matrix.category_count) {
        return invalid("The code for no answer is one of the categories; choose a larger one.", "missing");
    }
    if (!matrix.reversed.empty() && matrix.reversed.size() != matrix.item_count) {
        return invalid("The reversed items are told by one flag an item.", "reversed");
    }
    // Counted without branches first: files are clean nearly always, and the count is many times faster.
    std::size_t strange = 0;
    for (const auto answer : matrix.answers) {
        strange += static_cast<std::size_t>(answer >= matrix.category_count) &
                   static_cast<std::size_t>(answer != matrix.missing);
    }
    if (strange == 0) {
        return {};
    }
    for (std::size_t cell = 0;; ++cell) {
        const auto answer = matrix.answers[cell];
        if (answer >= matrix.category_count && answer != matrix.missing) {
            return invalid(fmt::format("{} is neither a category (0 to {}) nor the code for no answer ({}); {} such "
                                       "cell(s) in all. Correct the file or the number of categories.",
                                       answer, matrix.category_count - 1, matrix.missing, strange),
                           fmt::format("answers[row {}, item {}]", cell / matrix.item_count, cell % matrix.item_count));
        }
    }
}

Result<> check_items(const AnswerMatrix& matrix, ItemList items) {
    std::vector<bool> seen(matrix.item_count, false);
    for (std::size_t index = 0; index < items.size(); ++index) {
        const auto item = items[index];
        if (item >= matrix.item_count) {
            return invalid(fmt::format("There is no item {}; the form has items 0 to {}.", item, matrix.item_count - 1),
                           fmt::format("items[{}]", index));
        }
        if (seen[item]) {
            return invalid(fmt::format("Item {} is named twice in one scale.", item), fmt::format("items[{}]", index));
        }
        seen[item] = true;
    }
    return {};
}

}  // namespace minka::stats
