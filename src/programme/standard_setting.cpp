#include "programme/standard_setting.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace minka::programme {

using documents::YamlNode;
using documents::YamlReader;

namespace {

constexpr std::array<std::string_view, 4> methods{"angoff", "bookmark", "contrasting_groups", "body_of_work"};
constexpr std::array<std::string_view, 2> units{"item_mean", "baseline"};
constexpr std::int64_t smallest_panel = 5;
constexpr std::int64_t largest_panel = 1000;
constexpr double lowest_cut = -1000;
constexpr double highest_cut = 1000;

CutBand read_band(const YamlNode& node, bool is_first, const FileReading& reading) {
    YamlReader reader(node, reading.problems);
    CutBand band;
    band.code = read_code(reader, "code");
    band.name = read_localized(reader, "name", reading);
    if (!is_first) {
        band.from = reader.number("from", lowest_cut, highest_cut);
    }
    reader.finish();
    return band;
}

ScaleCuts read_cuts(const YamlNode& node, const FileReading& reading) {
    YamlReader reader(node, reading.problems);
    ScaleCuts cuts;
    cuts.informant = read_code(reader, "informant");
    cuts.scale = read_code(reader, "scale");
    cuts.is_baseline = reader.choice("unit", units) == 1;
    cuts.line = node.line;
    for (const auto& item : reader.sequence("bands")) {
        auto band = read_band(item, cuts.bands.empty(), reading);
        if (cuts.bands.size() > 1 && band.from <= cuts.bands.back().from) {
            reading.problems.add(item, "Each band begins above the one before.");
        }
        cuts.bands.push_back(std::move(band));
    }
    if (cuts.bands.size() < 2) {
        reader.problem("bands", "Cuts part a scale into two bands at least.");
    }
    reader.finish();
    return cuts;
}

}  // namespace

std::string_view to_string(SettingMethod method) { return methods[static_cast<std::size_t>(method)]; }

const ScaleCuts* StandardSetting::cuts_of(std::string_view informant, std::string_view scale) const {
    const auto found = std::ranges::find_if(
        cuts, [&](const ScaleCuts& each) { return each.informant == informant && each.scale == scale; });
    return found == cuts.end() ? nullptr : &*found;
}

StandardSetting read_standard_setting(const YamlNode& node, const FileReading& reading) {
    YamlReader reader(node, reading.problems);
    StandardSetting setting;
    setting.held_on = reader.date("held_on");
    setting.method = static_cast<SettingMethod>(reader.choice("method", methods));
    setting.panel_size = static_cast<int>(reader.integer("panel_size", smallest_panel, largest_panel));
    setting.panel = read_localized(reader, "panel", reading);
    setting.record = reader.text("record");
    for (const auto& item : reader.sequence("cuts")) {
        setting.cuts.push_back(read_cuts(item, reading));
    }
    reader.finish();
    return setting;
}

}  // namespace minka::programme
