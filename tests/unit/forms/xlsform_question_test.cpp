#include "canonical_xml.h"
#include "forms/expression_scan.h"
#include "written_form.h"

#include <vector>

using namespace minka;
using namespace minka::forms;
using namespace minka::forms::test;

// Expected values are written from the ODK XForms specification (getodk.github.io/xforms-spec) and the XLSForm
// reference (xlsform.org), by hand.
TEST_SUITE_BEGIN("forms: questions");

TEST_CASE("each type has the data type and control of the specification") {
    struct Case {
        std::string type;
        std::string bind;
        std::string control;
    };
    const std::vector<Case> cases{
        {"text", R"x(type="string")x", R"x(<input ref="/data/q">)x"},
        {"integer", R"x(type="int")x", R"x(<input ref="/data/q">)x"},
        {"decimal", R"x(type="decimal")x", R"x(<input ref="/data/q">)x"},
        {"date", R"x(type="date")x", R"x(<input ref="/data/q">)x"},
        {"time", R"x(type="time")x", R"x(<input ref="/data/q">)x"},
        {"dateTime", R"x(type="dateTime")x", R"x(<input ref="/data/q">)x"},
        {"geopoint", R"x(type="geopoint")x", R"x(<input ref="/data/q">)x"},
        {"geotrace", R"x(type="geotrace")x", R"x(<input ref="/data/q">)x"},
        {"geoshape", R"x(type="geoshape")x", R"x(<input ref="/data/q">)x"},
        {"barcode", R"x(type="barcode")x", R"x(<input ref="/data/q">)x"},
        {"note", R"x(readonly="true()" type="string")x", R"x(<input ref="/data/q">)x"},
        {"acknowledge", R"x(type="string")x", R"x(<trigger ref="/data/q">)x"},
        {"image", R"x(type="binary")x", R"x(<upload ref="/data/q" mediatype="image/*">)x"},
        {"audio", R"x(type="binary")x", R"x(<upload ref="/data/q" mediatype="audio/*">)x"},
        {"video", R"x(type="binary")x", R"x(<upload ref="/data/q" mediatype="video/*">)x"},
        {"file", R"x(type="binary")x", R"x(<upload ref="/data/q" mediatype="application/*">)x"},
        {"range", R"x(type="int")x", R"x(<range ref="/data/q" start="1" end="10" step="1">)x"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.type);
        const auto xform = xform_of("| survey |\n| | type | name | label |\n| | " + c.type + " | q | Q |");
        CHECK(has(xform, R"(<bind nodeset="/data/q" )" + c.bind + "/>"));
        CHECK(has(xform, c.control));
    }
}

TEST_CASE("metadata is filled in by the client and shown to nobody") {
    struct Case {
        std::string type;
        std::string preload;
        std::string parameter;
    };
    const std::vector<Case> cases{
        {"start", "timestamp", "start"},           {"end", "timestamp", "end"},          {"today", "date", "today"},
        {"deviceid", "property", "deviceid"},      {"username", "property", "username"}, {"email", "property", "email"},
        {"phonenumber", "property", "phonenumber"}};
    for (const auto& c : cases) {
        CAPTURE(c.type);
        const auto xform = xform_of("| survey |\n| | type | name |\n| | " + c.type + " | q |");
        CHECK(has(xform, "jr:preload=\"" + c.preload + "\""));
        CHECK(has(xform, "jr:preloadParams=\"" + c.parameter + "\""));
        CHECK(has(xform, "<h:body/>"));
    }
}

TEST_CASE("bindings carry what the columns say, yes being true()") {
    const auto xform = xform_of(R"(
| survey |
| | type | name | label | required | required_message | constraint | constraint_message | relevant | read_only | default |
| | integer | edad | Edad | yes | Falta | . > 3 | Muy poca | true | no | 7 |
| | text | nombre | Nombre | | | | Son ${edad} | | | |
)");
    CHECK(has(xform, R"x(required="true()" jr:requiredMsg="Falta" constraint=". &gt; 3" jr:constraintMsg="Muy poca" )x"
                     R"x(relevant="true()" readonly="false()")x"));
    CHECK(has(xform, "<edad>7</edad>"));
    // a message built from an answer stands in the translations
    CHECK(has(xform, R"x(jr:constraintMsg="jr:itext('/data/nombre:jr:constraintMsg')")x"));
}

TEST_CASE("selects take their choices from lists, files and repeats") {
    const auto xform = xform_of(R"(
| survey |
| | type | name | label | choice_filter | parameters |
| | select_one l | uno | Uno | grado = 3 | |
| | select_multiple_from_file sedes.geojson | varias | Varias | | |
| | rank l | orden | Orden | | randomize=true, seed=7 |
| | begin repeat | hijos | Hijos | | |
| | text | hijo | Hijo | | |
| | integer | edad | Edad | | |
| | end repeat | | | | |
| | select_one ${hijo} | mayor | Mayor | ${edad} > 10 | |
| | select_one ${hijo} | otro | Otro | | |
| choices |
| | list_name | name | label | grado |
| | l | a | A | 3 |
)");
    CHECK(has(xform, R"x(<itemset nodeset="instance('l')/root/item[grado = 3]">)x"));
    CHECK(has(xform, "<grado>3</grado>"));
    CHECK(has(xform, R"x(<instance id="sedes" src="jr://file/sedes.geojson"/>)x"));
    CHECK(has(xform, R"x(<value ref="id"/>)x"));
    CHECK(has(xform, R"x(<odk:rank ref="/data/orden">)x"));
    CHECK(has(xform, R"x(<itemset nodeset="randomize(instance('l')/root/item, 7)">)x"));
    CHECK(has(xform, R"x(<itemset nodeset="/data/hijos[ ./edad  &gt; 10]">)x"));
    CHECK(has(xform, R"x(<itemset nodeset="/data/hijos[./hijo != '']">)x"));
}

TEST_CASE("settings reach the form") {
    const auto form = convert_written(R"(
| survey |
| | type | name | label |
| | text | nombre | Nombre |
| settings |
| | form_title | form_id | version | instance_name | style | submission_url | public_key | name | default_language |
| | Visita & más | visita | 3 | concat('v-', ${nombre}) | pages | https://x.org/s | abc | ficha | es |
)");
    REQUIRE(form);
    CHECK(form->id == "visita");
    CHECK(form->version == "3");
    CHECK(form->title == "Visita & más");
    const auto& xform = form->xform;
    CHECK(has(xform, "<h:title>Visita &amp; más</h:title>"));
    CHECK(has(xform, R"x(<ficha id="visita" version="3">)x"));
    CHECK(has(xform, R"x(<h:body class="pages">)x"));
    CHECK(has(xform, R"x(<submission method="post" action="https://x.org/s" base64RsaPublicKey="abc"/>)x"));
    CHECK(
        has(xform,
            R"x(<bind nodeset="/ficha/meta/instanceName" type="string" calculate="concat('v-',  /ficha/nombre )"/>)x"));
}

TEST_CASE("what clients may do with a finished record is said in the settings, whatever word means yes") {
    const auto xform = xform_of(R"(
| survey |
| | type | name | label |
| | text | a | A |
| settings |
| | client_editable | auto_send | auto_delete |
| | Yes | yes | false |
)");
    CHECK(has(xform, R"x(<submission orx:auto-send="true" orx:auto-delete="false" odk:client-editable="true"/>)x"));
}

TEST_CASE("a form of old has its title and identifier on the survey sheet, or two columns for it") {
    const auto old = convert_written(R"(
| survey |
| | type | name | label |
| | set form title | Visita | |
| | set form id | visita | |
| | text | a | A |
)");
    REQUIRE(old);
    CHECK(old->id == "visita");
    CHECK(old->title == "Visita");
    const auto both = convert_written(R"(
| survey |
| | type | name | label |
| | text | a | A |
| settings |
| | id_string | form_id |
| | vieja | nueva |
)");
    REQUIRE(both);
    CHECK(both->id == "nueva");
    REQUIRE(both->notes.size() == 1);
    CHECK(both->notes[0].place == "settings:1:id_string");
}

TEST_CASE("a question may have a name with a prefix that the settings declare") {
    const auto xform = xform_of(R"(
| survey |
| | type | name | label | calculation |
| | text | ex:edad | Edad | |
| | calculate | doble | | ${ex:edad} * 2 |
| settings |
| | namespaces |
| | ex="urn:ejemplo" |
)");
    CHECK(has(xform, R"x(xmlns:ex="urn:ejemplo")x"));
    CHECK(has(xform, "<ex:edad/>"));
    CHECK(has(xform, R"x(<bind nodeset="/data/ex:edad" type="string"/>)x"));
    CHECK(has(xform, R"x(calculate=" /data/ex:edad  * 2")x"));
    CHECK(has(xform, R"x(<input ref="/data/ex:edad">)x"));
    CHECK(path_without_prefixes("/data/ex:edad") == "/data/edad");
}

TEST_CASE("a repeat within a group of a repeat stands whole in the outer one's pattern") {
    const auto xform = xform_of(R"(
| survey |
| | type | name | label |
| | begin repeat | r | R |
| | begin group | g | G |
| | begin repeat | s | S |
| | text | a | A |
| | end repeat | | |
| | end group | | |
| | end repeat | | |
)");
    const auto pattern = xform.find("<r jr:template=\"\">");
    const auto first = xform.find("<r>");
    REQUIRE(pattern < first);
    const auto inside = std::string_view(xform).substr(pattern, first - pattern);
    CHECK(inside.contains("<s jr:template=\"\">"));
    CHECK(inside.contains("<s>"));
    CHECK(!std::string_view(xform).substr(first).contains("jr:template"));
}

TEST_CASE("quotes of word processors are straight in every sheet") {
    const auto form = convert_written(R"(
| survey |
| | type | name | label | calculation |
| | calculate | c | | concat(‘x’, “y”) |
| | select_one l | q | Q | |
| choices |
| | list_name | name | label | nota |
| | l | a | A | dijo “sí” |
| settings |
| | form_title |
| | La “ficha” |
)");
    REQUIRE(form);
    CHECK(form->title == "La \"ficha\"");
    CHECK(has(form->xform, "concat('x', &quot;y&quot;)"));
    CHECK(!has(form->xform, "“"));
}

TEST_CASE("a text without a language is the default language's, unless that has its own") {
    const auto xform = xform_of(R"(
| survey |
| | type | name | label | label::es | hint |
| | note | n | Hello | Hola | Lee |
| settings |
| | default_language |
| | es |
)");
    CHECK(has(xform, "<value>Hola</value>"));
    CHECK(!has(xform, "Hello"));
    CHECK(!has(xform, R"x(lang="default")x"));
}

TEST_CASE("a repeat that is counted, begins with defaults and creates an entity reads as the specification says") {
    // Worked out by hand from the sections on repeats, odk-new-repeat and entities 2025.1.
    const std::string expected =
        R"x(<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
  xmlns:ev="http://www.w3.org/2001/xml-events" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
  xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"
  xmlns:odk="http://www.opendatakit.org/xforms" xmlns:entities="http://www.opendatakit.org/xforms/entities">
<h:head><h:title>lista</h:title>
<model odk:xforms-version="1.0.0" entities:entities-version="2025.1.0">
<instance><data id="lista"><n/>
<docente jr:template=""><nombre/><desde/><meta><entity dataset="docentes" create="1" id=""><label/></entity></meta></docente>
<docente><nombre/><desde/><meta><entity dataset="docentes" create="1" id=""><label/></entity></meta></docente>
<meta><instanceID/></meta></data></instance>
<bind nodeset="/data/n" type="int"/>
<bind nodeset="/data/docente/nombre" type="string" entities:saveto="nombre"/>
<bind nodeset="/data/docente/desde" type="date"/>
<setvalue ref="/data/docente/desde" event="odk-instance-first-load" value="today()"/>
<bind nodeset="/data/docente/meta/entity/@id" readonly="true()" type="string"/>
<setvalue ref="/data/docente/meta/entity/@id" event="odk-instance-first-load" value="uuid()"/>
<bind nodeset="/data/docente/meta/entity/label" calculate=" ../../../nombre " readonly="true()" type="string"/>
<bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
</model></h:head>
<h:body><input ref="/data/n"><label>Cuántos</label></input>
<group ref="/data/docente"><label>Docente</label><repeat nodeset="/data/docente" jr:count=" /data/n ">
<input ref="/data/docente/nombre"><label>Nombre</label></input>
<input ref="/data/docente/desde"><label>Desde</label></input>
<setvalue ref="/data/docente/desde" event="odk-new-repeat" value="today()"/>
<setvalue ref="/data/docente/meta/entity/@id" event="odk-new-repeat" value="uuid()"/>
</repeat></group></h:body></h:html>)x";
    const auto xform = xform_of(R"(
| survey |
| | type | name | label | repeat_count | default | save_to |
| | integer | n | Cuántos | | | |
| | begin repeat | docente | Docente | ${n} | | |
| | text | nombre | Nombre | | | nombre |
| | date | desde | Desde | | today() | |
| | end repeat | | | | | |
| entities |
| | list_name | label |
| | docentes | ${nombre} |
| settings |
| | form_id |
| | lista |
)");
    CHECK(canonical_xml(xform) == canonical_xml(expected));
}

TEST_CASE("itemsets.csv comes with a form that needs it") {
    const auto form = convert_written(R"(
| survey |
| | type | name | label | choice_filter |
| | select_one_external sedes | s | Sede | zona = 'sur' |
| external_choices |
| | list_name | name | label | zona |
| | sedes | 1 | La "Loma" | sur |
)");
    REQUIRE(form);
    CHECK(has(form->xform, R"x(query="instance('sedes')/root/item[zona = 'sur']")x"));
    REQUIRE(form->itemsets.has_value());
    CHECK(*form->itemsets ==
          "\"list_name\",\"name\",\"label\",\"zona\"\n\"sedes\",\"1\",\"La \"\"Loma\"\"\",\"sur\"\n");
}

TEST_CASE("a lookup in a label is escaped once, so that clients can read it") {
    const auto xform = xform_of(R"(
| survey |
| | type | name | label |
| | note | n | Menor: instance('l')/root/item[edad < 3]/label |
| choices |
| | list_name | name | label | edad |
| | l | a | A | 2 |
)");
    CHECK(has(xform, R"x(<output value="instance('l')/root/item[edad &lt; 3]/label"/>)x"));
}

TEST_SUITE_END();
