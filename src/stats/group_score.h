#pragma once

#include "stats/answer_matrix.h"

#include <optional>
#include <string>

namespace minka::stats {

/// A part of a form with a score of its own.
struct Facet {
    std::string name;  ///< only for messages
    std::vector<std::uint32_t> items;
};

struct ScoreRule {
    /// The share of a facet's items that a respondent must have answered to get a score, above 0 and at most 1.
    double minimum_answered = 0.70;
};

/// How many of `item_count` items must be answered: the smallest whole number that is at least the share. A share
/// written in decimals counts as written: .70 of 10 items is 7.
std::size_t required_answers(double minimum_answered, std::size_t item_count);

/// Scores of respondents, row after row: rows x facets, from 0 (lowest category throughout) to 100. NaN where too
/// few items were answered.
struct ScoreTable {
    std::size_t facet_count = 0;
    std::vector<double> scores;

    std::size_t row_count() const { return facet_count == 0 ? 0 : scores.size() / facet_count; }
    double at(std::size_t row, std::size_t facet) const { return scores[row * facet_count + facet]; }
    /// One facet's scores, a row each.
    std::vector<double> facet(std::size_t index) const;
};

/// The mean of the answered items (reversed ones turned around) rescaled to 0-100:
/// 100 * sum / (answered * (category_count - 1)). Whole numbers are divided once.
///
/// Problems: `invalid_input` for no facets, an empty facet, a share outside (0, 1], and those of `check_answers` and
/// `check_items`.
Result<ScoreTable> score_rows(const AnswerMatrix& matrix, std::span<const Facet> facets, const ScoreRule& rule = {});

/// The scores of one group, such as the respondents of one place. `respondents` counts rows, `scored` those with a
/// score: a group mean rests on `scored`.
struct GroupScore {
    std::uint32_t group = 0;
    std::size_t respondents = 0;
    std::size_t scored = 0;
    std::optional<double> mean;                ///< absent when nobody has a score
    std::optional<double> standard_deviation;  ///< divisor n - 1; absent with fewer than two scores
};

/// Means by group, in ascending order of the group's number. `scores[i]` (NaN: none) belongs to `groups[i]`, any
/// number. Within a group, scores are added in the order of rows.
///
/// Problems: `invalid_input` when the spans differ in length, or for an infinite score.
Result<std::vector<GroupScore>> mean_by_group(std::span<const double> scores, std::span<const std::uint32_t> groups);

}  // namespace minka::stats
