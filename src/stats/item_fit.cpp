#include "stats/item_fit.h"

#include "stats/distribution.h"
#include "stats/false_discovery.h"
#include "stats/summed_score_fit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace minka::stats {
namespace {

/// Sums of squares of an item over groups, and its categories' people.
struct FitSums {
    double answers = 0;
    double standardised = 0;
    double squares = 0;
    double variances = 0;
    std::vector<double> weight;
    std::vector<double> theta;
    std::vector<double> off;           ///< standardised squares
    std::vector<double> expected_off;  ///< as many as the model expects of the same people
    std::vector<bool> is_likeliest;
};

void add_squares(const CalibratedExpectation& group, const NodeGrid& grid, std::size_t item, FitSums& sums) {
    const std::size_t categories = group.first_row[item + 1] - group.first_row[item];
    sums.weight.resize(categories);
    sums.theta.resize(categories);
    sums.off.resize(categories);
    sums.expected_off.resize(categories);
    sums.is_likeliest.resize(categories);
    for (std::size_t q = 0; q < grid.nodes().size(); ++q) {
        const auto at = [&](std::span<const double> rows, std::size_t k) {
            return rows[(group.first_row[item] + k) * grid.width + q];
        };
        double mean = 0;
        std::size_t likeliest = 0;
        for (std::size_t k = 0; k < categories; ++k) {
            const double p = at(group.probabilities, k);
            mean += static_cast<double>(k) * p;
            likeliest = p > at(group.probabilities, likeliest) ? k : likeliest;
        }
        sums.is_likeliest[likeliest] = true;
        double variance = 0;  // around the mean: square - mean^2 loses its digits at the ends
        for (std::size_t k = 0; k < categories; ++k) {
            const double off = static_cast<double>(k) - mean;
            variance += at(group.probabilities, k) * off * off;
        }
        double all = 0;
        for (std::size_t k = 0; k < categories; ++k) {
            all += at(group.expected, k);
        }
        for (std::size_t k = 0; k < categories; ++k) {
            const double people = at(group.expected, k);
            const double off = static_cast<double>(k) - mean;
            sums.answers += people;
            const double standardised = people > 0 ? people * off * off / variance : 0;
            sums.standardised += standardised;
            sums.off[k] += standardised;
            sums.expected_off[k] += all > 0 ? all * at(group.probabilities, k) * off * off / variance : 0;
            sums.squares += people * off * off;
            sums.variances += people * variance;
            sums.weight[k] += people;
            sums.theta[k] += people * grid.nodes()[q];
        }
    }
}

ItemFit told(const FitSums& sums, const ResponseItem& item) {
    ItemFit fit;
    fit.outfit = sums.standardised / sums.answers;
    fit.infit = sums.squares / sums.variances;
    fit.has_rising_categories = true;
    fit.has_ordered_thresholds = true;
    for (std::size_t k = 0; k < sums.weight.size(); ++k) {
        const double people = sums.weight[k];
        fit.categories.push_back({people, people > 0 ? sums.theta[k] / people : 0,
                                  people > 0 ? sums.off[k] / sums.expected_off[k] : 0, sums.is_likeliest[k]});
        if (k > 0) {
            fit.has_rising_categories &= fit.categories[k].mean_theta > fit.categories[k - 1].mean_theta;
        }
        if (k > 1) {
            fit.has_ordered_thresholds &= item.threshold(k - 1) > item.threshold(k - 2);
        }
    }
    return fit;
}

/// Parameters of an item that its fit used up: with a shared slope or shared steps only its own.
double own_parameter_count(const ResponseItem& item) {
    switch (item.model) {
        case ItemModel::rating_scale: return 1;
        case ItemModel::partial_credit: return static_cast<double>(item.categories() - 1);
        case ItemModel::graded:
        case ItemModel::generalised_partial_credit: break;
    }
    return static_cast<double>(item.categories());
}

Result<> add_summed_fit(const ResponseFit& fit, const std::vector<SummedScoreTable>& tables,
                        std::vector<ItemFit>& items) {
    std::vector<double> p;
    for (std::size_t item = 0; item < items.size(); ++item) {
        const auto sum = sum_pearson(tables[item]);
        double parameters = 0;
        for (std::size_t group = 0; group < fit.groups.size(); ++group) {
            const bool is_new = group == 0 || &fit.item(item, group) != &fit.item(item, 0);
            parameters += is_new ? own_parameter_count(fit.item(item, group).item) : 0;
        }
        if (sum.cells > parameters) {
            const double degrees = sum.cells - parameters;
            items[item].summed =
                SummedScoreFit{sum.chi_square, degrees, chi_square_upper_tail(sum.chi_square, degrees), 1};
            p.push_back(items[item].summed->p);
        }
    }
    MINKA_TRY_ASSIGN(const auto adjusted, adjust_false_discovery(p));
    std::size_t next = 0;
    for (auto& item : items) {
        if (item.summed) {
            item.summed->adjusted_p = adjusted[next++];
        }
    }
    return {};
}

}  // namespace

Result<std::vector<ItemFit>> fit_of_items(const ResponseData& data, const ResponseFit& fit) {
    MINKA_TRY(check_responses(data));
    MINKA_TRY(check_calibration(data, fit));
    const auto patterns = collapse_rows(data);
    const NodeGrid grid(fit.options.node_count, fit.options.reach);
    std::vector<FitSums> sums(data.item_count());
    std::vector<SummedScoreTable> tables;
    for (std::size_t group = 0; group < fit.groups.size(); ++group) {
        const auto expectation = expect_calibrated(fit, patterns, grid, group);
        for (std::size_t item = 0; item < data.item_count(); ++item) {
            add_squares(expectation, grid, item, sums[item]);
        }
        add_summed_scores(expectation, patterns, grid, group, tables);
    }
    std::vector<ItemFit> items;
    for (std::size_t item = 0; item < data.item_count(); ++item) {
        if (!(sums[item].answers > 0)) {
            return invalid("Nobody answered this item.", fmt::format("item {}", item));
        }
        items.push_back(told(sums[item], fit.item(item).item));
    }
    MINKA_TRY(add_summed_fit(fit, tables, items));
    return items;
}

std::vector<double> item_information_curve(const ResponseItem& item, std::span<const double> theta) {
    std::vector<double> curve;
    curve.reserve(theta.size());
    for (const double place : theta) {
        curve.push_back(item_information(item, place));
    }
    return curve;
}

std::vector<double> information_curve(const ResponseFit& fit, std::size_t group, std::span<const double> theta) {
    std::vector<double> curve(theta.size());
    for (std::size_t item = 0; item < fit.item_count(); ++item) {
        const auto own = item_information_curve(fit.item(item, group).item, theta);
        for (std::size_t k = 0; k < theta.size(); ++k) {
            curve[k] += own[k];
        }
    }
    return curve;
}

}  // namespace minka::stats
