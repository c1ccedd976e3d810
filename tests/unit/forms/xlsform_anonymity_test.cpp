#include "written_form.h"

#include <vector>

using namespace minka;
using namespace minka::forms;
using namespace minka::forms::test;

TEST_SUITE_BEGIN("forms: anonymous is anonymous");

namespace {

std::string form_with(const std::string& row, const std::string& anonymous) {
    return "| survey |\n| | type | name | label | default | calculation | bind::jr:preload |\n| | text | q | Q | | | "
           "|\n"
           "| | " +
           row + " |\n| settings |\n| | form_id | anonymous |\n| | f | " + anonymous + " |\n";
}

}  // namespace

TEST_CASE("a form marked anonymous declares no person, device, place, audit or time finer than a date") {
    const std::vector<std::string> telling{
        "start | a | | | |",
        "end | a | | | |",
        "deviceid | a | | | |",
        "username | a | | | |",
        "email | a | | | |",
        "phonenumber | a | | | |",
        "simserial | a | | | |",
        "subscriberid | a | | | |",
        "uri:deviceid | a | | | |",
        "audit | audit | | | |",
        "geopoint | a | A | | |",
        "geotrace | a | A | | |",
        "geoshape | a | A | | |",
        "start-geopoint | a | | | |",
        "time | a | A | | |",
        "dateTime | a | A | | |",
        "background-audio | a | | | |",
        "calculate | a | | | now() |",
        "date | a | A | now() | |",
        "text | a | A | ${last-saved#q} | |",
        "text | a | A | | | timestamp",
        "text | a | A | | | property",
    };
    for (const auto& row : telling) {
        CAPTURE(row);
        CHECK(refused_at(form_with(row, "yes")) == "survey:3:type");
        CHECK(convert_written(form_with(row, "no")).has_value());
    }
}

TEST_CASE("a date and answers are what an anonymous form may hold") {
    for (const auto* row :
         {"today | a | | | |", "date | a | A | today() | |", "integer | a | A | | |", "calculate | a | | | 1 + 1 |"}) {
        CAPTURE(row);
        const auto form = convert_written(form_with(row, "yes"));
        REQUIRE(form);
        CHECK(form->is_anonymous);
    }
}

TEST_CASE("the mark is yes or no and nothing else") {
    CHECK(refused_at(form_with("integer | a | A | | |", "quizás")) == "settings:2:anonymous");
}

TEST_CASE("an anonymous form ties no answers together") {
    CHECK(
        refused_at("| survey |\n| | type | name | label |\n| | text | q | Q |\n| settings |\n| | anonymous |\n| | yes "
                   "|\n| entities |\n| | list_name | label |\n| | e | E |") == "entities:2");
    CHECK(refused_at("| survey |\n| | type | name | label |\n| | text | q | Q |\n| settings |\n| | anonymous | "
                     "instance_name |\n| | yes | now() |") == "settings:2:instance_name");
}

TEST_SUITE_END();
