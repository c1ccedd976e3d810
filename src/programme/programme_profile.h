#pragma once

#include "programme/assistance_modality.h"
#include "programme/catalogue_sheet.h"
#include "programme/declared_figures.h"
#include "programme/localized_text.h"
#include "programme/privacy_settings.h"
#include "programme/programme_stages.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace minka::programme {

struct Competence {
    std::string code;
    LocalizedText name;
    std::string action_line;
    int line = 0;
};

struct InclusionDimension {
    std::string code;
    LocalizedText name;
    std::string facet;  ///< The facet of the index that asks for it.
    int line = 0;
};

enum class ActsAt : std::uint8_t { programme, region, ugel, municipality, school };

/// How far a role sees data about people.
enum class PersonalData : std::uint8_t { none, own, assigned, scope };

struct RoleDefinition {
    std::string code;
    LocalizedText name;
    ActsAt acts_at{};
    PersonalData personal_data{};
    int line = 0;
};

/// What `programme.yaml` says: who the programme is, what it declares, how it moves and what it protects.
struct ProgrammeProfile {
    std::string code;
    LocalizedText name;
    std::string country;  ///< ISO 3166-1, two letters.
    LocalizedText scope;
    int start_year = 0;
    std::optional<std::string> url;
    std::vector<std::string> languages;  ///< ISO 639, in the order of preference.
    std::string time_zone;               ///< As the time-zone database names it.
    LocalizedText time_frame;
    std::vector<NamedEntry> categories;
    std::vector<NamedEntry> levels;
    std::vector<NamedEntry> sectors;
    std::vector<NamedEntry> partner_types;
    std::vector<NamedEntry> partner_roles;
    std::vector<NamedEntry> action_lines;
    std::vector<Competence> competences;
    std::vector<InclusionDimension> inclusion_dimensions;
    std::vector<RoleDefinition> roles;
    DeclaredFigures figures;
    ProgrammeStages stages;
    AssistanceModality assistance;
    PrivacySettings privacy;
    RetentionTerms retention;
    CatalogueSheet sheet;
};

/// The languages a programme declares, read before the rest since every text depends on them.
std::vector<std::string> read_languages(const documents::YamlNode& root, documents::YamlProblems& problems);

/// Reads the whole of `programme.yaml`; use nothing of it while there are problems. `notices` takes what is allowed
/// and still worth a look: no URL, a placeholder list, a figure without a date.
ProgrammeProfile read_programme_profile(const documents::YamlNode& root, const FileReading& reading,
                                        documents::YamlProblems& notices);

}  // namespace minka::programme
