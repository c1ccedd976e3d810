#include "programme/index_definition.h"

#include "base/check.h"
#include "programme/index_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace minka::programme {

using documents::YamlNode;
using documents::YamlReader;

namespace {

constexpr std::array<std::string_view, 2> anonymities{"anonymous", "self_coded"};
constexpr std::array<std::string_view, 3> instrument_statuses{"draft", "piloted", "validated"};

constexpr std::array<std::string_view, 5> scoring_models{"item_mean", "graded", "generalised_partial_credit",
                                                         "partial_credit", "rating_scale"};

constexpr std::int64_t youngest = 10;  // under ten a child is observed and heard, never given a scale
constexpr std::int64_t oldest = 99;
constexpr std::int64_t greatest_answer = 100;
constexpr std::int64_t greatest_version = 10'000;

ResponseScale read_scale(const YamlNode& node, const FileReading& reading) {
    YamlReader reader(node, reading.problems);
    ResponseScale scale;
    scale.code = read_code(reader, "code");
    scale.name = read_localized(reader, "name", reading);
    scale.line = node.line;
    for (const auto& item : reader.sequence("categories")) {
        YamlReader entry(item, reading.problems);
        AnswerCategory category;
        category.value = static_cast<int>(entry.integer("value", 0, greatest_answer));
        category.label = read_localized(entry, "label", reading);
        entry.finish();
        if (!scale.categories.empty() && category.value != scale.categories.back().value + 1) {
            reading.problems.add(item, "The values of the categories must go up one by one.");
        }
        scale.categories.push_back(std::move(category));
    }
    if (scale.categories.size() < 2) {
        reader.problem("categories", "A scale needs at least two categories.");
    }
    reader.finish();
    return scale;
}

Informant read_informant(const YamlNode& node, const FileReading& reading) {
    YamlReader reader(node, reading.problems);
    Informant informant;
    informant.code = read_code(reader, "code");
    informant.name = read_localized(reader, "name", reading);
    informant.minimum_age = static_cast<int>(reader.integer("minimum_age", youngest, oldest));
    informant.anonymity = static_cast<Anonymity>(reader.choice("anonymity", anonymities));
    informant.one_per_school = reader.optional_boolean("one_per_school").value_or(false);
    informant.line = node.line;
    reader.finish();
    return informant;
}

IndexDomain read_domain(const YamlNode& node, const FileReading& reading) {
    YamlReader reader(node, reading.problems);
    IndexDomain domain;
    domain.code = read_code(reader, "code");
    domain.name = read_localized(reader, "name", reading);
    domain.in_index = reader.boolean("in_index");
    domain.line = node.line;
    reader.finish();
    return domain;
}

Item read_item(const YamlNode& node, std::string_view facet_scale, const std::vector<Informant>& informants,
               const FileReading& reading) {
    YamlReader reader(node, reading.problems);
    Item item;
    item.code = read_code(reader, "code");
    item.scale = reader.optional_text("scale").value_or(std::string(facet_scale));
    item.reversed = reader.optional_boolean("reversed").value_or(false);
    item.line = node.line;
    for (const auto& informant : informants) {
        if (auto wording = read_optional_localized(reader, informant.code, reading)) {
            item.wording[informant.code] = std::move(*wording);
        }
    }
    if (item.wording.empty()) {
        reading.problems.add(
            node, fmt::format("Nobody is asked the item \"{}\"; add its words for an informant.", item.code));
    }
    reader.finish();
    return item;
}

Facet read_facet(const YamlNode& node, const std::vector<Informant>& informants, const FileReading& reading) {
    YamlReader reader(node, reading.problems);
    Facet facet;
    facet.code = read_code(reader, "code");
    facet.domain = read_code(reader, "domain");
    facet.name = read_localized(reader, "name", reading);
    facet.construct = read_localized(reader, "construct", reading);
    const auto scale = read_code(reader, "scale");
    facet.sensitive = reader.optional_boolean("sensitive").value_or(false);
    facet.optional = reader.optional_boolean("optional").value_or(false);
    facet.anonymous_only = reader.optional_boolean("anonymous_only").value_or(false);
    facet.adults_only = reader.optional_boolean("adults_only").value_or(false);
    facet.may_be_switched_off = reader.optional_boolean("may_be_switched_off").value_or(false);
    if (const auto age = reader.optional_integer("minimum_age", youngest, oldest)) {
        facet.minimum_age = static_cast<int>(*age);
    }
    facet.line = node.line;
    const auto nodes = reader.sequence("items");
    for (const auto& item : nodes) {
        facet.items.push_back(read_item(item, scale, informants, reading));
    }
    const auto* items = reader.any("items");
    if (items != nullptr && items->kind == YamlNode::Kind::sequence && nodes.empty()) {
        reader.problem("items", fmt::format("The facet \"{}\" has no items.", facet.code));
    }
    reader.finish();
    return facet;
}

ScoringRules read_scoring(const YamlNode& node, const FileReading& reading) {
    constexpr double lowest_score = -1000;
    constexpr double highest_score = 1000;
    constexpr double least_share = 0.70;  // of the items answered: below it a mean speaks for other questions
    constexpr std::int64_t most_items = 20;
    YamlReader reader(node, reading.problems);
    ScoringRules scoring;
    scoring.model = static_cast<ScoringModel>(reader.optional_choice("model", scoring_models).value_or(0));
    scoring.from = reader.number("from", lowest_score, highest_score);
    scoring.to = reader.number("to", lowest_score, highest_score);
    scoring.minimum_answered = reader.number("minimum_answered", least_share, 1);
    scoring.overall_minimum_facets = reader.number("overall_minimum_facets", least_share, 1);
    scoring.smallest_scale_items = static_cast<int>(reader.integer("smallest_scale_items", 2, most_items));
    if (scoring.from >= scoring.to) {
        reader.problem("from", "\"from\" must be below \"to\".");
    }
    reader.finish();
    return scoring;
}

QualityGates read_gates(const YamlNode& node, const FileReading& reading) {
    constexpr double least_confidence = 0.90;
    constexpr double most_confidence = 0.999;
    constexpr std::int64_t most_observations = 100'000;
    const QualityGates floors;
    YamlReader reader(node, reading.problems);
    QualityGates gates;
    gates.school_icc2 = reader.number("school_icc2", floors.school_icc2, 1);
    gates.school_response_share = reader.number("school_response_share", floors.school_response_share, 1);
    gates.group_reliability = reader.number("group_reliability", floors.group_reliability, 1);
    gates.individual_reliability = reader.number("individual_reliability", floors.individual_reliability, 1);
    gates.item_fit_least = reader.number("item_fit_least", floors.item_fit_least, 1);
    gates.item_fit_most = reader.number("item_fit_most", 1, floors.item_fit_most);
    gates.category_observations =
        static_cast<int>(reader.integer("category_observations", floors.category_observations, most_observations));
    gates.category_outfit_most = reader.number("category_outfit_most", 1, floors.category_outfit_most);
    gates.invariance_cfi_change = reader.number("invariance_cfi_change", 0, floors.invariance_cfi_change);
    gates.invariance_rmsea_change = reader.number("invariance_rmsea_change", 0, floors.invariance_rmsea_change);
    gates.invariance_srmr_change = reader.number("invariance_srmr_change", 0, floors.invariance_srmr_change);
    gates.false_discovery_rate = reader.number("false_discovery_rate", 0, floors.false_discovery_rate);
    gates.confidence = reader.number("confidence", least_confidence, most_confidence);
    gates.bootstrap_schools =
        static_cast<int>(reader.integer("bootstrap_schools", floors.bootstrap_schools, most_observations));
    gates.modelled_score_responses = static_cast<int>(
        reader.integer("modelled_score_responses", floors.modelled_score_responses, most_observations));
    reader.finish();
    return gates;
}

}  // namespace

std::string_view to_string(ScoringModel model) { return scoring_models[static_cast<std::size_t>(model)]; }

std::string_view to_string(InstrumentStatus status) { return instrument_statuses[static_cast<std::size_t>(status)]; }

std::size_t Facet::item_count(std::string_view informant) const {
    return static_cast<std::size_t>(
        std::count_if(items.begin(), items.end(), [&](const Item& item) { return item.is_asked_of(informant); }));
}

std::vector<const Item*> IndexDefinition::form(std::string_view informant) const {
    std::vector<const Item*> result;
    for (const auto& facet : facets) {
        for (const auto& item : facet.items) {
            if (item.is_asked_of(informant)) {
                result.push_back(&item);
            }
        }
    }
    return result;
}

std::vector<const Facet*> IndexDefinition::facets_of(std::string_view informant) const {
    std::vector<const Facet*> result;
    for (const auto& facet : facets) {
        if (facet.item_count(informant) > 0) {
            result.push_back(&facet);
        }
    }
    return result;
}

bool IndexDefinition::is_in_overall_score(const Facet& facet) const {
    const auto* domain = find_code(domains, facet.domain);
    return domain != nullptr && domain->in_index && !facet.optional;
}

const ResponseScale& IndexDefinition::scale_of(const Item& item) const {
    const auto* scale = find_code(scales, item.scale);
    MINKA_CHECK(scale != nullptr);
    return *scale;
}

int IndexDefinition::minimum_age(const Facet& facet, const Informant& informant) const {
    return std::max(informant.minimum_age, facet.minimum_age.value_or(0));
}

IndexDefinition read_index_definition(const YamlNode& root, const FileReading& reading,
                                      documents::YamlProblems& notices) {
    YamlReader reader(root, reading.problems);
    IndexDefinition index;
    reader.integer("format", 1, 1);
    index.code = read_code(reader, "code");
    index.version = static_cast<int>(reader.integer("version", 1, greatest_version));
    index.name = read_localized(reader, "name", reading);
    index.licence = reader.text("licence");
    index.status = static_cast<InstrumentStatus>(reader.choice("status", instrument_statuses));
    index.recall = read_localized(reader, "recall", reading);
    for (const auto& node : reader.sequence("scales")) {
        index.scales.push_back(read_scale(node, reading));
    }
    for (const auto& node : reader.sequence("informants")) {
        index.informants.push_back(read_informant(node, reading));
    }
    for (const auto& node : reader.sequence("domains")) {
        index.domains.push_back(read_domain(node, reading));
    }
    for (const auto& node : reader.sequence("facets")) {
        index.facets.push_back(read_facet(node, index.informants, reading));
    }
    if (const auto* node = reader.map("scoring")) {
        index.scoring = read_scoring(*node, reading);
    }
    if (const auto* node = reader.map("gates")) {
        index.gates = read_gates(*node, reading);
    }
    if (const auto* node = reader.optional_map("standard_setting")) {
        index.standard_setting = read_standard_setting(*node, reading);
    }
    if (reader.any("cuts") != nullptr) {
        reader.problem("cuts",
                       "Cuts stand under \"standard_setting\", with its date, method, panel and record: where a band "
                       "begins is a judgement, and nobody can weigh it without knowing who made it.");
    }
    if (index.status == InstrumentStatus::draft) {
        notices.add(reader.line_of("status"),
                    "The instrument is a draft: its items need cognitive interviews and a "
                    "pilot before they are used in the field.");
    }
    reader.finish();
    check_index(index, reading.problems, notices);
    return index;
}

}  // namespace minka::programme
