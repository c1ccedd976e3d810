#include "stats/calibrated_table.h"

#include <fmt/format.h>

namespace minka::stats {
namespace {

std::vector<double> own_parameters(const ResponseItem& item) {
    std::vector<double> own{item.slope};
    own.insert(own.end(), item.intercepts.begin(), item.intercepts.end());
    return own;
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
    std::vector<std::uint32_t> first_row;
    std::vector<double> rows;
    for (std::size_t item = 0; item < fit.item_count(); ++item) {
        const auto& calibrated = fit.item(item, group).item;
        const std::size_t first = rows.size();
        first_row.push_back(static_cast<std::uint32_t>(first / grid.width));
        rows.resize(first + calibrated.categories() * grid.width);
        fill_category_rows(calibrated.model, own_parameters(calibrated), grid.nodes(), grid.width,
                           std::span(rows).subspan(first));
    }
    const auto& latent = fit.groups[group];
    return make_bundle_table(patterns, grid, {rows, first_row}, latent.mean, latent.deviation);
}

}  // namespace minka::stats
