#include "programme/assistance_modality.h"

#include "base/text.h"

#include <fmt/format.h>

#include <array>
#include <map>
#include <utility>

namespace minka::programme {

namespace {

constexpr std::array<std::string_view, 2> modalities{"in_person", "virtual"};
constexpr std::array<std::string_view, 2> list_statuses{"confirmed", "placeholder"};

}  // namespace

std::string_view to_string(Modality modality) { return modalities[static_cast<std::size_t>(modality)]; }

Modality AssistanceModality::of(std::string_view region_name) const {
    const auto folded = fold_text(region_name);
    for (const auto& region : regions) {
        if (fold_text(region.name) == folded) {
            return region.modality;
        }
    }
    return otherwise;
}

AssistanceModality read_assistance_modality(const documents::YamlNode& node, const FileReading& reading) {
    documents::YamlReader reader(node, reading.problems);
    AssistanceModality assistance;
    assistance.region_kind = read_code(reader, "region_kind");
    assistance.otherwise = static_cast<Modality>(reader.choice("default", modalities));
    assistance.is_placeholder = reader.choice("list_status", list_statuses) == 1;
    std::map<std::string, int> seen;
    for (const auto& item : reader.sequence("regions")) {
        documents::YamlReader entry(item, reading.problems);
        RegionModality region;
        region.name = entry.text("name");
        region.modality = static_cast<Modality>(entry.choice("modality", modalities));
        region.line = item.line;
        entry.finish();
        const auto [earlier, is_new] = seen.emplace(fold_text(region.name), region.line);
        if (!is_new) {
            reading.problems.add(region.line, fmt::format("The region \"{}\" is listed already in line {}.",
                                                          region.name, earlier->second));
        }
        assistance.regions.push_back(std::move(region));
    }
    reader.finish();
    return assistance;
}

}  // namespace minka::programme
