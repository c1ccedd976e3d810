#pragma once

#include "programme/localized_text.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace minka::programme {

struct ProgrammeProfile;
struct HeadlineClaim;

enum class SheetTemplate : std::uint8_t {
    good_practice,     ///< The good-practice catalogue's form.
    strategy_summary,  ///< The summary of a public strategy.
};

enum class SheetFieldKind : std::uint8_t {
    identity,   ///< Filled from the profile: title, country, levels, URL.
    figure,     ///< A declared figure; the register's count is shown beside it.
    narrative,  ///< Text of the folder's own.
};

struct SheetField {
    std::string_view code;
    SheetFieldKind kind{};
    std::string_view heading_es;
    std::string_view heading_en;
};

/// Every field of the template, in the order of the printed sheet.
std::span<const SheetField> sheet_fields(SheetTemplate sheet);

struct CatalogueSheet {
    SheetTemplate form{};
    std::map<std::string, LocalizedText, std::less<>> narrative;  ///< By the field's code.
};

/// Reads the map of the key `sheet`. Problems besides those of single keys: a narrative field that is missing or not
/// of the template.
CatalogueSheet read_catalogue_sheet(const documents::YamlNode& node, const FileReading& reading);

/// One field, ready to show.
struct SheetRow {
    std::string_view code;
    std::string_view heading;
    std::optional<std::string> text;        ///< Of identity and narrative fields; nothing when the source has none.
    const HeadlineClaim* figure = nullptr;  ///< Of figure fields; nullptr when nothing is declared. Zero is a value.
};

/// The sheet in one of the programme's languages; headings are Spanish for "es" and English for any other. The rows
/// point into `profile`.
std::vector<SheetRow> sheet_rows(const ProgrammeProfile& profile, std::string_view language);

}  // namespace minka::programme
