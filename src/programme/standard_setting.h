#pragma once

#include "base/local_date.h"
#include "programme/localized_text.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace minka::programme {

/// How a panel set the cuts.
enum class SettingMethod : std::uint8_t { angoff, bookmark, contrasting_groups, body_of_work };
/// "angoff", ...
std::string_view to_string(SettingMethod method);

/// What scores from `from` up to the next band's are called.
struct CutBand {
    std::string code;
    LocalizedText name;
    double from = 0;  ///< The first band has none: it begins where the scale does.
};

/// The bands of one scale of one informant group.
struct ScaleCuts {
    std::string informant;
    std::string scale;         ///< A facet, or "index".
    bool is_baseline = false;  ///< In 50/10 of the first baseline, else in means of items: `from` .. `to` of the index.
    std::vector<CutBand> bands;
    int line = 0;
};

/// Where "high" begins is a judgement, and a judgement has a date, a method and people who made it: there are no cuts
/// without their record.
struct StandardSetting {
    LocalDate held_on;
    SettingMethod method{};
    int panel_size = 0;
    LocalizedText panel;  ///< Who sat on it: "docentes, familias y estudiantes de cinco municipios".
    std::string record;   ///< Where the minutes are.
    std::vector<ScaleCuts> cuts;

    const ScaleCuts* cuts_of(std::string_view informant, std::string_view scale) const;
};

StandardSetting read_standard_setting(const documents::YamlNode& node, const FileReading& reading);

}  // namespace minka::programme
