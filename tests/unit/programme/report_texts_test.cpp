#include "example_folder.h"

#include <set>
#include <string>

using namespace minka;
using namespace minka::programme;

namespace {

ReportTexts texts_of(std::string_view programme, std::string_view language) {
    const auto folder = example_folder(programme);
    const auto texts = folder.texts_in(language);
    REQUIRE(texts.has_value());
    return **texts;
}

}  // namespace

TEST_CASE("Spanish and English have the same phrases") {
    for (const std::string name : {"ser-mas-maestro", "apostemos"}) {
        const auto spanish = texts_of(name, "es");
        const auto english = texts_of(name, "en");
        for (const auto& phrase : known_phrases()) {
            CAPTURE(phrase.key);
            CHECK(spanish.has(phrase.key) == english.has(phrase.key));
            CHECK(spanish.has(phrase.key));
        }
    }
}

TEST_CASE("no phrase is listed twice") {
    std::set<std::string_view> keys;
    for (const auto& phrase : known_phrases()) {
        CAPTURE(phrase.key);
        CHECK(keys.insert(phrase.key).second);
    }
}

TEST_CASE("everything a register counts, every gate and every status has its phrase") {
    const auto texts = texts_of("apostemos", "es");
    for (const auto name : counted_names()) {
        CHECK(texts.has("count." + std::string(name)));
    }
    for (const auto requirement :
         {GateRequirement::members_accepted, GateRequirement::resolution_in_force, GateRequirement::plan_approved,
          GateRequirement::session_held, GateRequirement::agreements_reviewed}) {
        CHECK(texts.has("teams.gate_" + std::string(to_string(requirement))));
    }
    for (const auto status : {InstrumentStatus::draft, InstrumentStatus::piloted, InstrumentStatus::validated}) {
        CHECK(texts.has("status." + std::string(to_string(status))));
    }
}

TEST_CASE("a phrase is filled by name") {
    const auto texts = texts_of("ser-mas-maestro", "es");
    CHECK(texts.fill("title.report", {{"cycle", "2026"}}) == "Informe del ciclo 2026");
    CHECK(texts.fill("number.interval", {{"high", "3,1"}, {"low", "0,2"}}) == "de 0,2 a 3,1");
}

TEST_CASE("numbers follow the language") {
    const auto colombia = texts_of("ser-mas-maestro", "es");
    CHECK(format_number(colombia, 1234.5, 1) == "1.234,5");
    CHECK(format_count(colombia, 100000) == "100.000");
    CHECK(format_count(colombia, 999) == "999");
    CHECK(format_number(colombia, -0.5, 2) == "\u22120,50");
    CHECK(format_number(colombia, -0.001, 1) == "0,0");
    CHECK(format_number(colombia, -1234567.0, 0) == "\u22121.234.567");
    const auto english = texts_of("ser-mas-maestro", "en");
    CHECK(format_number(english, 1234.5, 1) == "1,234.5");
    CHECK(format_count(texts_of("apostemos", "es"), 100000) == "100\u202f000");
}

TEST_CASE("a share carries n and N, and is rounded from the integers") {
    const auto texts = texts_of("ser-mas-maestro", "es");
    // 185/220 = 0.840909..., 1/8 = 12.5 %, 1/2000 = 0.05 % rounds half up to 0.1, 0/0 has no share.
    CHECK(format_share(texts, 185, 220) == "84,1 % (185/220)");
    CHECK(format_share(texts, 1, 8) == "12,5 % (1/8)");
    CHECK(format_share(texts, 1, 2000) == "0,1 % (1/2.000)");
    CHECK(format_share(texts, 0, 7) == "0,0 % (0/7)");
    CHECK(format_share(texts, 7, 7) == "100,0 % (7/7)");
    CHECK(format_share(texts, 0, 0) == "sin denominador (0/0)");
    CHECK(format_share(texts_of("apostemos", "en"), 185, 226) == "81.9% (185/226)");  // 0.818584
}

TEST_CASE("dates are written out") {
    const auto date = *LocalDate::of(2026, 3, 5);
    CHECK(format_date(texts_of("ser-mas-maestro", "es"), date) == "5 de marzo de 2026");
    CHECK(format_date(texts_of("ser-mas-maestro", "en"), date) == "5 March 2026");
}

TEST_CASE("a language the programme has no texts in is refused with those it has") {
    const auto folder = example_folder("apostemos");
    const auto quechua = folder.texts_in("qu");
    REQUIRE_FALSE(quechua.has_value());
    CHECK(quechua.error().code == ProblemCode::not_found);
    CHECK(quechua.error().message.find("es, en") != std::string::npos);
}
