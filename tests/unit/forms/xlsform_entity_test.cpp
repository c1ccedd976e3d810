#include "written_form.h"

using namespace minka;
using namespace minka::forms;
using namespace minka::forms::test;

TEST_SUITE_BEGIN("forms: entities");

TEST_CASE("an entity is created or updated as its row says") {
    const auto xform = xform_of(R"(
| survey |
| | type | name | label | save_to |
| | csv-external | sedes | | |
| | text | clave | Clave | |
| | text | estado | Estado | estado |
| entities |
| | list_name | entity_id | create_if | update_if | label |
| | sedes | ${clave} | ${clave} = '' | ${clave} != '' | ${estado} |
)");
    CHECK(has(xform, R"x(entities:entities-version="2024.1.0")x"));
    CHECK(has(xform,
              R"x(<entity dataset="sedes" create="1" update="1" baseVersion="" trunkVersion="" branchId="" id="">)x"));
    CHECK(has(xform, R"x(<bind nodeset="/data/meta/entity/@create" calculate=" /data/clave  = '')x"));
    CHECK(has(xform, R"x(<bind nodeset="/data/meta/entity/@update" calculate=" /data/clave  != '')x"));
    CHECK(has(xform, R"x(calculate="instance('sedes')/root/item[name= /data/clave ]/__version")x"));
    // Its identifier is what the expression says, created or not: one drawn besides would be thrown away.
    CHECK(has(xform,
              R"x(<bind nodeset="/data/meta/entity/@id" readonly="true()" type="string" calculate=" /data/clave ")x"));
    CHECK(!has(xform, "<setvalue"));
}

TEST_CASE("an entity that is created gets a new identifier") {
    const auto xform = xform_of(R"(
| survey |
| | type | name | label |
| | text | nombre | Nombre |
| entities |
| | list_name | label | create_if |
| | sedes | ${nombre} | ${nombre} != '' |
)");
    CHECK(has(xform, R"x(<setvalue ref="/data/meta/entity/@id" event="odk-instance-first-load" value="uuid()"/>)x"));
}

TEST_CASE("a list that is updated must be in the form, or clients could not open it") {
    const std::string survey = "| survey |\n| | type | name | label |\n| | text | clave | Clave |\n";
    const std::string entities = "| entities |\n| | list_name | entity_id |\n| | sedes | ${clave} |\n";
    CHECK(refused_at(survey + entities) == "entities:2:list_name");
    const auto form = convert_written(survey + "| | select_one_from_file sedes.csv | sede | Sede |\n" + entities);
    REQUIRE(form);
    CHECK(has(form->xform, R"x(<instance id="sedes" src="jr://file-csv/sedes.csv"/>)x"));
    CHECK(form->files == std::vector<std::string>{"sedes.csv"});
}

namespace {

// Where an entity of a form lives: the path above its meta block.
std::string home_of(const std::string& xform, const std::string& list) {
    const auto entity = xform.find("<entity dataset=\"" + list + "\"");
    const auto label = xform.find("/meta/entity/label\" calculate=\"" + list);
    REQUIRE(entity != std::string::npos);
    REQUIRE(label != std::string::npos);
    const auto begin = xform.rfind('"', label) + 1;
    return xform.substr(begin, label - begin);
}

}  // namespace

TEST_CASE("of several entities each lives as low as what it saves allows, the first row first") {
    // e and f both save from g alone: the first row takes g, the second the form above it.
    const auto beside = xform_of(R"(
| survey |
| | type | name | label | save_to |
| | text | a | A | |
| | begin group | g | G | |
| | text | b | B | |
| | end group | | | |
| entities |
| | list_name | label |
| | e | 'e' , ${b} |
| | f | 'f' , ${b} |
)");
    CHECK(has(beside, R"x(<bind nodeset="/data/g/meta/entity/label" calculate="'e' ,  /data/g/b ")x"));
    CHECK(has(beside, R"x(<bind nodeset="/data/meta/entity/label" calculate="'f' ,  /data/g/b ")x"));
    // In a repeat the group that holds all its properties is home, not the repeat.
    const auto within = xform_of(R"(
| survey |
| | type | name | label | save_to |
| | begin repeat | r | R | |
| | begin group | g | G | |
| | text | a | A | e#uno |
| | text | b | B | e#dos |
| | end group | | | |
| | text | c | C | f#uno |
| | end repeat | | | |
| entities |
| | list_name | label |
| | e | e |
| | f | f |
)");
    CHECK(home_of(within, "e") == "/data/r/g");
    CHECK(home_of(within, "f") == "/data/r");
    CHECK(has(within, R"x(<setvalue ref="/data/r/g/meta/entity/@id" event="odk-new-repeat" value="uuid()"/>)x"));
}

TEST_CASE("an entity's question may not lie in a group that another entity holds") {
    CHECK(refused_at(R"(
| survey |
| | type | name | label | save_to |
| | begin repeat | r | R | |
| | text | a | A | e#uno |
| | begin group | g | G | |
| | text | b | B | e#dos |
| | begin group | h | H | |
| | text | c | C | f#uno |
| | end group | | | |
| | begin group | i | I | |
| | text | d | D | f#dos |
| | end group | | | |
| | end group | | | |
| | end repeat | | | |
| entities |
| | list_name | label |
| | e | e |
| | f | f |
)") == "entities:3");
}

TEST_CASE("one entity in a group's questions is declared in the form, so that older servers see it") {
    const auto xform = xform_of(R"(
| survey |
| | type | name | label | save_to |
| | begin group | g | G | |
| | text | a | A | uno |
| | end group | | | |
| entities |
| | list_name | label |
| | e | ${a} |
)");
    CHECK(has(xform, R"x(nodeset="/data/meta/entity/@id")x"));
    CHECK(has(xform, R"x(entities:entities-version="2024.1.0")x"));
}

TEST_CASE("entities are refused where they cannot be told apart") {
    const std::string survey = "| survey |\n| | type | name | label | save_to |\n| | text | a | A | ";
    CHECK(refused_at(survey + "p |") == "survey:2:save_to");
    CHECK(refused_at(survey + "f#p |\n| entities |\n| | list_name | label |\n| | e | E |") == "survey:2:save_to");
    CHECK(refused_at(survey + "name |\n| entities |\n| | list_name | label |\n| | e | E |") == "survey:2:save_to");
    CHECK(refused_at(survey + "__p |\n| entities |\n| | list_name | label |\n| | e | E |") == "survey:2:save_to");
    CHECK(refused_at(survey + " |\n| entities |\n| | list_name | label |\n| | __e | E |") == "entities:2:list_name");
    CHECK(refused_at(survey + " |\n| entities |\n| | list_name | label |\n| | e | |") == "entities:2:label");
    CHECK(refused_at(survey + " |\n| entities |\n| | list_name | label | update_if |\n| | e | E | 1 |") ==
          "entities:2:entity_id");
    CHECK(
        refused_at(survey + " |\n| entities |\n| | list_name | label | entity_id | create_if |\n| | e | E | 1 | 1 |") ==
        "entities:2:update_if");
    CHECK(refused_at(survey + " |\n| entities |\n| | list_name | label | otra |\n| | e | E | x |") ==
          "entities:1:otra");
    CHECK(refused_at(survey + " |\n| entities |\n| | list_name | label |\n| | e | ${b} |") == "entities:2:label");
    CHECK(refused_at(
              "| survey |\n| | type | name | label | save_to |\n| | begin group | g | G | |\n| | text | a | A | |\n"
              "| | end group | | | p |\n| entities |\n| | list_name | label |\n| | e | E |") == "survey:4:save_to");
}

TEST_SUITE_END();
