#include "stats/calibrated_table.h"

#include <fmt/format.h>

#include <cmath>

namespace minka::stats {
namespace {

std::vector<double> own_parameters(const ResponseItem& item) {
    std::vector<double> own{item.slope};
    own.insert(own.end(), item.intercepts.begin(), item.intercepts.end());
    return own;
}

/// The rows of every item, and where each begins; one more than items.
struct ItemRows {
    std::vector<std::uint32_t> first_row;
    std::vector<double> rows;
};

ItemRows rows_of(const ResponseFit& fit, const NodeGrid& grid, std::size_t group) {
    ItemRows result{{0}, {}};
    for (std::size_t item = 0; item < fit.item_count(); ++item) {
        const auto& calibrated = fit.item(item, group).item;
        const std::size_t first = result.rows.size();
        result.rows.resize(first + calibrated.categories() * grid.width);
        fill_category_rows(calibrated.model, own_parameters(calibrated), grid.nodes(), grid.width,
                           std::span(result.rows).subspan(first));
        result.first_row.push_back(static_cast<std::uint32_t>(result.rows.size() / grid.width));
    }
    return result;
}

}  // namespace

Result<> check_calibration(const ResponseData& data, const ResponseFit& fit) {
    if (fit.item_count() != data.item_count()) {
        return invalid(fmt::format("The model has {} items and the answers {}.", fit.item_count(), data.item_count()),
                       "fit");
    }
    if (fit.groups.size() != data.group_count) {
        return invalid(fmt::format("The model has {} groups and the answers {}.", fit.groups.size(), data.group_count),
                       "fit");
    }
    if (fit.options.node_count < 11 || fit.options.node_count > 512 || !(fit.options.reach > 0)) {
        return invalid("Nodes are 11 to 512 on -reach .. reach.", "fit.options");
    }
    const double spacing = 2 * fit.options.reach / static_cast<double>(fit.options.node_count - 1);
    for (std::size_t group = 0; group < fit.groups.size(); ++group) {
        // Else no node would have any weight.
        if (!(std::abs(fit.groups[group].mean) <= fit.options.reach && fit.groups[group].deviation >= spacing / 4 &&
              std::isfinite(fit.groups[group].deviation))) {
            return invalid(
                "A group's mean lies within the nodes, and its deviation is not below a quarter of their "
                "distance.",
                fmt::format("group {}", group));
        }
    }
    for (std::size_t item = 0; item < data.item_count(); ++item) {
        for (std::size_t group = 0; group < fit.groups.size(); ++group) {
            const auto& calibrated = fit.item(item, group).item;
            if (calibrated.categories() != data.categories[item]) {
                return invalid("The item has another number of categories in the model.", fmt::format("item {}", item));
            }
            if (!is_proper_item(calibrated.model, own_parameters(calibrated))) {
                return invalid("The item's parameters are no proper ones of its model.", fmt::format("item {}", item));
            }
        }
    }
    return {};
}

BundleTable calibrated_table(const ResponseFit& fit, const ResponsePatterns& patterns, const NodeGrid& grid,
                             std::size_t group) {
    const auto items = rows_of(fit, grid, group);
    return make_bundle_table(patterns, grid, {items.rows, items.first_row}, fit.groups[group].mean,
                             fit.groups[group].deviation);
}

CalibratedExpectation expect_calibrated(const ResponseFit& fit, const ResponsePatterns& patterns, const NodeGrid& grid,
                                        std::size_t group) {
    auto items = rows_of(fit, grid, group);
    const auto table = make_bundle_table(patterns, grid, {items.rows, items.first_row}, fit.groups[group].mean,
                                         fit.groups[group].deviation);
    const std::size_t first = patterns.first_of_group[group];
    std::vector<double> of_codes(table.rows.size());
    expect_patterns({patterns.codes.data() + first * patterns.bundles.size(), patterns.weights.data() + first,
                     patterns.first_of_group[group + 1] - first},
                    table, of_codes.data());
    CalibratedExpectation result{std::move(items.first_row), std::move(items.rows), {}, table.prior};
    result.expected.assign(result.probabilities.size(), 0.0);
    std::vector<double> masses(grid.width);
    share_out_codes(patterns, table, of_codes, result.first_row, result.expected, masses);
    return result;
}

}  // namespace minka::stats
