#pragma once

#include "programme/standard_setting.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace minka::programme {

struct AnswerCategory {
    int value = 0;
    LocalizedText label;
};

/// Ordered categories, each one more than the one before.
struct ResponseScale {
    std::string code;
    LocalizedText name;
    std::vector<AnswerCategory> categories;
    int line = 0;

    int least() const { return categories.front().value; }
    int most() const { return categories.back().value; }
};

enum class Anonymity : std::uint8_t {
    anonymous,   ///< Nothing ties an answer to a person or to their next answer.
    self_coded,  ///< A code the person makes up ties the waves; treated as pseudonymous.
};

/// A group that answers a form of its own.
struct Informant {
    std::string code;
    LocalizedText name;
    int minimum_age = 0;
    Anonymity anonymity{};
    bool one_per_school = false;  ///< Heads: never shown by school.
    int line = 0;
};

/// A question, in the words of each informant who is asked it.
struct Item {
    std::string code;
    std::string scale;
    bool reversed = false;  ///< A higher answer is worse; turned round before scoring.
    std::map<std::string, LocalizedText, std::less<>> wording;  ///< By informant.
    int line = 0;

    bool is_asked_of(std::string_view informant) const { return wording.find(informant) != wording.end(); }
};

struct IndexDomain {
    std::string code;
    LocalizedText name;
    bool in_index = false;  ///< Its facets enter the overall score.
    int line = 0;
};

struct Facet {
    std::string code;
    std::string domain;
    LocalizedText name;
    LocalizedText construct;
    bool sensitive = false;  ///< Only from the sensitive floor and level upwards.
    bool optional = false;   ///< A person may pass it over whole; never in the overall score.
    bool anonymous_only = false;
    bool adults_only = false;
    bool may_be_switched_off = false;  ///< A cycle may leave it out where asking puts people at risk.
    std::optional<int> minimum_age;    ///< Above that of the informant.
    std::vector<Item> items;
    int line = 0;

    std::size_t item_count(std::string_view informant) const;
};

/// How a facet's answers become a score.
enum class ScoringModel : std::uint8_t {
    item_mean,  ///< the mean of the answered items
    graded,     ///< item response models, each with 50 and 10 at the first baseline; see stats/item_model.h
    generalised_partial_credit,
    partial_credit,
    rating_scale,
};

/// "item_mean", "graded", ...
std::string_view to_string(ScoringModel model);

/// A facet's score is the mean of its answered items, brought to `from` .. `to`; or what a model makes of them, where
/// the first baseline has answers enough to calibrate it.
struct ScoringRules {
    ScoringModel model = ScoringModel::item_mean;
    double from = 0;
    double to = 100;
    double minimum_answered = 0;        ///< Share of the items asked of the person, above 0 up to 1.
    double overall_minimum_facets = 0;  ///< Share of the facets in the index that must be scored.
    int smallest_scale_items = 0;       ///< Fewest items of a facet that an informant is asked.
};

/// What must hold before a number is shown or a change is spoken of. Each default of the field's literature is a
/// floor: a folder may ask for more. Sources: docs/reference/programme-folder.md.
struct QualityGates {
    double school_icc2 = 0.70;
    double school_response_share = 0.60;
    double group_reliability = 0.70;
    double individual_reliability = 0.80;
    double item_fit_least = 0.7;
    double item_fit_most = 1.3;
    int category_observations = 10;
    double category_outfit_most = 2.0;
    double invariance_cfi_change = 0.010;
    double invariance_rmsea_change = 0.015;
    double invariance_srmr_change = 0.010;
    double false_discovery_rate = 0.10;
    double confidence = 0.95;
    int bootstrap_schools = 30;
    int modelled_score_responses = 250;
};

enum class InstrumentStatus : std::uint8_t { draft, piloted, validated };

/// "draft", "piloted" or "validated"; also the last part of the phrase "status.draft".
std::string_view to_string(InstrumentStatus status);

/// What `index.yaml` says: what is asked, of whom, and how it is scored.
struct IndexDefinition {
    std::string code;
    int version = 0;
    LocalizedText name;
    std::string licence;
    InstrumentStatus status{};
    LocalizedText recall;
    std::vector<ResponseScale> scales;
    std::vector<Informant> informants;
    std::vector<IndexDomain> domains;
    std::vector<Facet> facets;
    ScoringRules scoring;
    QualityGates gates;
    std::optional<StandardSetting> standard_setting;  ///< Bands of scores exist only with its record.

    /// The items an informant is asked, in the order of the form. They point into this definition.
    std::vector<const Item*> form(std::string_view informant) const;
    /// The facets an informant is asked, in the order of the form.
    std::vector<const Facet*> facets_of(std::string_view informant) const;
    /// Whether the facet enters the overall score: its domain does, and it is not optional.
    bool is_in_overall_score(const Facet& facet) const;
    const ResponseScale& scale_of(const Item& item) const;
    /// From what age the informant is asked the facet.
    int minimum_age(const Facet& facet, const Informant& informant) const;
};

/// Reads the whole of `index.yaml`; use nothing of it while there are problems. `notices` takes what is allowed and
/// still worth a look: a draft instrument, a form without reversed items.
IndexDefinition read_index_definition(const documents::YamlNode& root, const FileReading& reading,
                                      documents::YamlProblems& notices);

}  // namespace minka::programme
