#include "stats/response_design.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace minka::stats {
namespace {

/// Weights of each category of each cell.
std::vector<double> count_categories(const ResponseDesign& design, const ResponsePatterns& patterns) {
    std::vector<double> counts(design.row_count());
    const std::size_t bundles = patterns.bundles.size();
    for (std::size_t group = 0; group < patterns.group_count(); ++group) {
        for (std::size_t b = 0; b < bundles; ++b) {
            const auto& bundle = patterns.bundles[b];
            std::vector<double> of_code(bundle.code_count);
            for (std::size_t p = patterns.first_of_group[group]; p < patterns.first_of_group[group + 1]; ++p) {
                of_code[patterns.codes[p * bundles + b]] += patterns.weights[p];
            }
            for (std::uint32_t code = 0; code < bundle.code_count; ++code) {
                std::uint32_t rest = code;
                for (std::uint32_t item = bundle.first_item + bundle.item_count; item-- > bundle.first_item;) {
                    const std::uint32_t answer = rest % patterns.item_codes[item];
                    rest /= patterns.item_codes[item];
                    const auto& cell = design.cells()[design.cell_of(group, item)];
                    if (answer < cell.categories) {
                        counts[cell.first_row + answer] += of_code[code];
                    }
                }
            }
        }
    }
    return counts;
}

/// Correlations of each item with the mean of a person's other answers, each as a share of its range, on a sample.
std::vector<double> rest_correlations(const ResponsePatterns& patterns) {
    const auto few = thin_patterns(patterns, 2000);
    const std::size_t items = patterns.item_count();
    std::vector<std::uint8_t> answers(items);
    std::vector<std::array<double, 6>> sums(items);
    for (std::size_t p = 0; p < few.count(); ++p) {
        few.answers_of(p, answers);
        double total = 0;
        double answered = 0;
        const auto share = [&](std::size_t item) { return answers[item] / (few.item_codes[item] - 2.0); };
        for (std::size_t item = 0; item < items; ++item) {
            if (answers[item] + 1 < few.item_codes[item]) {
                total += share(item);
                ++answered;
            }
        }
        for (std::size_t item = 0; answered > 1 && item < items; ++item) {
            if (answers[item] + 1 < few.item_codes[item]) {
                const double x = share(item);
                const double y = (total - x) / (answered - 1);
                const double w = few.weights[p];
                const double parts[6] = {w, w * x, w * y, w * x * x, w * y * y, w * x * y};
                for (std::size_t k = 0; k < 6; ++k) {
                    sums[item][k] += parts[k];
                }
            }
        }
    }
    std::vector<double> correlations;
    for (const auto& s : sums) {
        const double x = s[0] > 0 ? s[3] - s[1] * s[1] / s[0] : 0;
        const double y = s[0] > 0 ? s[4] - s[2] * s[2] / s[0] : 0;
        correlations.push_back(x > 0 && y > 0 ? (s[5] - s[1] * s[2] / s[0]) / std::sqrt(x * y) : 0.5);
    }
    return correlations;
}

/// The slope of a normal factor with this loading, in logistic units.
double slope_of(double correlation) {
    const double loading = std::clamp(correlation, -0.9, 0.9);
    const double slope = 1.7 * loading / std::sqrt(1 - loading * loading);
    return std::abs(slope) < 0.3 ? std::copysign(0.3, slope) : slope;
}

std::vector<double> intercepts_of(ItemModel model, std::span<const double> counts, double slope) {
    std::vector<double> intercepts;
    const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
    const double wider = std::sqrt(1 + slope * slope / 2.89);
    double above = total;
    double sum = 0;
    for (std::size_t k = 1; k < counts.size(); ++k) {
        above -= counts[k - 1];
        sum += std::log(counts[k] / counts[k - 1]);
        intercepts.push_back(model == ItemModel::graded ? wider * std::log(above / (total - above)) : sum);
    }
    return intercepts;
}

}  // namespace

Result<std::vector<double>> first_parameters(const ResponseDesign& design, const ResponsePatterns& patterns) {
    const auto counts = count_categories(design, patterns);
    const auto correlations = rest_correlations(patterns);
    const double mean_correlation =
        std::accumulate(correlations.begin(), correlations.end(), 0.0) / static_cast<double>(correlations.size());
    const bool is_tied = design.model() == ItemModel::partial_credit || design.model() == ItemModel::rating_scale;
    std::vector<double> parameters(design.parameter_count());
    std::vector<double> shares(design.parameter_count());
    for (const auto& cell : design.cells()) {
        const auto own = std::span(counts).subspan(cell.first_row, cell.categories);
        const auto unused = std::ranges::find_if(own, [](double count) { return !(count > 0); });
        if (unused != own.end()) {
            return invalid("Nobody chose this category; join it with its neighbour or leave the item out.",
                           fmt::format("item {}, category {}", cell.item, unused - own.begin()));
        }
        // A step of partial credit is about half as steep as a cumulative one.
        const double steep = slope_of(is_tied ? mean_correlation : correlations[cell.item]);
        const double slope = design.model() == ItemModel::graded || cell.categories == 2 ? steep : steep / 2;
        const auto intercepts = intercepts_of(design.model(), own, slope);
        parameters[cell.own[0][0].index] = slope;
        for (std::size_t k = 1; k < cell.own.size(); ++k) {
            const auto& [first, second] = cell.own[k];
            if (design.model() != ItemModel::rating_scale) {
                parameters[first.index] = intercepts[k - 1];
                continue;
            }
            const double place = intercepts.back() / static_cast<double>(intercepts.size());
            parameters[first.index] = place;
            if (second.coefficient > 0) {
                parameters[second.index] += intercepts[k - 1] - static_cast<double>(k) * place;
                shares[second.index] += 1;
            }
        }
    }
    for (std::size_t k = 0; k < parameters.size(); ++k) {
        parameters[k] /= shares[k] > 0 ? shares[k] : 1;
    }
    return parameters;
}

}  // namespace minka::stats
