#include "stats/scale_description.h"

#include "stats/ordinal_factor_model.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace minka::stats {
namespace {

/// One factor behind the ordered items.
struct OneFactor {
    PolychoricEstimate correlations;
    FactorModelEstimate model;
};

Result<OneFactor> fit_one_factor(const AnswerMatrix& matrix) {
    OneFactor factor;
    MINKA_TRY_ASSIGN(factor.correlations, polychoric_correlations(matrix, every_item(matrix)));
    MINKA_TRY_ASSIGN(const auto variances, polychoric_variances(matrix, factor.correlations));
    MINKA_TRY_ASSIGN(factor.model,
                     fit_factor_loadings(factor.correlations, variances, FactorPattern::one_factor(matrix.item_count)));
    return factor;
}

Result<OmegaEstimate> total_omega(const Result<OneFactor>& factor) {
    if (!factor) {
        return std::unexpected(factor.error());
    }
    return omega_of(factor->model);
}

Result<double> category_omega(const Result<OneFactor>& factor) {
    if (!factor) {
        return std::unexpected(factor.error());
    }
    return omega_of_categories(factor->correlations, factor->model);
}

Result<IntraclassEstimate> intraclass_of(const AnswerMatrix& matrix, std::span<const std::uint32_t> groups,
                                         const ScaleDescriptionOptions& options) {
    const Facet facet{"scale", every_item(matrix)};
    MINKA_TRY_ASSIGN(const auto table, score_rows(matrix, {&facet, 1}, options.score));
    std::vector<double> scores;
    std::vector<std::uint32_t> kept;
    for (std::size_t row = 0; row < matrix.row_count(); ++row) {
        if (groups[row] != no_group && !std::isnan(table.at(row, 0))) {
            scores.push_back(table.at(row, 0));
            kept.push_back(groups[row]);
        }
    }
    return intraclass_correlation(scores, kept, options.confidence);
}

/// One item's answers in one group, in whole numbers.
struct ItemSums {
    std::uint64_t sum = 0;
    std::uint64_t squares = 0;
};

struct GroupSums {
    std::uint64_t rows = 0;
    std::vector<ItemSums> items;
};

std::vector<double> variances_of(const GroupSums& sums) {
    std::vector<double> variances;
    const auto n = static_cast<double>(sums.rows);
    for (const auto& item : sums.items) {
        variances.push_back(static_cast<double>(sums.rows * item.squares - item.sum * item.sum) / (n * (n - 1)));
    }
    return variances;
}

GroupAgreement agreement_of(const AnswerMatrix& matrix, std::span<const std::uint32_t> groups) {
    std::map<std::uint32_t, GroupSums> by_group;
    for (std::size_t row = 0; row < groups.size(); ++row) {
        const auto answers = matrix.row(row);
        if (groups[row] == no_group || std::ranges::find(answers, matrix.missing) != answers.end()) {
            continue;
        }
        auto& sums = by_group[groups[row]];
        ++sums.rows;
        sums.items.resize(matrix.item_count);
        for (std::size_t item = 0; item < answers.size(); ++item) {
            sums.items[item].sum += answers[item];
            sums.items[item].squares += std::uint64_t{answers[item]} * answers[item];
        }
    }
    GroupAgreement agreement;
    std::vector<double> values;
    for (const auto& [group, sums] : by_group) {
        if (sums.rows < 2) {
            continue;
        }
        ++agreement.groups;
        const double value = within_group_agreement_of_items(variances_of(sums), matrix.category_count);
        if (std::isnan(value)) {
            ++agreement.undefined;
        } else {
            values.push_back(value);
            agreement.at_least_70 += value >= 0.70 ? 1U : 0U;
        }
    }
    if (!values.empty()) {
        agreement.mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
        std::ranges::sort(values);
        const std::size_t middle = values.size() / 2;
        agreement.median = values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
    return agreement;
}

/// Mean and deviation of complete respondents' scores, 0 to 100.
void add_scores(ScaleDescription& description, const AnswerMatrix& matrix) {
    std::uint64_t n = 0;
    std::uint64_t sum = 0;
    std::uint64_t squares = 0;
    for (std::size_t row = 0; row < matrix.row_count(); ++row) {
        const auto answers = matrix.row(row);
        if (std::ranges::find(answers, matrix.missing) != answers.end()) {
            continue;
        }
        std::uint64_t total = 0;
        for (std::size_t item = 0; item < answers.size(); ++item) {
            total += toward_scale(matrix, item, answers[item]);
        }
        ++n;
        sum += total;
        squares += total * total;
    }
    const double points = 100 / static_cast<double>(matrix.item_count * (matrix.category_count - 1U));
    const auto count = static_cast<double>(n);
    if (n >= 1) {
        description.score_mean = points * static_cast<double>(sum) / count;
    }
    if (n >= 2) {
        const double scaled =
            count * static_cast<double>(squares) - static_cast<double>(sum) * static_cast<double>(sum);
        description.score_deviation = points * std::sqrt(std::max(0.0, scaled) / (count * (count - 1)));
    }
    if (description.score_deviation && description.alpha && description.alpha->alpha >= 0) {
        description.standard_error_of_measurement =
            standard_error_of_measurement(*description.score_deviation, description.alpha->alpha);
    }
}

}  // namespace

Result<ScaleDescription> describe_scale(const AnswerMatrix& matrix, std::span<const std::uint32_t> groups,
                                        const ScaleDescriptionOptions& options) {
    MINKA_TRY_ASSIGN(auto items, describe_items(matrix));
    MINKA_TRY(check_confidence(options.confidence));
    if (!groups.empty() && groups.size() != matrix.row_count()) {
        return invalid("The groups are not one a respondent.", "groups");
    }
    const auto all = every_item(matrix);
    const auto factor = fit_one_factor(matrix);
    MINKA_TRY_ASSIGN(const auto extremes, count_extremes(matrix, all));
    ScaleDescription description{
        .items = std::move(items),
        .extremes = extremes,
        .alpha =
            cronbach_alpha(matrix, all, {.incomplete = IncompleteRows::leave_out, .confidence = options.confidence}),
        .halves = split_half_reliability(matrix, all, {.seed = options.seed}),
        .omega = total_omega(factor),
        .category_omega = category_omega(factor),
        .score_mean = {},
        .score_deviation = {},
        .standard_error_of_measurement = {},
        .intraclass = {},
        .agreement = {}};
    add_scores(description, matrix);
    if (!groups.empty()) {
        description.intraclass = intraclass_of(matrix, groups, options);
        description.agreement = agreement_of(matrix, groups);
    }
    return description;
}

}  // namespace minka::stats
