#include "stats/group_score.h"

#include "stats/grouping.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace minka::stats {
namespace {

Result<> check_facets(const AnswerMatrix& matrix, std::span<const Facet> facets) {
    if (facets.empty()) {
        return invalid("There is no facet to score.", "facets");
    }
    for (std::size_t index = 0; index < facets.size(); ++index) {
        if (facets[index].items.empty()) {
            return invalid(fmt::format("Facet \"{}\" has no items.", facets[index].name),
                           fmt::format("facets[{}].items", index));
        }
        if (auto checked = check_items(matrix, facets[index].items); !checked) {
            auto found = std::move(checked).error();
            found.field = fmt::format("facets[{}].{}", index, found.field);
            return std::unexpected(std::move(found));
        }
    }
    return {};
}

}  // namespace

std::size_t required_answers(double minimum_answered, std::size_t item_count) {
    // 0.7 is stored a little off: without the slack .55 of 100 items would ask for 56.
    const double share = minimum_answered * static_cast<double>(item_count);
    return static_cast<std::size_t>(std::max(1.0, std::ceil(share - 1e-9)));
}

std::vector<double> ScoreTable::facet(std::size_t index) const {
    std::vector<double> column;
    column.reserve(row_count());
    for (std::size_t row = 0; row < row_count(); ++row) {
        column.push_back(at(row, index));
    }
    return column;
}

Result<ScoreTable> score_rows(const AnswerMatrix& matrix, std::span<const Facet> facets, const ScoreRule& rule) {
    MINKA_TRY(check_answers(matrix));
    MINKA_TRY(check_facets(matrix, facets));
    if (!(rule.minimum_answered > 0 && rule.minimum_answered <= 1)) {
        return invalid("The share of items to answer is above 0 and at most 1; write 0.7 for 70 %.",
                       "minimum_answered");
    }
    ScoreTable table{facets.size(), {}};
    table.scores.resize(matrix.row_count() * facets.size());
    std::vector<std::size_t> required;
    for (const auto& facet : facets) {
        required.push_back(required_answers(rule.minimum_answered, facet.items.size()));
    }
    const std::size_t steps = matrix.category_count - 1U;
    auto* score = table.scores.data();
    for (std::size_t row = 0; row < matrix.row_count(); ++row) {
        const auto answers = matrix.row(row);
        for (std::size_t facet = 0; facet < facets.size(); ++facet) {
            std::size_t sum = 0;
            std::size_t answered = 0;
            for (const auto item : facets[facet].items) {
                if (answers[item] != matrix.missing) {
                    sum += toward_scale(matrix, item, answers[item]);
                    ++answered;
                }
            }
            *score++ = answered < required[facet]
                           ? std::numeric_limits<double>::quiet_NaN()
                           : static_cast<double>(100 * sum) / static_cast<double>(answered * steps);
        }
    }
    return table;
}

Result<std::vector<GroupScore>> mean_by_group(std::span<const double> scores, std::span<const std::uint32_t> groups) {
    if (scores.size() != groups.size()) {
        return invalid(
            fmt::format("There are {} scores and {} group numbers; give one for each.", scores.size(), groups.size()),
            "groups");
    }
    const auto grouping = group_by_number(groups);
    std::vector<GroupScore> result(grouping.labels.size());
    std::vector<double> sums(result.size(), 0);
    std::vector<double> squares(result.size(), 0);
    for (std::size_t row = 0; row < scores.size(); ++row) {
        auto& group = result[grouping.index[row]];
        ++group.respondents;
        if (std::isinf(scores[row])) {
            return invalid("A score is infinite.", fmt::format("scores[{}]", row));
        }
        if (!std::isnan(scores[row])) {
            ++group.scored;
            sums[grouping.index[row]] += scores[row];
        }
    }
    for (std::size_t index = 0; index < result.size(); ++index) {
        result[index].group = grouping.labels[index];
        if (result[index].scored >= 1) {
            result[index].mean = sums[index] / static_cast<double>(result[index].scored);
        }
    }
    for (std::size_t row = 0; row < scores.size(); ++row) {
        if (!std::isnan(scores[row])) {
            const double deviation = scores[row] - *result[grouping.index[row]].mean;
            squares[grouping.index[row]] += deviation * deviation;
        }
    }
    for (std::size_t index = 0; index < result.size(); ++index) {
        if (result[index].scored >= 2) {
            result[index].standard_deviation =
                std::sqrt(squares[index] / static_cast<double>(result[index].scored - 1));
        }
    }
    return result;
}

}  // namespace minka::stats
