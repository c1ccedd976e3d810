#include "stats/group_change.h"

#include "stats/distribution.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace minka::stats {
namespace {

struct WeightedFit {
    double mean = 0;
    double weights = 0;
    double squared_weights = 0;
    double statistic = 0;  // sum of weight * (change - mean)^2
};

WeightedFit fit_at(double tau_squared, std::span<const double> changes, std::span<const double> variances) {
    WeightedFit fit;
    double sum = 0;
    for (std::size_t j = 0; j < changes.size(); ++j) {
        const double weight = 1 / (tau_squared + variances[j]);
        fit.weights += weight;
        fit.squared_weights += weight * weight;
        sum += weight * changes[j];
    }
    fit.mean = sum / fit.weights;
    for (std::size_t j = 0; j < changes.size(); ++j) {
        const double deviation = changes[j] - fit.mean;
        fit.statistic += deviation * deviation / (tau_squared + variances[j]);
    }
    return fit;
}

/// The statistic falls as tau^2 grows, so bisection finds the one root; 0 when it is below J - 1 from the start.
double paule_mandel(std::span<const double> changes, std::span<const double> variances, double spread) {
    const auto target = static_cast<double>(changes.size() - 1);
    const bool has_exact_group = std::ranges::any_of(variances, [](double variance) { return variance == 0; });
    double low = has_exact_group ? 1e-14 * spread : 0;
    // At the spread of the changes the statistic is at most sum(change - mean)^2 / spread = J - 1.
    double high = spread;
    if (low >= high || fit_at(low, changes, variances).statistic <= target) {
        return 0;
    }
    for (int iteration = 0; iteration < 2000; ++iteration) {
        const double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high) {
            break;
        }
        (fit_at(middle, changes, variances).statistic > target ? low : high) = middle;
    }
    return high;
}

Result<> check_changes(std::span<const double> changes, std::span<const double> variances) {
    if (changes.size() != variances.size()) {
        return invalid(fmt::format("There are {} changes and {} sampling variances; give one for each.", changes.size(),
                                   variances.size()),
                       "variances");
    }
    if (changes.size() < 2) {
        return invalid("The distribution of changes needs at least two groups.", "changes");
    }
    for (std::size_t j = 0; j < changes.size(); ++j) {
        if (!std::isfinite(changes[j])) {
            return invalid("A change is missing or infinite; leave out the group first.",
                           fmt::format("changes[{}]", j));
        }
        if (!(variances[j] >= 0) || !std::isfinite(variances[j])) {
            return invalid("A sampling variance is at least 0.", fmt::format("variances[{}]", j));
        }
    }
    return {};
}

/// The variance of the changes, divisor J - 1.
double spread_of(std::span<const double> changes) {
    const auto n = static_cast<double>(changes.size());
    double mean = 0;
    for (const double change : changes) {
        mean += change / n;
    }
    double squares = 0;
    for (const double change : changes) {
        squares += (change - mean) * (change - mean);
    }
    return squares / (n - 1);
}

}  // namespace

Result<double> sampling_variance(double variance, std::size_t answers, std::optional<std::size_t> eligible) {
    if (!(variance >= 0) || !std::isfinite(variance)) {
        return invalid("A variance is at least 0.", "variance");
    }
    if (answers == 0) {
        return invalid("A group without answers has no mean.", "answers");
    }
    if (eligible && *eligible < answers) {
        return invalid(fmt::format("{} people answered and only {} were eligible; correct the eligible count.", answers,
                                   *eligible),
                       "eligible");
    }
    const auto n = static_cast<double>(answers);
    if (!eligible) {
        return variance / n;
    }
    // 1 - n / N as one division of whole numbers: exactly 0 when all answered.
    return variance * (static_cast<double>(*eligible - answers) / static_cast<double>(*eligible)) / n;
}

Result<ChangeDistribution> change_distribution(std::span<const double> changes, std::span<const double> variances) {
    MINKA_TRY(check_changes(changes, variances));
    ChangeDistribution result;
    result.tau_squared = paule_mandel(changes, variances, spread_of(changes));
    if (result.tau_squared == 0) {
        const auto exact = std::ranges::find(variances, 0.0);
        if (exact != variances.end()) {
            return invalid(
                "The groups differ no more than by sampling error, and this one has none: its weight would "
                "be endless. Give a sampling variance above 0, for instance without the eligible count.",
                fmt::format("variances[{}]", exact - variances.begin()));
        }
    }
    const auto fit = fit_at(result.tau_squared, changes, variances);
    result.mean = fit.mean;
    result.mean_error = 1 / std::sqrt(fit.weights);
    result.tau_squared_error = std::sqrt(2 / fit.squared_weights);
    for (std::size_t j = 0; j < changes.size(); ++j) {
        ShrunkenChange group;
        group.change = changes[j];
        group.sampling_variance = variances[j];
        group.lambda = result.tau_squared / (result.tau_squared + variances[j]);
        group.shrunken = group.lambda * changes[j] + (1 - group.lambda) * result.mean;
        group.deviation = std::hypot(std::sqrt(group.lambda * variances[j]), (1 - group.lambda) * result.mean_error);
        if (variances[j] > 0) {
            group.p = 2 * normal_upper_tail(std::abs(changes[j]) / std::sqrt(variances[j]));
        }
        result.groups.push_back(group);
    }
    return result;
}

Result<ShareAbove> share_above(const ChangeDistribution& distribution, double threshold, double confidence) {
    MINKA_TRY(check_confidence(confidence));
    if (!(distribution.tau_squared > 0)) {
        return problem(ProblemCode::not_ready,
                       "The groups cannot be told apart beyond sampling error, so no share of them can be stated; "
                       "report the mean change.",
                       "tau_squared");
    }
    const double tau = std::sqrt(distribution.tau_squared);
    const double z = (distribution.mean - threshold) / tau;
    const double by_mean = distribution.mean_error / tau;
    const double by_spread = z * distribution.tau_squared_error / (2 * distribution.tau_squared);
    const double reach = normal_quantile((1 + confidence) / 2) * std::hypot(by_mean, by_spread);
    return ShareAbove{normal_cdf(z), {normal_cdf(z - reach), normal_cdf(z + reach), confidence}};
}

}  // namespace minka::stats
