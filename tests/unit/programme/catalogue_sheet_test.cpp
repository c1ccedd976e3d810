#include "example_folder.h"

#include <algorithm>
#include <string>
#include <vector>

using namespace minka;
using namespace minka::programme;

namespace {

const SheetRow& row_of(const std::vector<SheetRow>& rows, std::string_view code) {
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const SheetRow& row) { return row.code == code; });
    REQUIRE(found != rows.end());
    return *found;
}

}  // namespace

TEST_CASE("the good-practice sheet keeps the catalogue's fields and their order") {
    // The catalogue's own headings, from the title to the documentation.
    const std::vector<std::string_view> order{"title",
                                              "country_scope",
                                              "start_year",
                                              "time_frame",
                                              "categories",
                                              "levels",
                                              "partner_types",
                                              "sectors",
                                              "url",
                                              "number_of_schools",
                                              "number_of_heads",
                                              "number_of_teachers",
                                              "number_of_students",
                                              "number_of_parents",
                                              "number_of_partners",
                                              "short_description",
                                              "objectives",
                                              "sustainability",
                                              "methodology",
                                              "funding",
                                              "outcomes",
                                              "justification",
                                              "didactical_concept",
                                              "innovation",
                                              "practice_orientation",
                                              "involvement",
                                              "mutual_learning",
                                              "intergenerationality",
                                              "inclusivity",
                                              "ethical_aspects",
                                              "interdisciplinarity",
                                              "transdisciplinarity",
                                              "cooperation",
                                              "inclusiveness",
                                              "democracy",
                                              "supervision",
                                              "cooperation_quality",
                                              "external_partner_role",
                                              "institutional_learning",
                                              "implementation",
                                              "evaluation",
                                              "documentation"};
    const auto folder = example_folder("ser-mas-maestro");
    const auto rows = sheet_rows(folder.profile, "es");
    REQUIRE(rows.size() == order.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CHECK(rows[i].code == order[i]);
    }
}

TEST_CASE("every field of the sheets has a value in both languages, but for the missing URL") {
    for (const std::string name : {"ser-mas-maestro", "apostemos"}) {
        const auto folder = example_folder(name);
        for (const std::string language : {"es", "en"}) {
            for (const auto& row : sheet_rows(folder.profile, language)) {
                CAPTURE(row.code);
                const bool has_value = row.figure != nullptr || (row.text && !row.text->empty());
                CHECK(has_value == (row.code != "url"));
                CHECK_FALSE(row.heading.empty());
            }
        }
    }
}

TEST_CASE("no parents is a real zero, not a blank") {
    const auto folder = example_folder("ser-mas-maestro");
    const auto rows = sheet_rows(folder.profile, "es");
    const auto* parents = row_of(rows, "number_of_parents").figure;
    REQUIRE(parents != nullptr);
    CHECK(parents->value == 0);
    CHECK(parents->counts == Counted::parents);
}

TEST_CASE("the declared figures are those of the source") {
    const auto folder = example_folder("ser-mas-maestro");
    const auto rows = sheet_rows(folder.profile, "en");
    struct Case {
        std::string_view field;
        std::int64_t value;
    };
    for (const auto& [field, value] : std::vector<Case>{{"number_of_schools", 450},
                                                        {"number_of_heads", 450},
                                                        {"number_of_teachers", 4200},
                                                        {"number_of_students", 100000},
                                                        {"number_of_partners", 15}}) {
        CAPTURE(field);
        CHECK(row_of(rows, field).figure->value == value);
    }
    const auto* headline = find_code(folder.profile.figures.claims, "headline_teachers");
    REQUIRE(headline != nullptr);
    CHECK(headline->value == 4000);
    CHECK(headline->qualifier == Qualifier::more_than);
    CHECK(headline->sheet_field.empty());
}

TEST_CASE("identity comes from the profile in the language asked for") {
    const auto folder = example_folder("ser-mas-maestro");
    CHECK(row_of(sheet_rows(folder.profile, "es"), "levels").text ==
          "Preescolar; Básica primaria; Básica secundaria; Media");
    CHECK(row_of(sheet_rows(folder.profile, "en"), "country_scope").text == "Colombia, countrywide");
    CHECK(row_of(sheet_rows(folder.profile, "en"), "start_year").text == "2009");
}
