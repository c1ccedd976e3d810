#include "forms/choice_codes.h"

#include "intake_base.h"
#include "written_form.h"

using namespace minka;
using namespace minka::forms;
using namespace minka::forms::test;

TEST_SUITE_BEGIN("forms: codes of choices that change");

namespace {

std::string survey(const std::string& version, const std::string& choices, const std::string& header) {
    return "| survey |\n| | type | name | label | bind::minka:fact |\n| | select_one grado | q | Q | x.q |\n| | "
           "select_multiple grado | m | M | x.m |\n| | text | t | T | |\n| choices |\n| | list_name | name | label" +
           header + " |\n" + choices + "| settings |\n| | form_id | version | namespaces |\n| | f | " + version +
           " | minka=\"urn:minka:facts\" |\n";
}

std::vector<QuestionChoices> choices_of(const std::string& xform) {
    const auto found = question_choices(xform, "form");
    REQUIRE(found.has_value());
    return *found;
}

FormRelease released(const std::string& xform, const std::string& hash) {
    FormRelease release;
    release.form_id = "f";
    release.form_version = "1";
    release.document = xform;
    release.hash = hash;
    return release;
}

}  // namespace

TEST_CASE("an option stands for the code it had, or for itself") {
    const auto xform = xform_of(
        survey("2", "| | grado | a | A | 1 |\n| | grado | b | B | 2 |\n| | grado | 3 | C | |\n", " | stands_for"));
    const auto questions = choices_of(xform);
    REQUIRE(questions.size() == 2);
    CHECK(questions[0].path == "/data/q");
    CHECK(with_meanings(questions[0], "a") == "1");
    CHECK(with_meanings(questions[0], "3") == "3");
    CHECK(with_meanings(questions[0], "") == "");
    CHECK(with_meanings(questions[0], "nueva") == "nueva");
    CHECK(with_meanings(questions[1], "b 3 a") == "2 3 1");
}

TEST_CASE("a fact reads meanings, of the questions it is bound to and of no other") {
    const auto release =
        released(xform_of(survey("2", "| | grado | a | A | 1 |\n| | grado | b | B | 2 |\n", " | stands_for")), "two");
    const FactBinding binding{"x", "", {{"q", "/data/q"}, {"m", "/data/m"}, {"t", "/data/t"}}};
    const auto rows = in_meanings(release, binding, {{1, {{"q", "b"}, {"m", "a b"}, {"t", "a"}}}});
    REQUIRE(rows.has_value());
    CHECK(rows->front().value("q") == "2");
    CHECK(rows->front().value("m") == "1 2");
    CHECK(rows->front().value("t") == "a");
}

TEST_CASE("a release says what became of codes that a fact reads") {
    const auto first = released(xform_of(survey("1", "| | grado | 1 | A |\n| | grado | 2 | B |\n", "")), "one");
    const auto sentence = [&](const std::string& choices, const std::string& header) {
        const auto xform = xform_of(survey("2", choices, header));
        const auto document = read_xform(xform, "form");
        REQUIRE(document.has_value());
        const auto checked = check_codes(*document, xform, first, "form");
        return checked ? std::string() : to_sentence(checked.error());
    };
    // Renamed without a word: which is which?
    CHECK(sentence("| | grado | a | A |\n| | grado | b | B |\n", "").contains("'1', '2', now it has 'a', 'b'"));
    CHECK(
        sentence("| | grado | a | A | 1 |\n| | grado | b | B | |\n", " | stands_for").contains("'2', now it has 'b'"));
    CHECK(sentence("| | grado | a | A | 1 |\n| | grado | b | B | 2 |\n", " | stands_for").empty());
    CHECK(sentence("| | grado | a | A | 1 |\n| | grado | b | B | b |\n", " | stands_for").empty());  // b is new
    CHECK(sentence("| | grado | 1 | A |\n", "").empty());                                            // one is gone
    CHECK(sentence("| | grado | 1 | A |\n| | grado | 2 | B |\n| | grado | 3 | C |\n", "").empty());  // one more
}

TEST_CASE("a column of choices whose title is no name stays out of the form, with a remark at its place") {
    const auto form = convert_written(
        "| survey |\n| | type | name | label |\n| | select_one l | q | Q |\n| choices |\n| | list_name | name | label "
        "| "
        "bad col | good |\n| | l | a | A | 1 | 2 |\n");
    REQUIRE(form.has_value());
    CHECK(has(form->xform, "<good>2</good>"));
    CHECK(!has(form->xform, "bad"));
    REQUIRE(form->notes.size() == 1);
    CHECK(form->notes[0].place == "choices:1:bad col");
}
