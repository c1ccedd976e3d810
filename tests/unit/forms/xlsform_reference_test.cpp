#include "written_form.h"

#include <vector>

using namespace minka;
using namespace minka::forms;
using namespace minka::forms::test;

TEST_SUITE_BEGIN("forms: references");

namespace {

// The calculation that stands in the innermost group of /data/grupo/r1/g1/r2/g2, with questions at each level:
// fuera, en_grupo, en_r1, en_g1, en_r2, en_g2; and otro in a repeat apart.
std::string calculated(const std::string& calculation) {
    const auto xform = xform_of(R"(
| survey |
| | type | name | label | calculation |
| | text | fuera | F | |
| | begin repeat | aparte | A | |
| | text | otro | O | |
| | end repeat | | | |
| | begin group | grupo | G | |
| | text | en_grupo | G | |
| | begin repeat | r1 | R1 | |
| | text | en_r1 | R1 | |
| | begin group | g1 | G1 | |
| | text | en_g1 | G1 | |
| | begin repeat | r2 | R2 | |
| | text | en_r2 | R2 | |
| | begin group | g2 | G2 | |
| | text | en_g2 | G2 | |
| | calculate | c | | )" + calculation +
                                R"( |
| | end group | | | |
| | end repeat | | | |
| | end group | | | |
| | end repeat | | | |
| | end group | | | |
)");
    const std::string before = "/g2/c\" type=\"string\" calculate=\"";
    const auto start = xform.find(before);
    if (start == std::string::npos) {
        return "none";
    }
    const auto value = start + before.size();
    return xform.substr(value, xform.find('"', value) - value);
}

}  // namespace

TEST_CASE("a path is relative when both ends are in one repeat, and absolute otherwise") {
    struct Case {
        std::string reference;
        std::string path;
    };
    const std::vector<Case> cases{
        {"${fuera}", " /data/fuera "},
        {"${en_grupo}", " /data/grupo/en_grupo "},
        {"${otro}", " /data/aparte/otro "},
        {"${en_r1}", " ../../../../en_r1 "},
        {"${en_g1}", " ../../../en_g1 "},
        {"${en_r2}", " ../../en_r2 "},
        {"${en_g2}", " ../en_g2 "},
        {"count(${r2})", "count( ../../../r2 )"},
        {"count(${r1})", "count( /data/grupo/r1 )"},
        {"${last-saved#en_g2}", " instance('__last-saved')/data/grupo/r1/g1/r2/g2/en_g2 "},
        {"instance('x')/root/item[name = ${en_g2}]/label + ${en_g2}",
         "instance('x')/root/item[name =  current()/../en_g2 ]/label +  ../en_g2 "},
        {"indexed-repeat(${en_r2}, ${r1}, 1, ${r2}, ${en_g2})",
         "indexed-repeat( /data/grupo/r1/g1/r2/en_r2 ,  /data/grupo/r1 , 1,  /data/grupo/r1/g1/r2 ,  ../en_g2 )"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.reference);
        CHECK(calculated(c.reference) == c.path);
    }
}

TEST_CASE("a choice filter begins at current(), for it is evaluated at each choice") {
    const auto xform = xform_of(R"(
| survey |
| | type | name | label | choice_filter |
| | begin repeat | r | R | |
| | text | zona | Z | |
| | select_one l | s | S | zona = ${zona} |
| | end repeat | | | |
| choices |
| | list_name | name | label | zona |
| | l | a | A | sur |
)");
    CHECK(has(xform, "instance('l')/root/item[zona =  current()/../zona ]"));
}

TEST_CASE("choices that are answers of the same repeat are reached from above it") {
    const auto xform = xform_of(R"(
| survey |
| | type | name | label | choice_filter |
| | begin repeat | hogar | Hogar | |
| | begin repeat | hijo | Hijo | |
| | begin group | datos | D | |
| | text | nombre | N | |
| | integer | edad | E | |
| | end group | | | |
| | integer | grado | G | |
| | select_one ${nombre} | hermano | H | |
| | end repeat | | | |
| | select_one ${nombre} | mayor | M | ${edad} > ${grado} and ${nombre} != '' |
| | end repeat | | | |
| | select_one ${nombre} | otro | O | |
)");
    CHECK(has(xform, R"x(<itemset nodeset="../../hijo/datos[./nombre != '']">)x"));
    CHECK(has(xform, R"x(<itemset nodeset="../hijo/datos[ ./edad  &gt;  ../grado  and  ./nombre  != '']">)x"));
    CHECK(has(xform, R"x(<itemset nodeset="/data/hogar/hijo/datos[./nombre != '']">)x"));
    CHECK(has(xform, R"x(<value ref="nombre"/>)x"));
}

TEST_CASE("the record's identifier may be referred to while the form has one") {
    const std::string survey = "| survey |\n| | type | name | label |\n| | note | n | Ficha ${instanceID} |\n";
    CHECK(has(xform_of(survey), R"x(<output value=" /data/meta/instanceID "/>)x"));
    CHECK(refused_at(survey + "| settings |\n| | omit_instanceID |\n| | yes |") == "survey:2:label");
}

TEST_CASE("shapes of a repeat are filtered by what else its instances say") {
    const auto xform = xform_of(R"(
| survey |
| | type | name | label | parameters | choice_filter |
| | begin repeat | lotes | Lotes | | |
| | geoshape | geometry | Forma | | |
| | integer | area | Área | | |
| | end repeat | | | | |
| | geopoint | casa | Casa | reference-geometry=${lotes} | ${area} > 1 |
)");
    CHECK(has(xform, R"x(<itemset nodeset="/data/lotes[ ./area  &gt; 1]">)x"));
}

TEST_CASE("a question that triggers another sets it when its answer changes") {
    const auto xform = xform_of(R"(
| survey |
| | type | name | label | calculation | trigger |
| | text | a | A | | |
| | dateTime | hora | | now() | ${a} |
| | background-geopoint | lugar | | | ${a} |
)");
    CHECK(has(xform, R"x(<setvalue ref="/data/hora" event="xforms-value-changed" value="now()"/>)x"));
    CHECK(has(xform, R"x(<odk:setgeopoint ref="/data/lugar" event="xforms-value-changed"/>)x"));
    CHECK(has(xform, R"x(<bind nodeset="/data/hora" type="dateTime"/>)x"));
}

TEST_CASE("labels that mention answers have outputs, in every language") {
    const auto xform = xform_of(R"(
| survey |
| | type | name | label::Español (es) | label::Awajún (agr) |
| | text | nombre | Nombre | Daaji |
| | note | n | Hola, ${nombre} & familia | |
)");
    CHECK(has(xform, R"x(Hola, <output value=" /data/nombre "/> &amp; familia)x"));
    CHECK(has(xform, R"x(<label ref="jr:itext('/data/n:label')"/>)x"));
    // a text that a language lacks is a dash, for clients need one
    CHECK(has(xform, "<value>-</value>"));
}

TEST_SUITE_END();
