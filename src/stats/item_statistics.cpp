#include "stats/item_statistics.h"

#include <cmath>

namespace minka::stats {
namespace {

void summarise(ItemStatistics& item) {
    double sum = 0;
    double squares = 0;
    for (std::size_t category = 0; category < item.category_counts.size(); ++category) {
        const auto value = static_cast<double>(category);
        const auto count = static_cast<double>(item.category_counts[category]);
        sum += count * value;
        squares += count * value * value;
    }
    const auto n = static_cast<double>(item.answered);
    if (item.answered >= 1) {
        item.mean = sum / n;
    }
    if (item.answered >= 2) {
        // Whole numbers below 2^53 throughout: nothing is rounded before the division.
        item.standard_deviation = std::sqrt((n * squares - sum * sum) / (n * (n - 1)));
    }
}

}  // namespace

Result<std::vector<ItemStatistics>> describe_items(const AnswerMatrix& matrix) {
    MINKA_TRY(check_answers(matrix));
    std::vector<ItemStatistics> items(matrix.item_count);
    // 256 counters an item, so that the missing code needs no branch.
    std::vector<std::size_t> counts(matrix.item_count * 256, 0);
    for (std::size_t row = 0; row < matrix.row_count(); ++row) {
        const auto answers = matrix.row(row);
        for (std::size_t item = 0; item < answers.size(); ++item) {
            ++counts[item * 256 + answers[item]];
        }
    }
    for (std::size_t item = 0; item < matrix.item_count; ++item) {
        const auto* first = counts.data() + item * 256;
        items[item].category_counts.assign(first, first + matrix.category_count);
        items[item].missing = first[matrix.missing];
        items[item].answered = matrix.row_count() - items[item].missing;
        summarise(items[item]);
    }
    return items;
}

}  // namespace minka::stats
