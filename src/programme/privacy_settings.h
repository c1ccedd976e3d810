#pragma once

#include "privacy/suppression_rules.h"
#include "programme/localized_text.h"

#include <cstdint>

namespace minka::programme {

enum class SchoolNaming : std::uint8_t { never, with_consent };
enum class Photos : std::uint8_t { off, with_consent };

/// The thresholds of a programme. It may ask for more protection than the floors, never for less. What admits no
/// exception is no setting: complementary suppression, heads withheld by school, no trail of anybody's places.
struct PrivacySettings {
    privacy::SuppressionRules suppression;
    SchoolNaming school_named{};
    privacy::Level high_security_level{};  ///< The finest place shown for a school of high security level.
    Photos photos{};
};

/// A programme may keep things for less long than privacy/retention.h allows, never for longer. Itineraries end with
/// the visit, whatever the programme.
struct RetentionTerms {
    int raw_audio_months = 0;
    int linkable_ids_months_after_cycle = 0;
};

/// Reads the map of the key `privacy`. Problems besides those of single keys: a threshold below its floor.
PrivacySettings read_privacy_settings(const documents::YamlNode& node, const FileReading& reading);

/// Reads the map of the key `retention`. Problems besides those of single keys: kept longer than allowed.
RetentionTerms read_retention_terms(const documents::YamlNode& node, const FileReading& reading);

}  // namespace minka::programme
