#include "written_form.h"

#include <vector>

using namespace minka;
using namespace minka::forms;
using namespace minka::forms::test;

TEST_SUITE_BEGIN("forms: refusals");

namespace {

struct Refusal {
    std::string what;
    std::string place;
    std::string form;
};

void check_all(const std::vector<Refusal>& cases) {
    for (const auto& c : cases) {
        CAPTURE(c.what);
        CHECK(refused_at(c.form) == c.place);
    }
}

}  // namespace

TEST_CASE("a form that cannot work is refused at its sheet, row and column") {
    check_all({
        {"no survey sheet", "survey", "| surveys |\n| | type |\n| | text |"},
        {"no type column", "survey:1:type", "| survey |\n| | name | label |\n| | a | A |"},
        {"unknown type", "survey:2:type", "| survey |\n| | type | name | label |\n| | txt | a | A |"},
        {"no type", "survey:2:type", "| survey |\n| | type | name | label |\n| | | a | A |"},
        {"no name", "survey:3:name", "| survey |\n| | type | name | label |\n| | text | a | A |\n| | text | | A |"},
        {"wrong name", "survey:2:name", "| survey |\n| | type | name | label |\n| | text | a b | A |"},
        {"two names alike", "survey:3:name",
         "| survey |\n| | type | name | label |\n| | text | a | A |\n| | text | a | A |"},
        {"the name of the form's own data", "survey:2:name",
         "| survey |\n| | type | name | label |\n| | text | meta | A |"},
        {"two repeats of one name", "survey:5:name",
         "| survey |\n| | type | name | label |\n| | begin repeat | r | R |\n| | end repeat | | |\n"
         "| | begin group | g | G |\n| | begin repeat | r | R |\n| | end repeat | | |\n| | end group | | |"},
        {"no end", "survey:2:type", "| survey |\n| | type | name | label |\n| | begin group | g | G |"},
        {"no begin", "survey:2:type", "| survey |\n| | type | name | label |\n| | end group | | |"},
        {"the wrong end", "survey:3:type",
         "| survey |\n| | type | name | label |\n| | begin group | g | G |\n| | end repeat | | |"},
        {"nothing to read", "survey:2:label", "| survey |\n| | type | name | label |\n| | text | a | |"},
        {"nothing to calculate", "survey:2:calculation",
         "| survey |\n| | type | name | calculation |\n| | calculate | a | |"},
        {"a reference to nothing", "survey:2:label",
         "| survey |\n| | type | name | label |\n| | text | a | Hola ${b} |"},
        {"a broken reference", "survey:2:relevant",
         "| survey |\n| | type | name | label | relevant |\n| | text | a | A | ${a = 1 |"},
        {"a reference to two questions", "survey:8:calculation",
         "| survey |\n| | type | name | label | calculation |\n| | begin group | g | G | |\n| | text | a | A | |\n"
         "| | end group | | | |\n| | begin group | h | H | |\n| | text | a | A | |\n| | end group | | | |\n"
         "| | calculate | c | | ${a} |"},
        {"columns that mean the same", "survey:1:relevance",
         "| survey |\n| | type | name | label | relevant | relevance |\n| | text | a | A | | |"},
        {"a group that is required", "survey:2:required",
         "| survey |\n| | type | name | label | required |\n| | begin group | g | G | yes |\n| | end group | | | |"},
        {"a file within a repeat", "survey:3:type",
         "| survey |\n| | type | name | label |\n| | begin repeat | r | R |\n| | csv-external | e | |\n| | end repeat "
         "| | |"},
        {"guidance and nothing else to read", "survey:2:label",
         "| survey |\n| | type | name | label | guidance_hint |\n| | text | a | | G |"},
        {"a big image without the small one", "survey:2:media::big-image",
         "| survey |\n| | type | name | label | media::big-image |\n| | text | a | A | x.png |"},
        {"media of an unknown kind", "survey:1:media::smell",
         "| survey |\n| | type | name | label | media::smell |\n| | text | a | A | x.png |"},
        {"a parameter that text does not take", "survey:2:parameters",
         "| survey |\n| | type | name | label | parameters |\n| | text | a | A | filas=2 |"},
        {"parameters that are no pairs", "survey:2:parameters",
         "| survey |\n| | type | name | label | parameters |\n| | text | a | A | rows=2=3 |"},
        {"a trigger that nobody sees", "survey:3:trigger",
         "| survey |\n| | type | name | trigger | calculation |\n| | integer | a | | 1 + 1 |\n| | integer | b | ${a} | "
         "now() |"},
        {"a repeat that a loop would write twice", "survey:5:type",
         "| survey |\n| | type | name | label |\n| | begin loop over l | g | G |\n| | begin repeat | r | R |\n"
         "| | end repeat | | |\n| | end loop | | |\n| choices |\n| | list_name | name | label |\n| | l | a | A |\n"
         "| | l | b | B |"},
        {"a prefix that nothing declares", "survey:2:name",
         "| survey |\n| | type | name | label |\n| | text | ex:a | A |"},
        {"two names that differ in their prefix alone", "survey:3:name",
         "| survey |\n| | type | name | label |\n| | text | ex:a | A |\n| | text | a | A |\n| settings |\n"
         "| | namespaces |\n| | ex=\"urn:ex\" |"},
        {"a title that refers to nothing", "settings:2:form_title",
         "| survey |\n| | type | name | label |\n| | text | a | A |\n| settings |\n| | form_title |\n| | ${b} |"},
        {"an encrypted form without its identifier", "settings:2:omit_instanceID",
         "| survey |\n| | type | name | label |\n| | text | a | A |\n| settings |\n| | omit_instanceID | public_key |\n"
         "| | yes | abc |"},
        {"an external file twice", "survey:3:name",
         "| survey |\n| | type | name | label |\n| | csv-external | e | |\n| | csv-external | e | |"},
    });
}

TEST_CASE("choices and their questions are refused where they do not fit") {
    const std::string choices = "\n| choices |\n| | list_name | name | label |\n| | l | a | A |\n| | l | b c | B |";
    check_all({
        {"no choices sheet", "survey:2:type", "| survey |\n| | type | name | label |\n| | select_one l | a | A |"},
        {"no such list", "survey:2:type",
         "| survey |\n| | type | name | label |\n| | select_one m | a | A |" + choices},
        {"no list named", "survey:2:type", "| survey |\n| | type | name | label |\n| | select_one | a | A |" + choices},
        {"spaces where several are chosen", "choices:3:name",
         "| survey |\n| | type | name | label |\n| | select_multiple l | a | A |" + choices},
        {"a choice without a name", "choices:2:name",
         "| survey |\n| | type | name | label |\n| | select_one l | a | A |\n| choices |\n| | list_name | name | label "
         "|\n| | l | | A |"},
        {"a choice twice", "choices:3:name",
         "| survey |\n| | type | name | label |\n| | select_one l | a | A |\n| choices |\n| | list_name | name | label "
         "|\n| | l | a | A |\n| | l | a | B |"},
        {"or_other with a filter", "survey:2:type",
         "| survey |\n| | type | name | label | choice_filter |\n| | select_one l or_other | a | A | x = 1 |" +
             choices},
        {"a list that is also a file", "choices:2:list_name",
         "| survey |\n| | type | name | label |\n| | select_one_from_file l.csv | a | A |\n| | select_one l | b | B |" +
             choices},
        {"a parameter of another type", "survey:2:parameters",
         "| survey |\n| | type | name | label | parameters |\n| | select_one l | a | A | value=x |" + choices},
        {"choices from a question in no repeat", "survey:3:type",
         "| survey |\n| | type | name | label |\n| | text | q | Q |\n| | select_one ${q} | a | A |"},
        {"a list that the external choices lack", "survey:2:type",
         "| survey |\n| | type | name | label | choice_filter |\n| | select_one_external m | a | A | x = 1 |\n"
         "| external_choices |\n| | list_name | name |\n| | l | a |"},
        {"a table-list with a filter", "survey:3:choice_filter",
         "| survey |\n| | type | name | label | appearance | choice_filter |\n| | begin group | g | | table-list | |\n"
         "| | select_one l | a | A | | x = 1 |\n| | end group | | | | |" +
             choices},
        {"a seed without shuffling", "survey:2:parameters",
         "| survey |\n| | type | name | label | parameters |\n| | select_one l | a | A | seed=4 |" + choices},
        {"a picture of a choice that refers to nothing", "choices:2:media::image",
         "| survey |\n| | type | name | label |\n| | select_one l | a | A |\n| choices |\n"
         "| | list_name | name | label | media::image |\n| | l | a | A | ${nada} |"},
        {"a table-list of two lists", "survey:4:type",
         "| survey |\n| | type | name | label | appearance |\n| | begin group | g | | table-list |\n| | select_one l | "
         "a | A | |\n| | select_one m | b | B | |\n| | end group | | | |" +
             choices + "\n| | m | x | X |"},
    });
}

TEST_CASE("misspelt words come with the near one") {
    const auto form = convert_written("| survey |\n| | type | name | label |\n| | intger | a | A |");
    REQUIRE(!form);
    CHECK(has(form.error().message, "'integer'"));
    const auto reference =
        convert_written("| survey |\n| | type | name | label |\n| | text | edad | A |\n| | note | b | ${edda} |");
    REQUIRE(!reference);
    CHECK(has(reference.error().message, "'edad'"));
    const auto column = convert_written("| survey |\n| | type | name | label | relevent |\n| | text | a | A | 1 |");
    REQUIRE(column);
    REQUIRE(column->notes.size() == 1);
    CHECK(column->notes[0].place == "survey:1:relevent");
    CHECK(has(column->notes[0].message, "'relevant'"));
}

TEST_SUITE_END();
