#pragma once

#include "programme/localized_text.h"

#include <string>
#include <vector>

namespace minka::programme {

/// Where to go with a case, step by step: a territory's Ruta de Atención, SíseVe.
struct ProtectionRoute {
    LocalizedText title;
    std::vector<LocalizedText> lines;
};

/// What a phone shows when someone may be in danger.
struct Protection {
    std::vector<ProtectionRoute> routes;
    std::vector<NamedEntry> receivers;  ///< The bodies that take a case, by their codes.
};

struct ProtectionCheck {
    std::vector<Problem> problems;  ///< Each with "protection.yaml:line" in its field.
    Protection protection;          ///< Complete only when there are no problems.
};

/// Reads the text of a folder's protection.yaml.
ProtectionCheck read_protection(const std::string& text, const std::vector<std::string>& languages);

inline constexpr std::string_view protection_file = "protection.yaml";

}  // namespace minka::programme
