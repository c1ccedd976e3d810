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
    CHECK(has(xform, R"x(<setvalue ref="/data/meta/entity/@id" event="odk-instance-first-load" value="uuid()"/>)x"));
}

TEST_CASE("a list that is updated is attached though nobody said so") {
    const auto form = convert_written(R"(
| survey |
| | type | name | label |
| | text | clave | Clave |
| entities |
| | list_name | entity_id |
| | sedes | ${clave} |
)");
    REQUIRE(form);
    CHECK(has(form->xform, R"x(<instance id="sedes" src="jr://file-csv/sedes.csv"/>)x"));
    CHECK(form->files == std::vector<std::string>{"sedes.csv"});
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
}

TEST_SUITE_END();
