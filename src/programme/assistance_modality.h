#pragma once

#include "programme/localized_text.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace minka::programme {

enum class Modality : std::uint8_t { in_person, at_a_distance };

/// "in_person" or "virtual", as the folder writes it.
std::string_view to_string(Modality modality);

struct RegionModality {
    std::string name;  ///< As the register has it; compared without case and accents.
    Modality modality{};
    int line = 0;
};

/// How each region is assisted: in person in some, virtually elsewhere.
struct AssistanceModality {
    std::string region_kind;      ///< The kind of territory the names are of: "dre", "department".
    Modality otherwise{};         ///< Of the regions that are not listed.
    bool is_placeholder = false;  ///< The list is made up until the programme gives its own; reports say so.
    std::vector<RegionModality> regions;

    Modality of(std::string_view region_name) const;
};

/// Reads the map of the key `assistance`. Problems besides those of single keys: a region twice.
AssistanceModality read_assistance_modality(const documents::YamlNode& node, const FileReading& reading);

}  // namespace minka::programme
