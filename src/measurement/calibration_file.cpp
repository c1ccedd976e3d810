#include "measurement/calibration_file.h"

#include <fmt/format.h>

#include <algorithm>

namespace minka::measurement {
namespace {

using documents::json_object;
using documents::JsonArray;
using documents::JsonValue;

constexpr std::int64_t format_version = 1;

JsonArray numbers_of(std::span<const double> values) {
    JsonArray array;
    for (const double value : values) {
        array.emplace_back(value);
    }
    return array;
}

JsonArray texts_of(const std::vector<std::string>& texts) {
    JsonArray array;
    for (const auto& text : texts) {
        array.emplace_back(text);
    }
    return array;
}

JsonValue item_value(const Calibration& calibration, std::size_t item, std::size_t group, bool is_shared) {
    const auto& calibrated = calibration.fit.item(item, group);
    auto value = json_object({{"item", calibration.items[item]}, {"slope", calibrated.item.slope}});
    if (!is_shared) {
        value.set("group", calibration.groups[group]);
    }
    value.set("intercepts", numbers_of(calibrated.item.intercepts));
    std::vector<double> thresholds;
    std::vector<double> errors;
    for (std::size_t k = 0; k < calibrated.item.intercepts.size(); ++k) {
        thresholds.push_back(calibrated.item.threshold(k));
        if (calibrated.covariance.rows() > 0) {
            errors.push_back(calibrated.threshold_error(k));
        }
    }
    value.set("thresholds", numbers_of(thresholds));
    if (calibrated.covariance.rows() > 0) {
        value.set("slope_error", calibrated.slope_error());
        value.set("threshold_errors", numbers_of(errors));
    }
    return value;
}

JsonValue fit_value(const std::string& name, const stats::ItemFit& fit) {
    JsonArray categories;
    for (const auto& category : fit.categories) {
        categories.push_back(json_object({{"weight", category.weight},
                                          {"mean_theta", category.mean_theta},
                                          {"is_ever_likeliest", category.is_ever_likeliest}}));
    }
    auto value = json_object({{"item", name}, {"infit", fit.infit}, {"outfit", fit.outfit}});
    if (fit.summed) {
        value.set("s_x2", json_object({{"chi_square", fit.summed->chi_square},
                                       {"degrees", fit.summed->degrees},
                                       {"p", fit.summed->p},
                                       {"adjusted_p", fit.summed->adjusted_p}}));
    }
    value.set("categories", std::move(categories));
    value.set("has_rising_categories", fit.has_rising_categories);
    value.set("has_ordered_thresholds", fit.has_ordered_thresholds);
    return value;
}

JsonValue link_value(const CalibrationLink& link) {
    JsonArray anchors;
    for (std::size_t k = 0; k < link.anchors.size(); ++k) {
        const auto& drift = link.study.anchors[k];
        anchors.push_back(json_object({{"item", link.anchors[k]},
                                       {"difference", drift.difference},
                                       {"robust_z", drift.robust_z},
                                       {"is_kept", drift.is_kept}}));
    }
    return json_object({{"to", link.to},
                        {"method", to_string(link.method)},
                        {"slope", link.study.link.slope},
                        {"shift", link.study.link.shift},
                        {"slope_error", link.study.slope_error},
                        {"shift_error", link.study.shift_error},
                        {"is_settled", link.study.is_settled},
                        {"anchors", std::move(anchors)}});
}

JsonArray group_values(const Calibration& calibration) {
    JsonArray groups;
    for (std::size_t group = 0; group < calibration.groups.size(); ++group) {
        const auto& latent = calibration.fit.groups[group];
        groups.push_back(json_object({{"group", calibration.groups[group]},
                                      {"weight", latent.weight},
                                      {"mean", latent.mean},
                                      {"deviation", latent.deviation},
                                      {"mean_error", latent.mean_error},
                                      {"deviation_error", latent.deviation_error}}));
    }
    return groups;
}

/// Whether a group's item is that of the first group.
bool is_shared(const stats::ResponseFit& fit, std::size_t item) {
    for (std::size_t group = 1; group < fit.groups.size(); ++group) {
        if (&fit.item(item, group) != &fit.item(item)) {
            return false;
        }
    }
    return true;
}

}  // namespace

Result<Calibration> calibrate(const ItemFile& file, const std::string& group_column,
                              const stats::ResponseOptions& options) {
    MINKA_TRY(require_used_categories(file));
    const auto data = file.data();
    Calibration calibration{file.items, file.categories, group_column, file.groups, {}, {}, {}, {}};
    MINKA_TRY_ASSIGN(calibration.fit, stats::fit_item_response(data, options));
    MINKA_TRY_ASSIGN(calibration.item_fit, stats::fit_of_items(data, calibration.fit));
    return calibration;
}

Result<> link_to_baseline(Calibration& calibration, const Calibration& baseline, const std::string& baseline_name,
                          const stats::LinkOptions& options) {
    CalibrationLink link{baseline_name, options.method, {}, {}};
    std::vector<stats::AnchorItem> anchors;
    for (std::size_t item = 0; item < calibration.items.size(); ++item) {
        const auto found = std::ranges::find(baseline.items, calibration.items[item]);
        const auto place = static_cast<std::size_t>(found - baseline.items.begin());
        if (found != baseline.items.end() && baseline.categories[place] == calibration.categories[item]) {
            anchors.push_back({baseline.fit.item(place).item, calibration.fit.item(item).item});
            link.anchors.push_back(calibration.items[item]);
        }
    }
    MINKA_TRY_ASSIGN(link.study, stats::link_scales(anchors, options));
    calibration.fit = stats::linked(calibration.fit, link.study.link);
    for (auto& fit : calibration.item_fit) {
        for (auto& category : fit.categories) {
            category.mean_theta = link.study.link.slope * category.mean_theta + link.study.link.shift;
        }
    }
    calibration.scale = baseline.scale;
    calibration.link = std::move(link);
    return {};
}

JsonValue to_json_value(const Calibration& calibration) {
    const auto& fit = calibration.fit;
    JsonArray items;
    JsonArray parameters;
    JsonArray item_fit;
    for (std::size_t item = 0; item < calibration.items.size(); ++item) {
        items.push_back(
            json_object({{"item", calibration.items[item]}, {"categories", texts_of(calibration.categories[item])}}));
        const bool shared = is_shared(fit, item);
        for (std::size_t group = 0; group < (shared ? 1 : calibration.groups.size()); ++group) {
            parameters.push_back(item_value(calibration, item, group, shared));
        }
        if (!calibration.item_fit.empty()) {
            item_fit.push_back(fit_value(calibration.items[item], calibration.item_fit[item]));
        }
    }
    auto value = json_object({{"format", "minka-calibration"},
                              {"version", format_version},
                              {"model", to_string(fit.options.model)},
                              {"rows", fit.row_count},
                              {"patterns", fit.pattern_count},
                              {"log_likelihood", fit.log_likelihood},
                              {"parameters", fit.parameter_count},
                              {"aic", fit.aic()},
                              {"bic", fit.bic()},
                              {"has_converged", fit.has_converged},
                              {"passes", std::int64_t{fit.passes}},
                              {"nodes", fit.options.node_count},
                              {"reach", fit.options.reach},
                              {"centre", calibration.scale.centre},
                              {"spread", calibration.scale.spread},
                              {"group_column", calibration.group_column},
                              {"groups", group_values(calibration)},
                              {"items", std::move(items)},
                              {"item_parameters", std::move(parameters)}});
    if (!item_fit.empty()) {
        value.set("item_fit", std::move(item_fit));
    }
    if (calibration.link) {
        value.set("link", link_value(*calibration.link));
    }
    return value;
}

}  // namespace minka::measurement
