#include "programme/indicator_sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace minka::programme {

using documents::YamlNode;
using documents::YamlReader;

namespace {

constexpr std::array<std::string_view, 6> units{"percent", "count", "days", "score", "ratio", "coefficient"};
constexpr std::array<std::string_view, 7> kinds{"share", "count", "median", "mean", "ratio", "index", "estimate"};
constexpr std::array<std::string_view, 5> frequencies{"monthly", "quarterly", "each_wave", "each_cycle", "yearly"};
constexpr std::array<std::string_view, 2> baseline_states{"not_set", "set"};
constexpr std::array<std::string_view, 18> computed{"01", "02", "03", "04", "05", "07", "08", "09", "10",
                                                    "11", "12", "13", "14", "17", "19", "34", "35", "36"};

constexpr int last_shared_indicator = 38;
constexpr double greatest_value = 1e12;
constexpr std::int64_t greatest_count = 1'000'000'000'000;
constexpr std::int64_t greatest_version = 10'000;
constexpr double rounding = 0.05;  // a percentage is stated to one decimal

bool is_shared_code(std::string_view code) {
    const auto is_digit = [](char letter) { return letter >= '0' && letter <= '9'; };
    if (code.size() != 2 || !is_digit(code[0]) || !is_digit(code[1])) {
        return false;
    }
    const int number = (code[0] - '0') * 10 + (code[1] - '0');
    return number >= 1 && number <= last_shared_indicator;
}

void check_code(const IndicatorSheet& sheet, YamlReader& reader) {
    if (!sheet.code.empty() && !is_shared_code(sheet.code) && !sheet.code.starts_with("own_")) {
        reader.problem("code", fmt::format("The indicator \"{}\" is not known: codes are \"01\" to \"38\", and a "
                                           "programme's own begin with own_.",
                                           sheet.code));
    }
    const bool is_computed = std::find(computed.begin(), computed.end(), sheet.code) != computed.end();
    if (sheet.computed && !is_computed) {
        reader.problem("computed",
                       fmt::format("This version does not compute indicator \"{}\"; set computed: false.", sheet.code));
    }
}

std::optional<Baseline> read_baseline(YamlReader& parent, const FileReading& reading) {
    const auto* node = parent.map("baseline");
    if (node == nullptr) {
        return std::nullopt;
    }
    YamlReader reader(*node, reading.problems);
    std::optional<Baseline> baseline;
    if (reader.choice("state", baseline_states) == 1) {
        baseline = Baseline{reader.number("value", -greatest_value, greatest_value), reader.date("date")};
    }
    reader.finish();
    return baseline;
}

Target read_target(const YamlNode& node, IndicatorUnit unit, const FileReading& reading) {
    YamlReader reader(node, reading.problems);
    Target target;
    target.value = reader.number("value", -greatest_value, greatest_value);
    target.numerator = reader.optional_integer("numerator", 0, greatest_count);
    target.denominator = reader.optional_integer("denominator", 1, greatest_count);
    target.by = reader.optional_date("by");
    target.source = read_code(reader, "source");
    target.line = node.line;
    if (target.numerator.has_value() != target.denominator.has_value()) {
        reader.problem("numerator", "\"numerator\" and \"denominator\" go together.");
    } else if (target.numerator && unit == IndicatorUnit::percent) {
        const double share = 100.0 * static_cast<double>(*target.numerator) / static_cast<double>(*target.denominator);
        if (share < target.value - rounding || share > target.value + rounding) {
            reader.problem("value", fmt::format("{}/{} is {:.1f}%, and \"value\" says {}.", *target.numerator,
                                                *target.denominator, share, target.value));
        }
    }
    reader.finish();
    return target;
}

std::vector<IndicatorChange> read_changes(YamlReader& parent, const FileReading& reading) {
    std::vector<IndicatorChange> changes;
    for (const auto& node : parent.optional_sequence("changes")) {
        YamlReader reader(node, reading.problems);
        IndicatorChange change;
        change.date = reader.date("date");
        change.what = read_localized(reader, "what", reading);
        reader.finish();
        changes.push_back(std::move(change));
    }
    return changes;
}

void check_fraction(const IndicatorSheet& sheet, YamlReader& reader) {
    const bool needs_denominator = sheet.data_type == IndicatorKind::share || sheet.data_type == IndicatorKind::mean ||
                                   sheet.data_type == IndicatorKind::ratio;
    if (needs_denominator && !sheet.denominator) {
        reader.problem("data_type", "A share, mean or ratio needs \"denominator\": every percentage is n/N.");
    }
    if (sheet.data_type == IndicatorKind::count && sheet.denominator) {
        reader.problem("denominator", "A count has no denominator.");
    }
}

IndicatorSheet read_sheet(const YamlNode& node, const FileReading& reading) {
    YamlReader reader(node, reading.problems);
    IndicatorSheet sheet;
    sheet.code = read_code(reader, "code");
    sheet.computed = reader.boolean("computed");
    sheet.name = read_localized(reader, "name", reading);
    sheet.result = read_code(reader, "result");
    sheet.definition = read_localized(reader, "definition", reading);
    sheet.unit = static_cast<IndicatorUnit>(reader.choice("unit", units));
    sheet.data_type = static_cast<IndicatorKind>(reader.choice("data_type", kinds));
    sheet.numerator = read_localized(reader, "numerator", reading);
    sheet.denominator = read_optional_localized(reader, "denominator", reading);
    sheet.disaggregation = reader.text_list("disaggregation");
    sheet.rationale = read_localized(reader, "rationale", reading);
    sheet.source = read_localized(reader, "source", reading);
    sheet.frequency = static_cast<Frequency>(reader.choice("frequency", frequencies));
    sheet.responsible = read_code(reader, "responsible");
    sheet.baseline = read_baseline(reader, reading);
    for (const auto& target : reader.optional_sequence("targets")) {
        sheet.targets.push_back(read_target(target, sheet.unit, reading));
    }
    sheet.quality_checks = reader.text_list("quality_checks");
    sheet.quality_checked = reader.optional_date("quality_checked");
    sheet.limitations = read_localized(reader, "limitations", reading);
    sheet.changes = read_changes(reader, reading);
    sheet.version = static_cast<int>(reader.integer("version", 1, greatest_version));
    sheet.updated = reader.date("updated");
    sheet.line = node.line;
    check_code(sheet, reader);
    check_fraction(sheet, reader);
    reader.finish();
    return sheet;
}

}  // namespace

std::span<const std::string_view> computed_indicators() { return computed; }

IndicatorSet read_indicator_set(const YamlNode& root, const FileReading& reading) {
    YamlReader reader(root, reading.problems);
    IndicatorSet set;
    reader.integer("format", 1, 1);
    set.results = read_named_list(reader, "results", reading);
    set.disaggregations = read_named_list(reader, "disaggregations", reading);
    set.quality_checks = read_named_list(reader, "quality_checks", reading);
    for (const auto& node : reader.sequence("indicators")) {
        set.sheets.push_back(read_sheet(node, reading));
    }
    reader.finish();
    report_repeated_codes(set.sheets, "indicators", reading.problems);
    for (const auto& sheet : set.sheets) {
        require_code(set.results, sheet.result, "results", sheet.line, reading.problems);
        for (const auto& code : sheet.disaggregation) {
            require_code(set.disaggregations, code, "disaggregations", sheet.line, reading.problems);
        }
        for (const auto& code : sheet.quality_checks) {
            require_code(set.quality_checks, code, "quality_checks", sheet.line, reading.problems);
        }
    }
    return set;
}

}  // namespace minka::programme
