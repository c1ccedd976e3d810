#include "measurement/calibration_file.h"
#include "stats/calibrated_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>

namespace minka::measurement {
namespace {

using documents::JsonArray;
using documents::JsonReader;
using documents::JsonValue;

Result<stats::ItemModel> model_named(const std::string& name, const std::string& path) {
    for (const auto model : {stats::ItemModel::graded, stats::ItemModel::generalised_partial_credit,
                             stats::ItemModel::partial_credit, stats::ItemModel::rating_scale}) {
        if (name == to_string(model)) {
            return model;
        }
    }
    return invalid(fmt::format("There is no model «{}».", name), path);
}

Result<std::vector<std::string>> texts_in(const JsonArray& array, const std::string& path) {
    std::vector<std::string> texts;
    for (const auto& value : array) {
        if (value.if_text() == nullptr) {
            return invalid("A text is expected.", path);
        }
        texts.push_back(*value.if_text());
    }
    return texts;
}

Result<std::vector<double>> numbers_in(const JsonArray& array, const std::string& path) {
    std::vector<double> numbers;
    for (const auto& value : array) {
        if (!value.if_number()) {
            return invalid("A number is expected.", path);
        }
        numbers.push_back(*value.if_number());
    }
    return numbers;
}

Result<> read_items_and_groups(JsonReader& reader, Calibration& calibration) {
    MINKA_TRY_ASSIGN(const auto* groups, reader.array("groups"));
    for (std::size_t k = 0; k < groups->size(); ++k) {
        JsonReader group((*groups)[k], fmt::format("{}[{}]", reader.path("groups"), k));
        stats::LatentGroup latent;
        MINKA_TRY_ASSIGN(auto name, group.text("group"));
        MINKA_TRY_ASSIGN(latent.mean, group.number("mean"));
        MINKA_TRY_ASSIGN(latent.deviation, group.number("deviation"));
        if (!(latent.deviation > 0)) {
            return invalid("A deviation is above 0.", group.path("deviation"));
        }
        calibration.groups.push_back(std::move(name));
        calibration.fit.groups.push_back(latent);
    }
    MINKA_TRY_ASSIGN(const auto* items, reader.array("items"));
    for (std::size_t k = 0; k < items->size(); ++k) {
        JsonReader item((*items)[k], fmt::format("{}[{}]", reader.path("items"), k));
        MINKA_TRY_ASSIGN(auto name, item.text("item"));
        MINKA_TRY_ASSIGN(const auto* categories, item.array("categories"));
        MINKA_TRY_ASSIGN(auto scale, texts_in(*categories, item.path("categories")));
        calibration.items.push_back(std::move(name));
        calibration.categories.push_back(std::move(scale));
    }
    if (calibration.groups.empty() || calibration.items.size() < 2) {
        return invalid("A calibration has a group and at least two items.", reader.path("items"));
    }
    return {};
}

/// Parameters of every item, once for all groups or once a group.
Result<> read_parameters(JsonReader& reader, stats::ItemModel model, Calibration& calibration) {
    constexpr auto nowhere = std::numeric_limits<std::uint32_t>::max();
    const std::size_t count = calibration.items.size();
    calibration.fit.places.assign(count * calibration.groups.size(), nowhere);
    MINKA_TRY_ASSIGN(const auto* parameters, reader.array("item_parameters"));
    for (std::size_t k = 0; k < parameters->size(); ++k) {
        JsonReader own((*parameters)[k], fmt::format("{}[{}]", reader.path("item_parameters"), k));
        MINKA_TRY_ASSIGN(const auto name, own.text("item"));
        MINKA_TRY_ASSIGN(const auto group, own.optional_text("group"));
        stats::ResponseItem item{model, 1, {}};
        MINKA_TRY_ASSIGN(item.slope, own.number("slope"));
        MINKA_TRY_ASSIGN(const auto* intercepts, own.array("intercepts"));
        MINKA_TRY_ASSIGN(item.intercepts, numbers_in(*intercepts, own.path("intercepts")));
        const auto found = std::ranges::find(calibration.items, name);
        if (found == calibration.items.end()) {
            return invalid(fmt::format("There is no item «{}».", name), own.path("item"));
        }
        const auto place = static_cast<std::size_t>(found - calibration.items.begin());
        for (std::size_t g = 0; g < calibration.groups.size(); ++g) {
            if (!group || *group == calibration.groups[g]) {
                calibration.fit.places[g * count + place] = static_cast<std::uint32_t>(calibration.fit.items.size());
            }
        }
        calibration.fit.items.push_back({std::move(item), {}});
    }
    const auto missing = std::ranges::find(calibration.fit.places, nowhere);
    if (missing != calibration.fit.places.end()) {
        const auto place = static_cast<std::size_t>(missing - calibration.fit.places.begin());
        return invalid(fmt::format("«{}» has no parameters.", calibration.items[place % count]),
                       reader.path("item_parameters"));
    }
    return {};
}

}  // namespace

Result<Calibration> calibration_of(const JsonValue& value) {
    JsonReader reader(value, "");
    MINKA_TRY_ASSIGN(const auto format, reader.text("format"));
    MINKA_TRY_ASSIGN(const auto version, reader.integer("version"));
    if (format != "minka-calibration") {
        return invalid("This is no calibration.", reader.path("format"));
    }
    if (version != 1) {
        return problem(ProblemCode::newer_version, "The calibration was written by a newer minka.",
                       reader.path("version"));
    }
    Calibration calibration;
    MINKA_TRY_ASSIGN(const auto model_name, reader.text("model"));
    MINKA_TRY_ASSIGN(const auto model, model_named(model_name, reader.path("model")));
    MINKA_TRY_ASSIGN(const auto nodes, reader.integer("nodes"));
    calibration.fit.options.model = model;
    calibration.fit.options.node_count = static_cast<std::size_t>(std::max<std::int64_t>(0, nodes));
    MINKA_TRY_ASSIGN(calibration.fit.options.reach, reader.number("reach"));
    MINKA_TRY_ASSIGN(calibration.scale.centre, reader.number("centre"));
    MINKA_TRY_ASSIGN(calibration.scale.spread, reader.number("spread"));
    MINKA_TRY_ASSIGN(calibration.group_column, reader.text("group_column"));
    MINKA_TRY(read_items_and_groups(reader, calibration));
    MINKA_TRY(read_parameters(reader, model, calibration));
    // The check asks for rows too; one without answers stands for them.
    const std::vector<std::uint8_t> nothing(calibration.items.size(), 255);
    const std::vector<std::uint32_t> first(1, 0);
    stats::ResponseData data{nothing, {}, 255, {}, first, static_cast<std::uint32_t>(calibration.groups.size())};
    for (const auto& scale : calibration.categories) {
        data.categories.push_back(static_cast<std::uint8_t>(std::min<std::size_t>(scale.size(), 255)));
    }
    MINKA_TRY(stats::check_responses(data));
    MINKA_TRY(stats::check_calibration(data, calibration.fit));
    return calibration;
}

Result<Calibration> read_calibration(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (!file || !(text << file.rdbuf())) {
        return problem(ProblemCode::io_failed, "The calibration cannot be read.", path.string());
    }
    const auto name = path.filename().string();
    MINKA_TRY_ASSIGN(const auto value, documents::parse_json(text.str(), name));
    auto calibration = calibration_of(value);
    if (!calibration) {
        calibration.error().field = fmt::format("{}:{}", name, calibration.error().field);
    }
    return calibration;
}

}  // namespace minka::measurement
