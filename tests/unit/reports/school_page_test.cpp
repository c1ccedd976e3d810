#include "reports/school_page.h"

#include "report_words.h"
#include "report_world.h"
#include "reports/html_page.h"

#include <algorithm>
#include <cmath>

using namespace minka;
using namespace minka::test;
using namespace minka::reports;

namespace {

Result<SchoolPages> try_pages(SchoolProgramme& programme, const SchoolPageOptions& options) {
    auto& world = programme.world;
    return build_school_pages(*world.scratch.database, *world.vault, world.act, world.cycle.code, options);
}

SchoolPageOptions page_options(std::string language = "es") {
    SchoolPageOptions options;
    options.language = std::move(language);
    options.code_version = "test";
    return options;
}

const Section* section_of(const SchoolPage& page, std::string_view id) {
    const auto found = std::ranges::find(page.document.sections, id, &Section::id);
    return found == page.document.sections.end() ? nullptr : &*found;
}

const Sentences& said_in(const Section& section) {
    for (const auto& block : section.blocks) {
        if (const auto* sentences = std::get_if<Sentences>(&block)) {
            return *sentences;
        }
    }
    FAIL("no sentences");
    static const Sentences none;
    return none;
}

/// Five facets of three items each.
std::string five_facets() {
    std::string text(small_index);
    const auto begin = text.find("  - code: F\n");
    const auto end = text.find("scoring:");
    REQUIRE(begin != std::string::npos);
    std::string facets;
    for (const std::string code : {"A", "B", "C", "D", "E"}) {
        facets += "  - code: " + code + "\n    domain: ties\n    name: {es: Faceta " + code + ", en: Facet " + code +
                  "}\n    construct: {es: Lo de " + code + "., en: What " + code + " is.}\n    scale: frequency\n" +
                  "    items:\n";
        for (int item = 1; item <= 3; ++item) {
            const auto words = "{es: Uno, en: One}";
            facets += "      - {code: " + code + "_" + std::to_string(item) + ", teacher: " + words +
                      (code == "A" ? ", head: " + std::string(words) : "") + "}\n";
        }
    }
    return text.replace(begin, end - begin, facets);
}

/// Ten schools of 30 teachers that differ: A is answered highest, then B and so on; school "8" sent three of 30
/// answers, and "9" has three teachers.
struct ReturnedSchools {
    explicit ReturnedSchools(ScratchDatabase& scratch) : world(scratch, five_facets()) {
        const auto wave = [&] {
            for (int school = 0; school < 10; ++school) {
                schools.push_back(world.add_school(std::to_string(school)));
            }
            return world.add_wave("base", 1);
        }();
        SeededRandom random(3);
        std::string csv = "escuela;informante";
        for (const std::string facet : {"A", "B", "C", "D", "E"}) {
            for (const std::string item : {"_1", "_2", "_3"}) {
                csv += ";" + facet + item;
            }
        }
        csv += "\n";
        for (int school = 0; school < 10; ++school) {
            const int eligible = school == 9 ? 3 : 30;
            const int people = school == 8 ? 3 : eligible;
            world.set_eligible(wave, schools[static_cast<std::size_t>(school)], "teacher", eligible);
            for (int person = 0; person < people; ++person) {
                csv += std::to_string(school) + ";teacher";
                const double own = 0.5 * random.normal() + (school % 2 == 0 ? 0.5 : -0.5);
                for (int facet = 0; facet < 5; ++facet) {
                    for (int item = 0; item < 3; ++item) {
                        const double value = 2.9 - 0.25 * facet + own + 0.3 * random.normal();
                        csv += ";" + std::to_string(std::clamp(static_cast<int>(std::lround(value)), 1, 4));
                    }
                }
                csv += "\n";
            }
        }
        world.import_text("base", csv);
    }

    SchoolPages pages(const SchoolPageOptions& options) {
        return must(build_school_pages(*world.scratch.database, *world.vault, world.act, world.cycle.code, options));
    }

    MeasurementWorld world;
    std::vector<registry::SchoolId> schools;
};

}  // namespace

TEST_CASE("a school's page has three strengths and two questions of its own, and no other school") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        ReturnedSchools returned(scratch);
        const auto pages = returned.pages(page_options());
        REQUIRE(pages.pages.size() == 10);
        for (std::size_t school = 0; school < 8; ++school) {
            const auto& page = pages.pages[school];
            CAPTURE(page.file);
            REQUIRE(page.has_scores);
            const auto& strengths = said_in(*section_of(page, "strengths")).items;
            const auto& questions = said_in(*section_of(page, "questions")).items;
            REQUIRE(strengths.size() == 3);
            REQUIRE(questions.size() == 2);
            CHECK(strengths.front().starts_with("Faceta A, según Docentes: "));
            CHECK(questions.front().starts_with("Faceta E, según Docentes: "));
            CHECK(said_in(*section_of(page, "who")).items.front() == "Docentes: 100,0 % (30/30)");
            const auto html = html_page(page.document, pages.texts);
            for (const auto& word : {"ranking", "puesto", "mejor escuela", "Directivos"}) {
                CHECK(html.find(word) == std::string::npos);
            }
        }
    });
}

TEST_CASE("where a gate fails the page is a guide that says which one, and shows no figure") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        ReturnedSchools returned(scratch);
        const auto pages = returned.pages(page_options("en"));
        for (const std::size_t school : {8U, 9U}) {
            const auto& page = pages.pages[school];
            CAPTURE(page.file);
            CHECK_FALSE(page.has_scores);
            CHECK(section_of(page, "strengths") == nullptr);
            CHECK(section_of(page, "who") == nullptr);
            CHECK(said_in(*section_of(page, "guide")).items.size() == 1);  // one facet of each domain
            REQUIRE(said_in(*section_of(page, "why")).items.size() == 1);
            CHECK(said_in(*section_of(page, "why")).items.front().starts_with("Teachers: "));
        }
    });
}

TEST_CASE("every school gets a page of its own, and none is blank") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        SchoolProgramme programme(scratch);
        for (const std::string language : {"es", "en"}) {
            const auto pages = must(try_pages(programme, page_options(language)));
            CHECK(pages.pages.size() == programme.schools.size());
            for (const auto& page : pages.pages) {
                CAPTURE(page.file);
                CHECK(page.file.starts_with(language == "es" ? "escuela-" : "school-"));
                REQUIRE(section_of(page, "steps") != nullptr);
                // Teachers are asked one facet that is not sensitive here: five cannot be reached.
                CHECK_FALSE(page.has_scores);
                REQUIRE(section_of(page, "guide") != nullptr);
                CHECK_FALSE(said_in(*section_of(page, "guide")).items.empty());
                CHECK_FALSE(said_in(*section_of(page, "why")).items.empty());
                const auto html = html_page(page.document, pages.texts);
                CHECK(html.find('{') != std::string::npos);  // the style sheet
                CHECK(html.find("<script") == std::string::npos);
                CHECK(html.find("src=") == std::string::npos);
            }
        }
    });
}

TEST_CASE("the same pages again are the same pages and the same release; a school that is not there is a problem") {
    on_both_engines(measurement_migrations, [](ScratchDatabase& scratch) {
        SchoolProgramme programme(scratch);
        const auto one = must(try_pages(programme, page_options()));
        const auto again = must(try_pages(programme, page_options()));
        CHECK(one.release == again.release);
        REQUIRE(one.pages.size() == again.pages.size());
        CHECK(html_page(one.pages[0].document, one.texts) == html_page(again.pages[0].document, again.texts));
        auto options = page_options();
        options.schools = {programme.codes[3]};
        CHECK(must(try_pages(programme, options)).pages.size() == 1);
        options.schools = {"999999999999"};
        CHECK(try_pages(programme, options).error().code == ProblemCode::not_found);
        options = page_options();
        options.wave = "otra";
        CHECK(try_pages(programme, options).error().code == ProblemCode::not_found);
    });
}
