#include "stats/invariance_sample.h"

#include <fmt/format.h>

#include <algorithm>

namespace minka::stats {
namespace {

std::unexpected<Problem> in_group(Problem problem, std::size_t group) {
    problem.message = fmt::format("Group {}: {}", group, problem.message);
    problem.field = fmt::format("groups[{}].{}", group, problem.field);
    return std::unexpected(std::move(problem));
}

Result<GroupSample> sample_of(const AnswerMatrix& matrix, std::span<const std::uint32_t> groups, std::uint32_t group,
                              const FactorPattern& pattern) {
    std::vector<std::uint8_t> answers;
    for (std::size_t row = 0; row < matrix.row_count(); ++row) {
        if (groups[row] == group) {
            const auto own = matrix.row(row);
            answers.insert(answers.end(), own.begin(), own.end());
        }
    }
    const AnswerMatrix part{answers, matrix.item_count, matrix.category_count, matrix.missing, matrix.reversed};
    MINKA_TRY_ASSIGN(const auto estimate, polychoric_correlations(part, every_item(part)));
    GroupSample sample;
    MINKA_TRY_ASSIGN(sample.moments, ordinal_moments(part, estimate));
    for (const auto& item : estimate.items) {
        sample.threshold_counts.push_back(item.thresholds.size());
        sample.categories.push_back(item.categories);
    }
    MINKA_TRY_ASSIGN(sample.model, fit_ordinal_factors(estimate, sample.moments.correlation_errors(), pattern));
    return sample;
}

struct Line {
    double scale = 1;
    double shift = 0;
};

/// A group's thresholds as scale * (the first group's - shift), item by item, by least squares.
std::vector<Line> lines_to_first(const std::vector<GroupSample>& samples, std::size_t group) {
    std::vector<Line> lines;
    std::size_t first = 0;
    for (const auto count : samples[group].threshold_counts) {
        double sums[4] = {0, 0, 0, 0};
        for (std::size_t place = first; place < first + count; ++place) {
            const double x = samples.front().moments.values[place];
            const double y = samples[group].moments.values[place];
            sums[0] += x / static_cast<double>(count);
            sums[1] += y / static_cast<double>(count);
            sums[2] += x * x;
            sums[3] += x * y;
        }
        const auto n = static_cast<double>(count);
        const double scale = count < 2 ? 1 : (sums[3] - n * sums[0] * sums[1]) / (sums[2] - n * sums[0] * sums[0]);
        lines.push_back({std::max(scale, 0.1), sums[0] - sums[1] / std::max(scale, 0.1)});
        first += count;
    }
    return lines;
}

/// How far a group's factors spread beside those of the first group, by the sums of their loadings.
std::vector<double> spread_ratios(const std::vector<GroupSample>& samples, std::size_t group,
                                  const std::vector<Line>& cuts, std::size_t factors) {
    std::vector<double> own(factors, 0);
    std::vector<double> first(factors, 0);
    for (std::size_t place = 0; place < samples[group].model.loadings.size(); ++place) {
        const auto& loading = samples[group].model.loadings[place];
        own[loading.factor] += loading.loading / cuts[loading.item].scale;
        first[loading.factor] += samples.front().model.loadings[place].loading;
    }
    for (std::size_t factor = 0; factor < own.size(); ++factor) {
        own[factor] = first[factor] > 0 ? std::clamp(own[factor] / first[factor], 0.3, 3.0) : 1;
    }
    return own;
}

}  // namespace

Result<std::vector<GroupSample>> samples_by_group(const AnswerMatrix& matrix, std::span<const std::uint32_t> groups,
                                                  std::size_t group_count, const FactorPattern& pattern) {
    std::vector<GroupSample> samples;
    std::size_t rows = 0;
    for (std::uint32_t group = 0; group < group_count; ++group) {
        auto sample = sample_of(matrix, groups, group, pattern);
        if (!sample) {
            return in_group(std::move(sample).error(), group);
        }
        rows += sample->moments.rows;
        for (std::size_t item = 0; item < sample->categories.size(); ++item) {
            const auto field = fmt::format("items[{}]", item);
            if (sample->categories[item].size() < 3 && matrix.category_count > 2) {
                return invalid(fmt::format("Item {} has two categories in use in group {}, and others have more. With "
                                           "one threshold its thresholds and loadings cannot be asked about one after "
                                           "the other (Wu & Estabrook 2016): join the categories of all items into "
                                           "two, or leave it out.",
                                           item, group),
                               field);
            }
            if (group > 0 && sample->categories[item] != samples.front().categories[item]) {
                return invalid(fmt::format("Group {} does not use the same categories of item {} as the first group; "
                                           "join categories, or leave the item or the group out.",
                                           group, item),
                               field);
            }
        }
        samples.push_back(*std::move(sample));
    }
    for (auto& sample : samples) {
        sample.share = static_cast<double>(sample.moments.rows) / static_cast<double>(rows);
    }
    return samples;
}

std::vector<double> start_values(const InvarianceParameters& parameters, const std::vector<GroupSample>& samples) {
    std::vector<double> values(parameters.size(), 0);
    const auto put = [&](std::size_t place, double value) {
        if (place != InvarianceParameters::fixed) {
            values[place] = value;
        }
    };
    // The last group is written first, so that what is shared has the values of the first group.
    for (std::size_t group = samples.size(); group-- > 0;) {
        const bool is_scaled = parameters.scale(samples.size() - 1, 0) != InvarianceParameters::fixed;
        const auto cuts = is_scaled ? lines_to_first(samples, group) : std::vector<Line>(parameters.item_count());
        const auto ratios = spread_ratios(samples, group, cuts, parameters.factor_count());
        for (std::size_t place = 0; place < samples[group].moments.threshold_count; ++place) {
            put(parameters.threshold(group, place), samples[group].moments.values[place]);
        }
        const auto& model = samples[group].model;
        for (std::size_t place = 0; place < model.loadings.size(); ++place) {
            put(parameters.loading(group, place),
                model.loadings[place].loading / cuts[model.loadings[place].item].scale);
        }
        for (const auto& pair : model.correlations) {
            const bool is_free = parameters.covariance(samples.size() - 1, 0, 0) != InvarianceParameters::fixed;
            const double spread = is_free ? ratios[pair.first] * ratios[pair.second] : 1;
            put(parameters.covariance(group, pair.first, pair.second), spread * pair.correlation);
        }
        for (std::size_t factor = 0; factor < parameters.factor_count(); ++factor) {
            put(parameters.covariance(group, factor, factor), ratios[factor] * ratios[factor]);
        }
        for (std::size_t item = 0; item < parameters.item_count(); ++item) {
            put(parameters.intercept(group, item), cuts[item].shift);
            put(parameters.scale(group, item), cuts[item].scale);
        }
    }
    return values;
}

}  // namespace minka::stats
