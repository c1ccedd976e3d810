#pragma once

#include "base/local_date.h"
#include "programme/localized_text.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace minka::programme {

enum class IndicatorUnit : std::uint8_t { percent, count, days, score, ratio, coefficient };
enum class IndicatorKind : std::uint8_t { share, count, median, mean, ratio, index, estimate };
enum class Frequency : std::uint8_t { monthly, quarterly, each_wave, each_cycle, yearly };

/// Where the programme started; a baseline that is not set yet is said to be so.
struct Baseline {
    double value = 0;
    LocalDate date;
};

struct Target {
    double value = 0;
    std::optional<std::int64_t> numerator;
    std::optional<std::int64_t> denominator;
    std::optional<LocalDate> by;
    std::string source;  ///< Of the programme's sources.
    int line = 0;
};

/// What was altered in the definition of an indicator.
struct IndicatorChange {
    LocalDate date;
    LocalizedText what;
};

/// An indicator reference sheet, with the fields donors ask for.
struct IndicatorSheet {
    std::string code;       ///< "01" to "38", or "own_..." for a programme's own.
    bool computed = false;  ///< This version computes it; otherwise no screen or report shows it.
    LocalizedText name;
    std::string result;
    LocalizedText definition;
    IndicatorUnit unit{};
    IndicatorKind data_type{};
    LocalizedText numerator;
    std::optional<LocalizedText> denominator;
    std::vector<std::string> disaggregation;
    LocalizedText rationale;
    LocalizedText source;
    Frequency frequency{};
    std::string responsible;  ///< A role of the programme.
    std::optional<Baseline> baseline;
    std::vector<Target> targets;
    std::vector<std::string> quality_checks;
    std::optional<LocalDate> quality_checked;
    LocalizedText limitations;
    std::vector<IndicatorChange> changes;
    int version = 0;
    LocalDate updated;
    int line = 0;
};

/// What `indicators.yaml` says.
struct IndicatorSet {
    std::vector<NamedEntry> results;
    std::vector<NamedEntry> disaggregations;
    std::vector<NamedEntry> quality_checks;
    std::vector<IndicatorSheet> sheets;  ///< In the order of the file.

    const IndicatorSheet* sheet(std::string_view code) const { return find_code(sheets, code); }
};

/// The indicators this version computes, in order.
std::span<const std::string_view> computed_indicators();

/// Reads the whole of `indicators.yaml`; use nothing of it while there are problems.
IndicatorSet read_indicator_set(const documents::YamlNode& root, const FileReading& reading);

}  // namespace minka::programme
