#include "forms/export/answer_rows.h"

#include "base/random.h"
#include "base/text.h"
#include "documents/xml_tree.h"
#include "forms/instance.h"
#include "unit/forms/export_form.h"

#include <doctest/doctest.h>

using namespace minka;
using namespace minka::forms;
using namespace minka::test;

namespace {

FormFields fields_of(std::string_view language = "") {
    auto fields = read_form_fields(export_form(), language, "form.xml");
    REQUIRE_MESSAGE(fields.has_value(), (fields ? "" : to_sentence(fields.error())));
    return *std::move(fields);
}

std::size_t field_named(const AnswerTable& table, const std::string& path) {
    for (std::size_t at = 0; at < table.fields.size(); ++at) {
        if (table.fields[at].path == path) {
            return at;
        }
    }
    FAIL("no such field: " << path);
    return 0;
}

std::string cell(const FormFields& fields, const AnswerRows& rows, std::size_t table, std::size_t row,
                 const std::string& path) {
    return std::string(rows.of(table)[row].cells[field_named(fields.tables[table], path)]);
}

}  // namespace

TEST_CASE("a form's tables are itself and its repeated groups, each with its own questions") {
    const auto fields = fields_of();
    REQUIRE(fields.tables.size() == 3);
    CHECK(fields.tables[0].name() == "Submissions");
    CHECK(fields.tables[1].path == "/data/hijo");
    CHECK(fields.tables[2].path == "/data/hijo/juguete");
    CHECK(fields.tables[2].parent == 1);
    CHECK(fields.tables[2].steps == std::vector<std::string>{"juguete"});
    CHECK(fields.tables[0].fields.size() == 6);
    CHECK(joined_steps(fields.tables[0].fields[1].steps, "-") == "grupo-edad");
    CHECK(fields.tables[0].fields[1].type == "int");
}

TEST_CASE("labels come in the language that was asked for, by name or by code, else in the form's own") {
    struct Case {
        std::string asked, label, choice;
    };
    const std::vector<Case> cases{{"", "¿Te gusta?", "Sí"},
                                  {"es", "¿Te gusta?", "Sí"},
                                  {"en", "Do you like it?", "Yes"},
                                  {"English (en)", "Do you like it?", "Yes"},
                                  {"qu", "¿Te gusta?", "Sí"}};
    for (const auto& [asked, label, choice] : cases) {
        CAPTURE(asked);
        const auto fields = fields_of(asked);
        const auto& question = fields.tables[0].fields[0];
        CHECK(question.label == label);
        REQUIRE(question.choices.size() == 2);
        CHECK(question.choices[0].value == "1");
        CHECK(question.choices[0].label == choice);
    }
}

TEST_CASE("what names a person is known: metadata of the phone, and what the form says") {
    const auto fields = fields_of();
    CHECK(fields.tables[0].fields[field_named(fields.tables[0], "/data/telefono")].names_person);
    CHECK(fields.tables[1].fields[0].names_person);
    CHECK_FALSE(fields.tables[0].fields[0].names_person);
}

TEST_CASE("an older version adds its questions and choices, and changes nothing else") {
    auto fields = fields_of();
    auto older = read_form_fields(export_form("0", "<antigua/>"), "", "form.xml").value();
    older.tables[0].fields[0].choices.push_back({"3", "Tal vez"});
    add_older_fields(fields, older);
    REQUIRE(fields.tables.size() == 3);
    CHECK(fields.tables[0].fields.back().path == "/data/antigua");
    CHECK(fields.tables[0].fields.size() == 7);
    CHECK(fields.tables[0].fields[0].choices.size() == 3);
}

TEST_CASE("a filled form becomes rows with their parents and numbers") {
    const auto fields = fields_of();
    AnswerRows rows(fields);
    const auto xml = export_answers(
        "a",
        "<gusto>1</gusto><grupo><edad> 9 </edad><temas>paz rio</temas></grupo>"
        "<hijo><nombre>Ana</nombre><juguete><que>pelota</que></juguete><juguete><que>trompo</que></juguete></hijo>"
        "<hijo><nombre>Luz</nombre><juguete><que/></juguete></hijo><desconocida>x</desconocida>");
    REQUIRE(rows.read(xml).has_value());
    REQUIRE(rows.of(0).size() == 1);
    REQUIRE(rows.of(1).size() == 2);
    REQUIRE(rows.of(2).size() == 3);
    CHECK(cell(fields, rows, 0, 0, "/data/grupo/edad") == "9");
    CHECK(cell(fields, rows, 1, 1, "/data/hijo/nombre") == "Luz");
    CHECK(cell(fields, rows, 2, 1, "/data/hijo/juguete/que") == "trompo");
    CHECK(rows.of(2)[1].number == 2);
    CHECK(rows.of(2)[1].parent == 0);
    CHECK(rows.of(2)[2].number == 1);
    CHECK(rows.of(2)[2].parent == 1);
    CHECK(cell(fields, rows, 2, 2, "/data/hijo/juguete/que").empty());
}

TEST_CASE("text is read as XML means it") {
    const auto fields = fields_of();
    AnswerRows rows(fields);
    const std::vector<std::pair<std::string, std::string>> cases{
        {"a &lt;b&gt; &amp;&quot;&apos;", "a <b> &\"'"},
        {"&#241;and&#xFA;", "ñandú"},
        {"&#x1F333;", "\xF0\x9F\x8C\xB3"},
        {"<![CDATA[<no> & no]]>", "<no> & no"},
        {"uno <!-- aparte -->dos", "uno dos"},
        {"uno<!-- a < b -->  dos", "uno  dos"},
        {"a\r\nb\rc", "a\nb\nc"},
        {"  \n ", ""},
        {"<b>dentro</b>fuera", "fuera"},
    };
    for (const auto& [written, meant] : cases) {
        CAPTURE(written);
        const auto xml = export_answers("a", "<gusto x='>' y=\"/>\">" + written + "</gusto>");
        REQUIRE(rows.read(xml).has_value());
        CHECK(cell(fields, rows, 0, 0, "/data/gusto") == meant);
    }
}

TEST_CASE("XML that is torn is a problem and never a crash, wherever it is cut") {
    const auto fields = fields_of();
    AnswerRows rows(fields);
    const auto whole =
        "<?xml version='1.0'?>" +
        export_answers("a", "<gusto a='b'>x &amp; y</gusto><!-- c --><hijo><nombre><![CDATA[n]]></nombre></hijo>");
    REQUIRE(rows.read(whole).has_value());
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        const auto outcome = rows.read(std::string_view(whole).substr(0, size));
        REQUIRE_FALSE(outcome.has_value());
        CHECK(outcome.error().code == ProblemCode::malformed_file);
    }
    CHECK_FALSE(rows.read("<!DOCTYPE a [<!ENTITY x 'y'>]><data/>").has_value());
    CHECK_FALSE(rows.read("<data/><data/>").has_value());
}

TEST_CASE("another encoding gives the same answers") {
    const auto fields = fields_of();
    AnswerRows rows(fields);
    const auto xml = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" +
                     export_answers("a", "<gusto>ni\xF1o</gusto><hijo><nombre> A </nombre></hijo>");
    REQUIRE(rows.read(xml).has_value());
    CHECK(cell(fields, rows, 0, 0, "/data/gusto") == "niño");
    CHECK(cell(fields, rows, 1, 0, "/data/hijo/nombre") == "A");
}

TEST_CASE("the quick reading gives what the XML parser gives") {
    const auto fields = fields_of();
    AnswerRows rows(fields);
    SeededRandom random(7);
    const std::vector<std::string> pieces{"a", " ",    "&amp;", "&#233;",  "<!-- x -->", "<![CDATA[ <> ]]>", "\n",
                                          "ñ", "\r\n", "<x/>",  "<?p i?>", "0",          "\xC2\xA0"};
    const auto draw = [&](std::size_t most) { return static_cast<std::size_t>(random.next() % most); };
    for (int round = 0; round < 500; ++round) {
        std::string inner;
        const std::vector<std::string> names{"gusto", "telefono", "otra", "orx:gusto"};
        for (std::size_t element = draw(4); element > 0; --element) {
            const auto& name = names[draw(2) == 0 ? 1 : 2];
            std::string text;
            for (std::size_t piece = draw(5); piece > 0; --piece) {
                text += pieces[draw(pieces.size())];
            }
            inner += "<" + name + ">" + text + "</" + name + ">";
            if (name == "telefono") {
                break;
            }
        }
        const auto xml = export_answers("a", inner);
        CAPTURE(xml);
        REQUIRE(rows.read(xml).has_value());
        const auto instance = Instance::read(xml);
        REQUIRE(instance.has_value());
        const auto nodes = instance->nodes_at("/data/telefono");
        const auto expected = nodes.empty() ? std::string() : instance->value(nodes.front());
        CHECK(cell(fields, rows, 0, 0, "/data/telefono") == expected);
    }
}

TEST_CASE("an element whose name ends with a colon is well formed, and no question of any form") {
    const auto fields = fields_of();
    AnswerRows rows(fields);
    const auto read =
        rows.read("<data id=\"clima\" version=\"1\"><gusto>1</gusto><x: a=\"2\">z</x:><gusto:>3</gusto:></data>");
    REQUIRE_MESSAGE(read.has_value(), (read ? "" : to_sentence(read.error())));
    CHECK(cell(fields, rows, 0, 0, "/data/gusto") == "1");
}
