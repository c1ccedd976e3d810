#include "stats/item_statistics.h"

#include <algorithm>
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

std::optional<double> share_of(std::size_t count, std::size_t all) {
    return all == 0 ? std::nullopt : std::optional(static_cast<double>(count) / static_cast<double>(all));
}

}  // namespace

std::optional<double> ItemStatistics::floor_share() const { return share_of(category_counts.front(), answered); }

std::optional<double> ItemStatistics::ceiling_share() const { return share_of(category_counts.back(), answered); }

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

Result<ScaleExtremes> count_extremes(const AnswerMatrix& matrix, ItemList items) {
    MINKA_TRY(check_answers(matrix));
    MINKA_TRY(check_items(matrix, items));
    ScaleExtremes extremes;
    for (std::size_t row = 0; row < matrix.row_count() && !items.empty(); ++row) {
        const auto answers = matrix.row(row);
        if (std::ranges::any_of(items, [&](auto item) { return answers[item] == matrix.missing; })) {
            continue;
        }
        std::size_t sum = 0;
        for (const auto item : items) {
            sum += toward_scale(matrix, item, answers[item]);
        }
        ++extremes.complete;
        extremes.lowest += sum == 0 ? 1U : 0U;
        extremes.highest += sum == items.size() * (matrix.category_count - 1U) ? 1U : 0U;
    }
    return extremes;
}

}  // namespace minka::stats
