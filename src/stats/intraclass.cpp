#include "stats/intraclass.h"

#include "stats/distribution.h"
#include "stats/grouping.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace minka::stats {
namespace {

struct GroupSums {
    std::vector<double> count;
    std::vector<double> mean;
    double between = 0;  // sum of squares
    double within = 0;
    double grand_mean = 0;
};

/// Two passes: means first, deviations from them after, so that large values lose no digits.
GroupSums sum_groups(std::span<const double> values, const Grouping& grouping) {
    GroupSums sums;
    sums.count.resize(grouping.labels.size());
    sums.mean.resize(grouping.labels.size());
    double total = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        sums.count[grouping.index[i]] += 1;
        sums.mean[grouping.index[i]] += values[i];
        total += values[i];
    }
    sums.grand_mean = total / static_cast<double>(values.size());
    for (std::size_t group = 0; group < sums.mean.size(); ++group) {
        sums.mean[group] /= sums.count[group];
        const double deviation = sums.mean[group] - sums.grand_mean;
        sums.between += sums.count[group] * deviation * deviation;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double deviation = values[i] - sums.mean[grouping.index[i]];
        sums.within += deviation * deviation;
    }
    return sums;
}

bool are_all_equal(std::span<const double> values) {
    for (const double value : values) {
        if (value != values.front()) {
            return false;
        }
    }
    return true;
}

Result<> check_values(std::span<const double> values, std::span<const std::uint32_t> groups) {
    if (values.size() != groups.size()) {
        return invalid(
            fmt::format("There are {} values and {} group numbers; give one for each.", values.size(), groups.size()),
            "groups");
    }
    if (values.empty()) {
        return invalid("There are no values to compare between groups.", "values");
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values[i])) {
            return invalid("A value is missing or infinite; leave it out first.", fmt::format("values[{}]", i));
        }
    }
    return {};
}

}  // namespace

Result<OneWayVariance> one_way_variance(std::span<const double> values, std::span<const std::uint32_t> groups) {
    MINKA_TRY(check_values(values, groups));
    const auto grouping = group_by_number(groups);
    if (grouping.labels.size() < 2) {
        return invalid("All values are of one group; comparing groups takes at least two.", "groups");
    }
    if (grouping.labels.size() == values.size()) {
        return invalid("No group has two values: what varies within groups cannot be told.", "groups");
    }
    if (are_all_equal(values)) {
        return invalid("All values are the same: there is no variation to divide between and within groups.", "values");
    }
    const auto sums = sum_groups(values, grouping);
    double squared_sizes = 0;
    for (const double count : sums.count) {
        squared_sizes += count * count;
    }
    OneWayVariance result;
    result.group_count = grouping.labels.size();
    result.observation_count = values.size();
    const auto groups_n = static_cast<double>(result.group_count);
    const auto n = static_cast<double>(values.size());
    result.mean = sums.grand_mean;
    result.degrees_between = groups_n - 1;
    result.degrees_within = n - groups_n;
    result.mean_square_between = sums.between / result.degrees_between;
    result.mean_square_within = sums.within / result.degrees_within;
    result.f = result.mean_square_within == 0 ? std::numeric_limits<double>::infinity()
                                              : result.mean_square_between / result.mean_square_within;
    result.p = f_upper_tail(result.f, result.degrees_between, result.degrees_within);
    result.mean_group_size = n / groups_n;
    result.adjusted_group_size = (n - squared_sizes / n) / result.degrees_between;
    return result;
}

Result<IntraclassEstimate> intraclass_correlation(std::span<const double> values, std::span<const std::uint32_t> groups,
                                                  double confidence) {
    MINKA_TRY(check_confidence(confidence));
    MINKA_TRY_ASSIGN(const auto analysis, one_way_variance(values, groups));
    const double between = analysis.mean_square_between;
    const double within = analysis.mean_square_within;
    const auto icc1 = [&](double size) { return (between - within) / (between + (size - 1) * within); };
    IntraclassEstimate estimate;
    estimate.analysis = analysis;
    estimate.icc1 = icc1(analysis.adjusted_group_size);
    estimate.icc1_at_mean_size = icc1(analysis.mean_group_size);
    estimate.variance_between = (between - within) / analysis.adjusted_group_size;
    estimate.variance_within = within;
    if (between > 0) {
        estimate.icc2 = (between - within) / between;
    }
    const double stepped_up = group_mean_reliability(estimate.icc1, analysis.mean_group_size);
    if (!std::isnan(stepped_up)) {
        estimate.icc2_at_mean_size = stepped_up;
    }
    const double tail = (1 - confidence) / 2;
    const auto bound = [&](double quantile) {
        // (F/q - 1) / (F/q + m - 1), written with mean squares so that an infinite F gives 1.
        const double scaled = within * quantile;
        return (between - scaled) / (between + (analysis.adjusted_group_size - 1) * scaled);
    };
    estimate.icc1_interval = {bound(f_quantile(1 - tail, analysis.degrees_between, analysis.degrees_within)),
                              bound(f_quantile(tail, analysis.degrees_between, analysis.degrees_within)), confidence};
    return estimate;
}

double group_mean_reliability(double icc1, double group_size) {
    const double divisor = 1 + (group_size - 1) * icc1;
    return divisor > 0 ? group_size * icc1 / divisor : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace minka::stats
