#include "stats/omega.h"

#include "stats/bivariate_normal.h"
#include "stats/distribution.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace minka::stats {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The model as sums: loadings of each factor added up, correlations of factors as a matrix.
struct FactorSums {
    std::vector<double> loadings;
    std::vector<double> correlations;
    double unique = 0;  // Σ (1 - h²)

    double common() const {
        double sum = 0;
        for (std::size_t f = 0; f < loadings.size(); ++f) {
            for (std::size_t g = 0; g < loadings.size(); ++g) {
                sum += loadings[f] * loadings[g] * correlations[f * loadings.size() + g];
            }
        }
        return sum;
    }
};

FactorSums sum_factors(const FactorModelEstimate& model) {
    std::size_t factors = 0;
    std::size_t items = 0;
    for (const auto& loading : model.loadings) {
        factors = std::max(factors, loading.factor + 1);
        items = std::max(items, loading.item + 1);
    }
    FactorSums sums{std::vector<double>(factors, 0), std::vector<double>(factors * factors, 0), 0};
    for (std::size_t f = 0; f < factors; ++f) {
        sums.correlations[f * factors + f] = 1;
    }
    for (const auto& pair : model.correlations) {
        sums.correlations[pair.first * factors + pair.second] = pair.correlation;
        sums.correlations[pair.second * factors + pair.first] = pair.correlation;
    }
    std::vector<double> explained(items, 0);
    for (const auto& a : model.loadings) {
        sums.loadings[a.factor] += a.loading;
        for (const auto& b : model.loadings) {
            if (a.item == b.item) {
                explained[a.item] += a.loading * b.loading * sums.correlations[a.factor * factors + b.factor];
            }
        }
    }
    for (const double share : explained) {
        sums.unique += 1 - share;
    }
    return sums;
}

/// The correlation of the parts of items i and j that the factors explain, items x items.
std::vector<double> explained_correlations(const FactorModelEstimate& model, std::size_t items) {
    std::vector<double> explained(items * items, 0);
    for (const auto& a : model.loadings) {
        for (const auto& b : model.loadings) {
            double between = a.factor == b.factor ? 1 : 0;
            for (const auto& pair : model.correlations) {
                const bool is_pair = (pair.first == a.factor && pair.second == b.factor) ||
                                     (pair.first == b.factor && pair.second == a.factor);
                between = is_pair ? pair.correlation : between;
            }
            explained[a.item * items + b.item] += a.loading * b.loading * between;
        }
    }
    return explained;
}

/// The covariance of two items' categories when the variables behind them correlate by `correlation`, -1 .. 1.
double category_covariance(const ItemThresholds& first, const ItemThresholds& second, double correlation) {
    double sum = 0;
    for (std::size_t k = 0; k < first.thresholds.size(); ++k) {
        const double h = first.thresholds[k];
        const int step = first.categories[k + 1] - first.categories[k];
        for (std::size_t l = 0; l < second.thresholds.size(); ++l) {
            const double other = second.thresholds[l];
            const int other_step = second.categories[l + 1] - second.categories[l];
            sum +=
                step * other_step * (bivariate_normal_cdf(h, other, correlation) - normal_cdf(h) * normal_cdf(other));
        }
    }
    return sum;
}

double random_variance(std::size_t category_count) {
    const auto categories = static_cast<double>(category_count);
    return (categories * categories - 1) / 12;
}

}  // namespace

Result<OmegaEstimate> omega_of(const FactorModelEstimate& model, std::optional<std::size_t> general) {
    if (!model.improper_items.empty()) {
        return invalid("The model explains more than all of an item's variance; its omega would be too high.", "model");
    }
    const auto sums = sum_factors(model);
    const double common = sums.common();
    if (!(common > 0)) {
        return invalid("The loadings explain nothing of the sum of the items; look at the reversed items.", "model");
    }
    OmegaEstimate estimate{common / (common + sums.unique), {}};
    if (general) {
        const bool is_correlated = std::ranges::any_of(
            model.correlations, [&](const auto& pair) { return pair.first == *general || pair.second == *general; });
        if (*general >= sums.loadings.size() || is_correlated) {
            return invalid("A general factor is one of the model's and correlates with no other.", "general");
        }
        estimate.hierarchical = sums.loadings[*general] * sums.loadings[*general] / (common + sums.unique);
    }
    return estimate;
}

Result<double> omega_of_categories(const PolychoricEstimate& estimate, const FactorModelEstimate& model) {
    if (!model.improper_items.empty()) {
        return invalid("The model explains more than all of an item's variance; its omega would be too high.", "model");
    }
    const std::size_t items = estimate.size();
    const auto explained = explained_correlations(model, items);
    double common = 0;
    double all = 0;
    for (std::size_t i = 0; i < items; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            const double times = i == j ? 1 : 2;
            const auto& first = estimate.items[i];
            const auto& second = estimate.items[j];
            common += times * category_covariance(first, second, explained[i * items + j]);
            all += times * category_covariance(first, second, estimate.correlation(i, j));
        }
    }
    if (!(common > 0) || !(all > 0)) {
        return invalid("The loadings explain nothing of the sum of the items; look at the reversed items.", "model");
    }
    return common / all;
}

double standard_error_of_measurement(double standard_deviation, double reliability) {
    return reliability >= 0 && reliability <= 1 && standard_deviation >= 0
               ? standard_deviation * std::sqrt(1 - reliability)
               : nan;
}

double within_group_agreement(double variance, std::size_t category_count) {
    return category_count >= 2 && variance >= 0 ? 1 - variance / random_variance(category_count) : nan;
}

double within_group_agreement_of_items(std::span<const double> variances, std::size_t category_count) {
    if (variances.empty()) {
        return nan;
    }
    double mean = 0;
    for (const double variance : variances) {
        mean += variance / static_cast<double>(variances.size());
    }
    const double agreement = within_group_agreement(mean, category_count);
    if (!(agreement >= 0)) {
        return nan;
    }
    const double stepped_up = static_cast<double>(variances.size()) * agreement;
    return stepped_up / (stepped_up + 1 - agreement);
}

}  // namespace minka::stats
