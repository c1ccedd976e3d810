#include "forms/export/submission_export.h"

#include "documents/statistics_file.h"
#include "documents/table_reader.h"
#include "forms/export/answer_json.h"
#include "forms/export/row_agreement.h"
#include "forms/forms_schema.h"
#include "forms/instance_intake.h"
#include "forms/xlsform.h"
#include "privacy/erasure.h"
#include "privacy/privacy_schema.h"
#include "registry/registry_schema.h"
#include "support/scratch_database.h"
#include "unit/forms/export_form.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>

using namespace minka;
using namespace minka::forms;
using namespace minka::test;

namespace {

const std::array schema{storage::storage_migrations()[0],
                        privacy::privacy_schema,
                        registry::registry_schema,
                        forms_schema,
                        storage::Migration{5, "capture", capture_schema.schema},
                        storage::Migration{6, "review", review_schema.schema}};

constexpr auto first = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1";
constexpr auto second = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbb2";
constexpr auto third = "cccccccc-cccc-4ccc-8ccc-ccccccccccc3";

std::string content_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

struct World {
    explicit World(ScratchDatabase& scratch_database)
        : scratch(scratch_database),
          vault(privacy::Vault::unlock(*scratch.database, scratch.folder.path() / "master.key").value()),
          book(*vault, projections) {
        release(export_form());
    }

    storage::Database& database() { return *scratch.database; }

    void release(const std::string& document, bool is_anonymous = false) {
        const FormReleaseRequest request{document, "form.xml", is_anonymous, {}, {}};
        const auto id = database().new_id<FormReleaseId>();
        const auto released = database().write({programme, {}, "console", "test"}, [&](storage::Writer& writer) {
            return release_form(writer, request, id, *LocalDate::parse("2026-03-02"));
        });
        REQUIRE_MESSAGE(released.has_value(), (released ? "" : to_sentence(released.error())));
    }

    void send(const std::string& xml) {
        const auto taken = take_instance(database(), book, programme, {sender, {}, "device test"}, {xml, {}});
        REQUIRE_MESSAGE(taken.has_value(), (taken ? "" : to_sentence(taken.error())));
        REQUIRE(taken->acceptance == Acceptance::stored);
    }

    Result<ExportReceipt> write(ExportFormat format, const std::string& name, ExportLayout layout = {}) {
        SubmissionExport request;
        request.query.form_id = "clima";
        request.format = format;
        request.layout = layout;
        request.on = *LocalDate::parse("2026-03-02");
        return export_submissions(database(), book, programme, request, scratch.folder.path() / name);
    }

    std::string written(ExportFormat format, const std::string& name, ExportLayout layout = {}) {
        const auto receipt = write(format, name, layout);
        REQUIRE_MESSAGE(receipt.has_value(), (receipt ? "" : to_sentence(receipt.error())));
        return content_of(scratch.folder.path() / name);
    }

    ScratchDatabase& scratch;
    std::unique_ptr<privacy::Vault> vault;
    Projections projections;
    SubmissionBook book;
    ProgrammeId programme{{{7}}};
    Uuid sender{{9}};
};

const std::string two_children =
    "<gusto>1</gusto><grupo><edad>9</edad><temas>paz rio</temas><lugar>4.5 -75.25 1200 5</lugar></grupo>"
    "<hijo><nombre>Ana</nombre><juguete><que>pelota</que></juguete></hijo>"
    "<hijo><nombre>Luz</nombre><juguete><que>=1+1</que></juguete></hijo><telefono>300</telefono>";

constexpr ExportLayout everything{false, false, false};

}  // namespace

TEST_CASE("a CSV export has a file for the form and one for each repeated group, joined by keys") {
    on_both_engines(schema, [](ScratchDatabase& scratch) {
        World world(scratch);
        world.send(export_answers(first, two_children));
        const auto csv = world.written(ExportFormat::csv, "salida.csv");
        const std::string key = "uuid:" + std::string(first);
        // Persons and places are left out unless they are asked for.
        CHECK(csv ==
              "SubmissionDate,gusto,grupo-edad,grupo-temas,meta-instanceID,KEY,ReviewState,Edits,FormVersion\r\n"
              "2026-03-02T12:00:00.000Z,1,9,paz rio," +
                  key + "," + key + ",,0,1\r\n");
        const auto folder = scratch.folder.path();
        CHECK(content_of(folder / "salida-hijo.csv") ==
              "PARENT_KEY,KEY\r\n" + key + "," + key + "/hijo[1]\r\n" + key + "," + key + "/hijo[2]\r\n");
        CHECK(content_of(folder / "salida-juguete.csv") == "que,PARENT_KEY,KEY\r\npelota," + key + "/hijo[1]," + key +
                                                               "/hijo[1]/juguete[1]\r\n'=1+1," + key + "/hijo[2]," +
                                                               key + "/hijo[2]/juguete[1]\r\n");
    });
}

TEST_CASE("who may read persons and places gets them, and selects are split when asked for") {
    const auto scratch = make_scratch_database(On::sqlite, schema);
    World world(*scratch);
    world.send(export_answers(first, two_children));
    const auto csv = world.written(ExportFormat::csv, "salida.csv", {true, false, false});
    CHECK(
        csv.contains("grupo-temas,grupo-temas/paz,grupo-temas/rio,grupo-lugar-Latitude,grupo-lugar-Longitude,"
                     "grupo-lugar-Altitude,grupo-lugar-Accuracy,telefono,"));
    CHECK(csv.contains(",paz rio,1,1,4.5,-75.25,1200,5,300,"));
    CHECK(content_of(scratch->folder.path() / "salida-hijo.csv").contains("Luz,"));
}

TEST_CASE("the corrected submission leaves an export and the correction bears its key") {
    const auto scratch = make_scratch_database(On::sqlite, schema);
    World world(*scratch);
    world.send(export_answers(first, "<gusto>1</gusto>"));
    world.send(
        export_answers(second, "<gusto>2</gusto>", "<deprecatedID>uuid:" + std::string(first) + "</deprecatedID>"));
    world.send(
        export_answers(third, "<gusto>1</gusto>", "<deprecatedID>uuid:" + std::string(second) + "</deprecatedID>"));
    const auto csv = world.written(ExportFormat::csv, "salida.csv");
    CHECK(
        csv.contains("2026-03-02T12:00:00.000Z,1,,,uuid:" + std::string(third) + ",uuid:" + first + ",edited,2,1\r\n"));
    CHECK(std::ranges::count(csv, '\n') == 2);
}

TEST_CASE("an erased submission is passed over") {
    const auto scratch = make_scratch_database(On::sqlite, schema);
    World world(*scratch);
    world.send(export_answers(first, two_children));
    world.send(export_answers(second, "<gusto>2</gusto>"));
    const auto erased = world.database().write({world.programme, {}, "console", "test"}, [&](storage::Writer& writer) {
        return writer.project("DELETE FROM subject_key WHERE programme_id = $1 AND subject_id = $2", world.programme,
                              *parse_uuid(first));
    });
    REQUIRE(erased.has_value());
    const auto csv = world.written(ExportFormat::csv, "salida.csv");
    CHECK_FALSE(csv.contains(first));
    CHECK(csv.contains(second));
}

TEST_CASE("a line of JSON holds a submission whole, with groups, repeated groups and typed values") {
    const auto scratch = make_scratch_database(On::sqlite, schema);
    World world(*scratch);
    world.send(export_answers(first, two_children));
    const auto line = world.written(ExportFormat::jsonl, "salida.jsonl", everything);
    const std::string key = "uuid:" + std::string(first);
    CHECK(line.starts_with("{\"__id\":\"" + key + "\",\"__system\":{\"submissionDate\":\"2026-03-02T12:00:00.000Z\","));
    CHECK(line.contains(
        "\"gusto\":\"1\",\"grupo\":{\"edad\":9,\"temas\":\"paz rio\",\"lugar\":{\"type\":\"Point\",\"coordinates\":"
        "[-75.25,4.5,1200],\"properties\":{\"accuracy\":5}}},"));
    CHECK(line.contains("\"hijo\":[{\"__id\":\"" + key + "/hijo[1]\",\"__Submissions-id\":\"" + key +
                        "\",\"nombre\":\"Ana\","));
    CHECK(line.contains("\"juguete\":[{\"__id\":\"" + key + "/hijo[2]/juguete[1]\",\"__Submissions-hijo-id\":\"" + key +
                        "/hijo[2]\",\"que\":\"=1+1\"}]"));
}

TEST_CASE("a map has a feature for each place, and there is none where places are withheld") {
    const auto scratch = make_scratch_database(On::sqlite, schema);
    World world(*scratch);
    world.send(export_answers(first, two_children));
    const auto map = world.written(ExportFormat::geojson, "mapa.geojson", everything);
    CHECK(map.contains("\"geometry\":{\"type\":\"Point\",\"coordinates\":[-75.25,4.5,1200]"));
    CHECK(map.contains("\"grupo-edad\":9"));
    const auto none = world.write(ExportFormat::geojson, "mapa.geojson");
    REQUIRE_FALSE(none.has_value());
    CHECK(none.error().code == ProblemCode::not_found);
}

TEST_CASE("every format is written for a form with answers and for one without") {
    const auto scratch = make_scratch_database(On::sqlite, schema);
    World world(*scratch);
    for (const bool has_answers : {false, true}) {
        if (has_answers) {
            world.send(export_answers(first, two_children));
        }
        for (const auto format : {ExportFormat::csv, ExportFormat::xlsx, ExportFormat::sav, ExportFormat::dta,
                                  ExportFormat::geojson, ExportFormat::jsonl, ExportFormat::ddi}) {
            const auto receipt = world.write(format, "salida.zip", everything);
            REQUIRE_MESSAGE(receipt.has_value(), (receipt ? "" : to_sentence(receipt.error())));
            CHECK(content_of(scratch->folder.path() / "salida.zip").starts_with("PK"));
        }
    }
    for (const auto& entry : std::filesystem::directory_iterator(scratch->folder.path())) {
        CHECK_FALSE(entry.path().string().contains(".part"));  // nothing unencrypted is left behind
    }
}

TEST_CASE("a codebook says what each column asks and which answers there are") {
    const auto scratch = make_scratch_database(On::sqlite, schema);
    World world(*scratch);
    const auto xml = world.written(ExportFormat::ddi, "libro.xml", everything);
    CHECK(xml.contains("<codeBook xmlns=\"ddi:codebook:2_5\" version=\"2.5\""));
    CHECK(xml.contains("<qstnLit>¿Te gusta?</qstnLit>"));
    CHECK(xml.contains("<catValu>1</catValu><labl>Sí</labl>"));
}

namespace {

// An XLSForm whose options get other codes: "1" and "2" become words, "3" is gone, and "3" is now another option's.
std::string form_of_opinions(const std::string& version, const std::string& choices) {
    const auto form = convert_xlsform(
        parse_markdown_form("| survey |\n| | type | name | label |\n| | select_one l | opina | ¿Qué opina? |\n"
                            "| | select_multiple l | varias | ¿Cuáles? |\n| choices |\n"
                            "| | list_name | name | label | stands_for |\n" +
                                choices + "| settings |\n| | form_id | version |\n| | clima | " + version + " |\n",
                            "form.md"),
        {});
    REQUIRE_MESSAGE(form.has_value(), (form ? "" : to_sentence(form.error())));
    return form->xform;
}

std::string opinion(const std::string& version, const std::string& instance, const std::string& one,
                    const std::string& several) {
    return "<data id=\"clima\" version=\"" + version + "\"><opina>" + one + "</opina><varias>" + several +
           "</varias><meta><instanceID>uuid:" + instance + "</instanceID></meta></data>";
}

// What PSPP reads from the file: the lines of its listing; nothing where it is not installed.
std::string read_by_pspp(const std::filesystem::path& folder, const std::string& file) {
    std::ofstream(folder / "listar.sps") << "GET FILE='" << (folder / file).string() << "'.\nLIST.\n";
    const auto out = folder / "listado.txt";
    const auto status = std::system(
        ("command -v pspp > /dev/null && pspp " + (folder / "listar.sps").string() + " > " + out.string()).c_str());
    return status == 0 ? content_of(out) : std::string();
}

}  // namespace

TEST_CASE("answers of several versions leave with one code for each option, whatever their version called it") {
    const auto scratch = make_scratch_database(On::sqlite, schema);
    World world(*scratch);
    world.release(
        form_of_opinions("a1", "| | l | 1 | A favor | |\n| | l | 2 | En contra | |\n| | l | 3 | No sabe | |\n"));
    world.send(opinion("a1", first, "2", "1 2"));
    world.send(opinion("a1", second, "3", "3"));
    world.release(form_of_opinions(
        "a2", "| | l | si | A favor | 1 |\n| | l | no | En contra | 2 |\n| | l | 3 | Tal vez | talvez |\n"));
    world.send(opinion("a2", third, "3", "no si"));

    const auto csv = world.written(ExportFormat::csv, "salida.csv", everything);
    CHECK(csv.contains(",no,si no,uuid:" + std::string(first)));
    CHECK(csv.contains(",3@a1,3@a1,uuid:" + std::string(second)));  // "3" means something else by now
    CHECK(csv.contains(",3,no si,uuid:" + std::string(third)));

    const auto split = world.written(ExportFormat::csv, "partida.csv", {true, false, false});
    CHECK(split.contains(",no,si no,1,1,0,0,uuid:" + std::string(first)));

    const auto lines = world.written(ExportFormat::jsonl, "salida.jsonl", everything);
    CHECK(lines.contains("\"opina\":\"no\",\"varias\":\"si no\""));
    CHECK(lines.contains("\"opina\":\"3@a1\""));

    const auto book = world.written(ExportFormat::ddi, "libro.xml", everything);
    CHECK(book.contains("<catValu>no</catValu><labl>En contra</labl>"));
    CHECK(book.contains("<catValu>3</catValu><labl>Tal vez</labl>"));
    CHECK(book.contains("<catValu>3@a1</catValu><labl>No sabe</labl>"));
    CHECK_FALSE(book.contains("<catValu>2</catValu><labl>En contra</labl>"));

    REQUIRE(world.write(ExportFormat::xlsx, "salida.xlsx", everything).has_value());
    const auto workbook = content_of(scratch->folder.path() / "salida.xlsx");
    auto sheet = documents::TableReader::open_bytes(Bytes(workbook.begin(), workbook.end()), "salida.xlsx", {});
    REQUIRE(sheet.has_value());
    std::set<std::string> opinions;
    documents::TableRow row;
    const auto column = std::ranges::find(sheet->header(), "opina") - sheet->header().begin();
    while (sheet->next(row).value()) {
        opinions.insert(row.cells[static_cast<std::size_t>(column)].text);
    }
    CHECK(opinions == std::set<std::string>{"no", "3@a1", "3"});

    REQUIRE(world.write(ExportFormat::sav, "salida.sav", everything).has_value());
    REQUIRE(world.write(ExportFormat::dta, "salida.dta", everything).has_value());
    if (const auto listing = read_by_pspp(scratch->folder.path(), "salida.sav"); !listing.empty()) {
        CHECK(listing.contains("3@a1"));
        CHECK(listing.contains("si no"));
    } else {
        MESSAGE("PSPP is not installed: the .sav was not read back");
    }
    CHECK(content_of(scratch->folder.path() / "salida.dta").contains("3@a1"));
}

TEST_CASE("codes renamed in each of three versions are one, and older ones of one version alone stay theirs") {
    const auto scratch = make_scratch_database(On::sqlite, schema);
    World world(*scratch);
    world.release(form_of_opinions("b1", "| | l | 1 | A favor | |\n| | l | 2 | En contra | |\n"));
    world.release(form_of_opinions("b2", "| | l | s | A favor | 1 |\n| | l | n | En contra | 2 |\n"));
    world.release(form_of_opinions("b3", "| | l | si | A favor | s |\n| | l | no | En contra | 2 |\n"));
    world.send(opinion("b1", first, "1", "2"));
    world.send(opinion("b2", second, "s", "n"));
    world.send(opinion("b3", third, "si", "no"));
    const auto csv = world.written(ExportFormat::csv, "salida.csv", everything);
    for (const auto* instance : {first, second, third}) {
        CHECK(csv.contains(",si,no,uuid:" + std::string(instance)));
    }
    SubmissionExport request;
    request.query.form_id = "clima";
    request.query.version = "b1";
    request.layout = everything;
    REQUIRE(
        export_submissions(world.database(), world.book, world.programme, request, scratch->folder.path() / "b1.csv")
            .has_value());
    CHECK(content_of(scratch->folder.path() / "b1.csv").contains(",1,2,uuid:" + std::string(first)));
}

TEST_CASE("names for statistics programs are letters, digits and underscores, whatever they are made from") {
    const std::vector<std::pair<std::string, std::string>> cases{{"grupo-edad", "grupo_edad"},
                                                                 {"¿Año?", "Ano"},
                                                                 {"1a", "v_1a"},
                                                                 {"", "v_"},
                                                                 {"by", "by_"},
                                                                 {"árbol/sí", "arbol_si"},
                                                                 {std::string(40, 'x'), std::string(32, 'x')}};
    for (const auto& [text, name] : cases) {
        CAPTURE(text);
        CHECK(documents::valid_variable_name(text) == name);
    }
}

TEST_CASE("an agreement holds from its day to its last, for its account and form alone") {
    const auto scratch = make_scratch_database(On::sqlite, schema);
    World world(*scratch);
    const RowAgreement agreement{world.database().new_id<RowAgreementId>(),
                                 "clima",
                                 world.sender,
                                 "Archivo 7",
                                 *LocalDate::parse("2026-03-02"),
                                 *LocalDate::parse("2026-03-31")};
    REQUIRE(world.database()
                .write({world.programme, {}, "console", "test"},
                       [&](storage::Writer& writer) { return record_agreement(writer, agreement); })
                .has_value());
    const auto holds = [&](const std::string& form, const Uuid& account, const std::string& on) {
        return world.database()
            .read(world.programme,
                  [&](storage::Reader& reader) {
                      return agreement_in_force(reader, form, account, *LocalDate::parse(on));
                  })
            .value()
            .has_value();
    };
    CHECK(holds("clima", world.sender, "2026-03-02"));
    CHECK(holds("clima", world.sender, "2026-03-31"));
    CHECK_FALSE(holds("clima", world.sender, "2026-03-01"));
    CHECK_FALSE(holds("clima", world.sender, "2026-04-01"));
    CHECK_FALSE(holds("otra", world.sender, "2026-03-02"));
    CHECK_FALSE(holds("clima", Uuid{{8}}, "2026-03-02"));
}
