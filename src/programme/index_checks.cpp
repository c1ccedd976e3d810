#include "programme/index_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

namespace minka::programme {

using documents::YamlProblems;

namespace {

constexpr int adult_age = 18;
constexpr int youngest_for_sensitive = 14;

void check_item_codes(const IndexDefinition& index, YamlProblems& problems) {
    std::map<std::string_view, int> seen;
    for (const auto& facet : index.facets) {
        for (const auto& item : facet.items) {
            const auto [earlier, is_new] = seen.emplace(item.code, item.line);
            if (!is_new && !item.code.empty()) {
                problems.add(item.line, fmt::format("The item \"{}\" stands already in line {}; give each item its "
                                                    "own code.",
                                                    item.code, earlier->second));
            }
            require_code(index.scales, item.scale, "scales", item.line, problems);
        }
    }
}

// An informant's code becomes a key of an item, beside these.
void check_informant_codes(const IndexDefinition& index, YamlProblems& problems) {
    constexpr std::array<std::string_view, 3> item_keys{"code", "scale", "reversed"};
    for (const auto& informant : index.informants) {
        if (std::find(item_keys.begin(), item_keys.end(), informant.code) != item_keys.end()) {
            problems.add(informant.line,
                         fmt::format("\"{}\" is a key of items and cannot be an informant.", informant.code));
        }
    }
}

void check_facet_size(const IndexDefinition& index, const Facet& facet, YamlProblems& problems) {
    for (const auto& informant : index.informants) {
        const auto count = facet.item_count(informant.code);
        if (count > 0 && count < static_cast<std::size_t>(index.scoring.smallest_scale_items)) {
            problems.add(facet.line,
                         fmt::format("The facet \"{}\" asks \"{}\" {} of its items; smallest_scale_items "
                                     "wants {} or none.",
                                     facet.code, informant.code, count, index.scoring.smallest_scale_items));
        }
    }
}

void check_sensitive_facet(const IndexDefinition& index, const Facet& facet, YamlProblems& problems) {
    if (facet.sensitive && (!facet.optional || !facet.anonymous_only)) {
        problems.add(facet.line,
                     fmt::format("The sensitive facet \"{}\" must be optional and anonymous_only.", facet.code));
    }
    for (const auto& informant : index.informants) {
        if (facet.item_count(informant.code) == 0) {
            continue;
        }
        const int age = index.minimum_age(facet, informant);
        if (facet.adults_only && informant.minimum_age < adult_age) {
            problems.add(facet.line, fmt::format("The facet \"{}\" is for adults only and is asked of \"{}\", who may "
                                                 "be {}.",
                                                 facet.code, informant.code, informant.minimum_age));
        }
        if (facet.sensitive && age < youngest_for_sensitive) {
            problems.add(facet.line, fmt::format("The sensitive facet \"{}\" is asked of \"{}\" from the age of {}; "
                                                 "set minimum_age to 14 or more.",
                                                 facet.code, informant.code, age));
        }
        if (facet.anonymous_only && informant.anonymity != Anonymity::anonymous) {
            problems.add(facet.line, fmt::format("The facet \"{}\" is anonymous_only and \"{}\" answers with a code.",
                                                 facet.code, informant.code));
        }
    }
}

void check_forms(const IndexDefinition& index, YamlProblems& problems, YamlProblems& notices) {
    for (const auto& informant : index.informants) {
        const auto form = index.form(informant.code);
        if (form.empty()) {
            problems.add(informant.line, fmt::format("Nothing is asked of \"{}\".", informant.code));
        } else if (std::none_of(form.begin(), form.end(), [](const Item* item) { return item->reversed; })) {
            notices.add(informant.line, fmt::format("The form of \"{}\" has no reversed item, so that careless "
                                                    "answers go unseen.",
                                                    informant.code));
        }
    }
}

void check_cuts(const IndexDefinition& index, YamlProblems& problems) {
    constexpr double lowest_baseline_score = 0;
    constexpr double highest_baseline_score = 100;
    if (!index.standard_setting) {
        return;
    }
    if (index.status == InstrumentStatus::draft && !index.standard_setting->cuts.empty()) {
        problems.add(index.standard_setting->cuts.front().line,
                     "A draft instrument has no cuts: its items may still change, and the cuts with them.");
    }
    for (const auto& cuts : index.standard_setting->cuts) {
        require_code(index.informants, cuts.informant, "informants", cuts.line, problems);
        if (cuts.scale != "index") {
            require_code(index.facets, cuts.scale, "facets", cuts.line, problems);
        }
        if (index.standard_setting->cuts_of(cuts.informant, cuts.scale) != &cuts) {
            problems.add(cuts.line,
                         fmt::format("The cuts of \"{}\" for \"{}\" stand here already.", cuts.scale, cuts.informant));
        }
        if (cuts.is_baseline && index.scoring.model == ScoringModel::item_mean) {
            problems.add(cuts.line, "The index has means of items: its cuts have \"unit: item_mean\".");
        }
        const double least = cuts.is_baseline ? lowest_baseline_score : index.scoring.from;
        const double most = cuts.is_baseline ? highest_baseline_score : index.scoring.to;
        for (std::size_t band = 1; band < cuts.bands.size(); ++band) {
            if (cuts.bands[band].from <= least || cuts.bands[band].from >= most) {
                problems.add(cuts.line, fmt::format("The band \"{}\" begins at {}; a cut lies between {} and {}.",
                                                    cuts.bands[band].code, cuts.bands[band].from, least, most));
            }
        }
    }
}

}  // namespace

void check_index(const IndexDefinition& index, YamlProblems& problems, YamlProblems& notices) {
    report_repeated_codes(index.scales, "scales", problems);
    report_repeated_codes(index.informants, "informants", problems);
    report_repeated_codes(index.domains, "domains", problems);
    report_repeated_codes(index.facets, "facets", problems);
    check_informant_codes(index, problems);
    check_item_codes(index, problems);
    for (const auto& facet : index.facets) {
        require_code(index.domains, facet.domain, "domains", facet.line, problems);
        check_facet_size(index, facet, problems);
        check_sensitive_facet(index, facet, problems);
    }
    check_cuts(index, problems);
    check_forms(index, problems, notices);
}

}  // namespace minka::programme
