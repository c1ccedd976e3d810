#include "programme/privacy_settings.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <string_view>

namespace minka::programme {

using documents::YamlReader;
using privacy::Level;

namespace {

constexpr std::array<std::string_view, 5> levels{"school", "municipality", "subregion", "region", "country"};
constexpr std::array<std::string_view, 2> namings{"never", "with_consent"};
constexpr std::array<std::string_view, 2> photo_rules{"off", "with_consent"};

constexpr std::int64_t most_people = 1000;
constexpr int longest_audio_months = 12;
constexpr int longest_link_months = 24;

// A whole number that protects more the greater it is.
std::int64_t at_least(YamlReader& reader, std::string_view key, std::int64_t floor) {
    const auto value = reader.integer(key, 0, most_people);
    if (reader.has(key) && value != 0 && value < floor) {
        reader.problem(key, fmt::format("\"{}\" is {}, below the floor of {}: a programme may protect more, never "
                                        "less.",
                                        key, value, floor));
    } else if (reader.has(key) && value == 0) {
        reader.problem(key, fmt::format("\"{}\" must be a whole number of at least {}.", key, floor));
    }
    return value;
}

double share_at_least(YamlReader& reader, std::string_view key, double floor, double most) {
    const auto value = reader.number(key, 0, most);
    if (reader.has(key) && value < floor) {
        reader.problem(key, fmt::format("\"{}\" is {}, below the floor of {}: a programme may protect more, never "
                                        "less.",
                                        key, value, floor));
    }
    return value;
}

Level coarse_level(YamlReader& reader, std::string_view key, Level finest) {
    const auto level = static_cast<Level>(reader.choice(key, levels));
    if (reader.has(key) && level < finest) {
        reader.problem(key,
                       fmt::format("\"{}\" is {}, finer than {} which is the finest allowed.", key,
                                   levels[static_cast<std::size_t>(level)], levels[static_cast<std::size_t>(finest)]));
    }
    return level;
}

int months_at_most(YamlReader& reader, std::string_view key, int most) {
    constexpr std::int64_t unbounded = 100'000;
    const auto value = reader.integer(key, 0, unbounded);
    if (value > most) {
        reader.problem(key, fmt::format("\"{}\" is {} months; it may be kept for at most {}.", key, value, most));
    }
    return static_cast<int>(value);
}

}  // namespace

PrivacySettings read_privacy_settings(const documents::YamlNode& node, const FileReading& reading) {
    const privacy::SuppressionRules floors;
    YamlReader reader(node, reading.problems);
    PrivacySettings settings;
    auto& rules = settings.suppression;
    rules.public_floor = at_least(reader, "public_floor", floors.public_floor);
    rules.feedback_floor = at_least(reader, "feedback_floor", floors.feedback_floor);
    rules.feedback_response = share_at_least(reader, "feedback_response", floors.feedback_response, 1);
    rules.sensitive_floor = at_least(reader, "sensitive_floor", floors.sensitive_floor);
    rules.sensitive_level = coarse_level(reader, "sensitive_level", floors.sensitive_level);
    rules.dominance.largest = static_cast<std::size_t>(
        at_least(reader, "dominance_largest", static_cast<std::int64_t>(floors.dominance.largest)));
    rules.dominance.share = reader.number("dominance_share", 0, 1);
    if (reader.has("dominance_share") &&
        (rules.dominance.share > floors.dominance.share || rules.dominance.share <= 0)) {
        reader.problem("dominance_share", fmt::format("\"dominance_share\" must be above 0 and at most {}: the few "
                                                      "largest may not make up more of a figure.",
                                                      floors.dominance.share));
    }
    rules.small_base = at_least(reader, "small_base", floors.small_base);
    constexpr double most_coded = 50;
    rules.coded_percent = share_at_least(reader, "coded_percent", floors.coded_percent, most_coded);
    rules.value_width = share_at_least(reader, "value_width", floors.value_width, 1);
    if (rules.feedback_floor > rules.public_floor || rules.public_floor > rules.sensitive_floor) {
        reader.problem("public_floor",
                       "The floors must be in order: feedback_floor <= public_floor <= "
                       "sensitive_floor.");
    }
    settings.school_named = static_cast<SchoolNaming>(reader.choice("school_named", namings));
    settings.high_security_level = coarse_level(reader, "high_security_level", Level::municipality);
    settings.photos = static_cast<Photos>(reader.choice("photos", photo_rules));
    reader.finish();
    return settings;
}

RetentionTerms read_retention_terms(const documents::YamlNode& node, const FileReading& reading) {
    YamlReader reader(node, reading.problems);
    RetentionTerms retention;
    retention.raw_audio_months = months_at_most(reader, "raw_audio_months", longest_audio_months);
    retention.linkable_ids_months_after_cycle =
        months_at_most(reader, "linkable_ids_months_after_cycle", longest_link_months);
    reader.finish();
    return retention;
}

}  // namespace minka::programme
