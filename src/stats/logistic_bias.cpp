#include "stats/distribution.h"
#include "stats/false_discovery.h"
#include "stats/item_bias.h"
#include "stats/ordinal_regression.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace minka::stats {
namespace {

/// Rows of one item with the same answer, group and matching score.
struct Strata {
    std::vector<std::uint8_t> answers;
    std::vector<std::uint32_t> groups;
    std::vector<double> scores;
    std::vector<double> weights;
};

Strata strata_of(const ResponseData& data, std::span<const double> matching, std::size_t item) {
    std::map<std::tuple<double, std::uint32_t, std::uint8_t>, double> cells;
    for (std::size_t row = 0; row < data.row_count(); ++row) {
        const auto answer = data.answers[row * data.item_count() + item];
        if (answer != data.missing && std::isfinite(matching[row])) {
            cells[{matching[row], data.groups[row], answer}] += data.weights.empty() ? 1 : data.weights[row];
        }
    }
    Strata strata;
    for (const auto& [key, weight] : cells) {
        strata.scores.push_back(std::get<0>(key));
        strata.groups.push_back(std::get<1>(key));
        strata.answers.push_back(std::get<2>(key));
        strata.weights.push_back(weight);
    }
    return strata;
}

/// The score, the groups, and the products of both, as many columns as asked for.
DenseMatrix predictors_of(const Strata& strata, std::size_t groups, std::size_t columns) {
    DenseMatrix predictors(strata.answers.size(), columns);
    for (std::size_t row = 0; row < strata.answers.size(); ++row) {
        predictors(row, 0) = strata.scores[row];
        for (std::size_t group = 1; group < groups; ++group) {
            const double is_here = strata.groups[row] == group ? 1 : 0;
            if (columns > 1) {
                predictors(row, group) = is_here;
            }
            if (columns > groups) {
                predictors(row, groups - 1 + group) = is_here * strata.scores[row];
            }
        }
    }
    return predictors;
}

Result<LogisticBias> bias_of(const Strata& strata, std::size_t categories, std::size_t groups) {
    OrdinalRegression fits[3];
    const std::size_t columns[3] = {1, groups, 2 * groups - 1};
    for (std::size_t k = 0; k < 3; ++k) {
        MINKA_TRY_ASSIGN(fits[k], fit_ordinal_regression(strata.answers, categories,
                                                         predictors_of(strata, groups, columns[k]), strata.weights));
        if (!fits[k].has_converged) {
            return invalid("The matching score or the group separates the answers perfectly.");
        }
    }
    LogisticBias bias;
    const auto more = static_cast<double>(groups - 1);
    bias.degrees = 2 * more;
    bias.chi_square = std::max(0.0, 2 * (fits[2].log_likelihood - fits[0].log_likelihood));
    bias.p = chi_square_upper_tail(bias.chi_square, bias.degrees);
    bias.uniform_chi_square = std::max(0.0, 2 * (fits[1].log_likelihood - fits[0].log_likelihood));
    bias.uniform_p = chi_square_upper_tail(bias.uniform_chi_square, more);
    bias.crossing_p = chi_square_upper_tail(std::max(0.0, 2 * (fits[2].log_likelihood - fits[1].log_likelihood)), more);
    bias.explained = fits[2].nagelkerke() - fits[0].nagelkerke();
    bias.uniform_explained = fits[1].nagelkerke() - fits[0].nagelkerke();
    bias.size = bias.p > 0.05 || bias.explained < 0.035 ? BiasSize::negligible
                : bias.explained < 0.070                ? BiasSize::moderate
                                                        : BiasSize::large;
    return bias;
}

/// Scores centred and of deviation 1, so that products with groups stay well apart from the groups.
Result<std::vector<double>> standardised(std::span<const double> matching) {
    double count = 0;
    double sum = 0;
    for (const double value : matching) {
        count += std::isfinite(value) ? 1 : 0;
        sum += std::isfinite(value) ? value : 0;
    }
    double squares = 0;
    for (const double value : matching) {
        squares += std::isfinite(value) ? (value - sum / count) * (value - sum / count) : 0;
    }
    if (!(squares > 0)) {
        return invalid("The matching score is the same for everybody.", "matching");
    }
    std::vector<double> result;
    for (const double value : matching) {
        result.push_back((value - sum / count) / std::sqrt(squares / count));
    }
    return result;
}

}  // namespace

Result<std::vector<ItemLogisticBias>> study_logistic_bias(const ResponseData& data, std::span<const double> matching) {
    MINKA_TRY(check_responses(data));
    if (data.group_count < 2) {
        return invalid("A comparison needs two groups or more.", "groups");
    }
    if (matching.size() != data.row_count()) {
        return invalid(fmt::format("There are {} matching scores for {} rows.", matching.size(), data.row_count()),
                       "matching");
    }
    MINKA_TRY_ASSIGN(const auto scores, standardised(matching));
    std::vector<ItemLogisticBias> items;
    std::vector<double> p;
    for (std::size_t item = 0; item < data.item_count(); ++item) {
        const auto found = bias_of(strata_of(data, scores, item), data.categories[item], data.group_count);
        items.push_back(found ? ItemLogisticBias{*found, {}}
                              : ItemLogisticBias{std::nullopt, to_sentence(found.error())});
        if (found) {
            p.push_back(found->p);
        }
    }
    MINKA_TRY_ASSIGN(const auto adjusted, adjust_false_discovery(p));
    std::size_t next = 0;
    for (auto& item : items) {
        if (item.logistic) {
            item.logistic->adjusted_p = adjusted[next++];
        }
    }
    return items;
}

}  // namespace minka::stats
