#include "example_folder.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

using namespace minka;
using namespace minka::programme;

namespace {

std::string listed(const std::vector<Problem>& problems) {
    std::string text;
    for (const auto& problem : problems) {
        text += to_sentence(problem) + "\n";
    }
    return text;
}

std::vector<std::string> computed_codes(const IndicatorSet& set) {
    std::vector<std::string> codes;
    for (const auto& sheet : set.sheets) {
        if (sheet.computed) {
            codes.push_back(sheet.code);
        }
    }
    return codes;
}

}  // namespace

TEST_CASE("both examples load without a problem") {
    for (const std::string name : {"ser-mas-maestro", "apostemos"}) {
        CAPTURE(name);
        const auto check = check_programme_folder(source_folder() / "examples" / name);
        CHECK_MESSAGE(check.problems.empty(), listed(check.problems));
        CHECK(check.folder.profile.code == name);
    }
}

TEST_CASE("what the examples leave open is a notice") {
    const auto has = [](const std::vector<Problem>& notices, std::string_view words) {
        return std::any_of(notices.begin(), notices.end(), [&](const Problem& notice) {
            return notice.message.find(words) != std::string::npos && notice.field.find(':') != std::string::npos;
        });
    };
    const auto peru = check_programme_folder(source_folder() / "examples/apostemos").notices;
    CHECK(has(peru, "no URL"));
    CHECK(has(peru, "placeholder"));
    CHECK(has(peru, "\"ugel_registered\" has no date"));
    CHECK(has(peru, "instrument is a draft"));
    const auto colombia = check_programme_folder(source_folder() / "examples/ser-mas-maestro").notices;
    CHECK(has(colombia, "no URL"));
    CHECK_FALSE(has(colombia, "placeholder"));
}

TEST_CASE("Ser Más Maestro has three moments over ten visits and two action lines") {
    const auto folder = example_folder("ser-mas-maestro");
    CHECK(folder.profile.stages.moments.size() == 3);
    REQUIRE(folder.profile.stages.visits.size() == 10);
    CHECK(folder.profile.stages.visits.front().moment.empty());
    CHECK(folder.profile.stages.visits[1].moment == "meetings");
    CHECK(folder.profile.stages.visits.back().code == "V10");
    CHECK(folder.profile.action_lines.size() == 2);
    CHECK(folder.profile.inclusion_dimensions.size() == 4);
    CHECK(folder.profile.stages.cycle.months == 10);
    CHECK_FALSE(folder.profile.stages.team.has_value());
    CHECK(folder.profile.stages.stages.empty());
}

TEST_CASE("Apostemos has three stages, eight regions in person and two denominators side by side") {
    const auto folder = example_folder("apostemos");
    REQUIRE(folder.profile.stages.stages.size() == 3);
    CHECK(folder.profile.stages.stages[0].gate ==
          std::vector{GateRequirement::members_accepted, GateRequirement::resolution_in_force});
    CHECK(folder.profile.stages.stages[1].gate == std::vector{GateRequirement::plan_approved});
    const auto& regions = folder.profile.assistance.regions;
    CHECK(std::count_if(regions.begin(), regions.end(),
                        [](const RegionModality& region) { return region.modality == Modality::in_person; }) == 8);
    CHECK(folder.profile.assistance.of("DRE APURIMAC") == Modality::in_person);
    CHECK(folder.profile.assistance.of("DRE Lima Metropolitana") == Modality::at_a_distance);
    CHECK(find_code(folder.profile.figures.denominators, "ugel_targeted")->count == 220);
    CHECK(find_code(folder.profile.figures.denominators, "ugel_registered")->count == 226);
}

TEST_CASE("each form has the length it is meant to have") {
    // Counted by hand in index.yaml, facet by facet:
    // students  V1 4 V2 4 G1 4 G2 3 I1 3 I2 3 I3 3 I4 3 E1 4 E2 4 M1 4 CV 3 CI 4 = 46
    // teachers  V1 3 V2 3 V3 4 G1 3 G2 3 G3 4 I1 3 I2 3 I3 3 I4 3 E1 3 E2 3 M1 4 CV 3 RC 4 CI 3 TS 5 TL 4 = 61
    // heads     V3 3 G1 3 G2 3 G3 4 I2 3 I3 3 I4 3 CV 3 RC 3 CI 3 = 31
    const auto colombia = example_folder("ser-mas-maestro").index;
    CHECK(colombia.form("student").size() == 46);
    CHECK(colombia.form("teacher").size() == 61);
    CHECK(colombia.form("head").size() == 31);
    // 16 facets of 4 for teachers; heads V1 3 V3 4 G1 3 G3 4 I2 3 I3 3 I4 3 E2 3 M1 3 = 29; nothing for children.
    const auto peru = example_folder("apostemos").index;
    CHECK(peru.form("teacher").size() == 64);
    CHECK(peru.form("head").size() == 29);
    CHECK(find_code(peru.informants, "student") == nullptr);
}

TEST_CASE("every facet has four or five items and every form has reversed ones") {
    for (const std::string name : {"ser-mas-maestro", "apostemos"}) {
        const auto index = example_folder(name).index;
        for (const auto& facet : index.facets) {
            CAPTURE(facet.code);
            CHECK(facet.items.size() >= 4);
            CHECK(facet.items.size() <= 5);
            for (const auto& item : facet.items) {
                CHECK(index.scale_of(item).categories.size() == 4);
            }
        }
        for (const auto& informant : index.informants) {
            const auto form = index.form(informant.code);
            CHECK(std::count_if(form.begin(), form.end(), [](const Item* item) { return item->reversed; }) >= 5);
        }
    }
}

TEST_CASE("students are asked of sexual diversity from fourteen and never of reconciliation") {
    const auto index = example_folder("ser-mas-maestro").index;
    const auto& student = *find_code(index.informants, "student");
    const auto& diversity = *find_code(index.facets, "I1");
    CHECK(diversity.sensitive);
    CHECK(diversity.optional);
    CHECK(diversity.anonymous_only);
    CHECK(index.minimum_age(diversity, student) == 14);
    CHECK(index.minimum_age(*find_code(index.facets, "V1"), student) == 10);
    const auto& reconciliation = *find_code(index.facets, "RC");
    CHECK(reconciliation.adults_only);
    CHECK(reconciliation.item_count("student") == 0);
    CHECK_FALSE(index.is_in_overall_score(reconciliation));
    CHECK_FALSE(index.is_in_overall_score(*find_code(index.facets, "TS")));
    CHECK(index.is_in_overall_score(*find_code(index.facets, "M1")));
}

TEST_CASE("the two examples together hold all 38 indicators and compute those of this version") {
    const auto colombia = example_folder("ser-mas-maestro").indicators;
    const auto peru = example_folder("apostemos").indicators;
    CHECK(computed_codes(colombia) == std::vector<std::string>{"11", "12", "13", "14", "17", "19", "34", "35", "36"});
    CHECK(computed_codes(peru) ==
          std::vector<std::string>{"01", "02", "03", "04", "05", "07", "08", "09", "10", "19", "34", "36"});
    std::set<std::string> codes;
    for (const auto* set : {&colombia, &peru}) {
        for (const auto& sheet : set->sheets) {
            codes.insert(sheet.code);
        }
    }
    CHECK(codes.size() == 38);
    const auto* first = peru.sheet("01");
    REQUIRE(first->targets.size() == 1);
    CHECK(first->targets[0].denominator == 220);
    CHECK(peru.sheet("02")->denominator == std::nullopt);
}

TEST_CASE("thresholds of the examples are the floors of the field") {
    for (const std::string name : {"ser-mas-maestro", "apostemos"}) {
        const auto privacy = example_folder(name).profile.privacy.suppression;
        CHECK(privacy.public_floor == 10);
        CHECK(privacy.feedback_floor == 5);
        CHECK(privacy.feedback_response == 0.60);
        CHECK(privacy.sensitive_floor == 20);
        CHECK(privacy.sensitive_level >= privacy::Level::subregion);
    }
}
