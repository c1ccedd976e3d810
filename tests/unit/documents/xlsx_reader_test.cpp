#include "documents/table_reader.h"
#include "unit/documents/xlsx_parts.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace minka;
using namespace minka::documents;

TEST_SUITE_BEGIN("documents: reading XLSX");

namespace {

struct Table {
    std::vector<std::string> header{};
    std::vector<std::vector<TableCell>> rows{};
    std::vector<std::uint64_t> numbers{};
    std::string problems{};  // a line each
    std::vector<std::string> sheets{};
};

std::string sentence(const Problem& problem) { return problem.field + ": " + problem.message + "\n"; }

Table read_bytes(Bytes bytes, TableOptions options = {}) {
    Table table;
    auto reader = TableReader::open_bytes(std::move(bytes), "t.xlsx", std::move(options));
    if (!reader) {
        table.problems = sentence(reader.error());
        return table;
    }
    table.header = reader->header();
    table.sheets = reader->description().sheets;
    CHECK(reader->description().format == TableFormat::xlsx);
    TableRow row;
    for (;;) {
        const auto more = reader->next(row);
        if (!more) {
            table.problems += sentence(more.error());
            return table;
        }
        if (!*more) {
            return table;
        }
        table.rows.push_back(row.cells);
        table.numbers.push_back(row.number);
        for (const auto& problem : row.problems) {
            table.problems += sentence(problem);
        }
    }
}

Table read(const XlsxParts& parts, TableOptions options = {}) { return read_bytes(zip_of(parts), std::move(options)); }

// A header of one column "x" and one row with this cell.
Table read_cell(const std::string& cell, const std::vector<std::string>& styles = {},
                const std::vector<std::string>& texts = {}) {
    return read(workbook_of(
        "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>x</t></is></c></row><row r=\"2\">" + cell + "</row>", styles,
        texts));
}

}  // namespace

TEST_CASE("each kind of cell becomes text, and codes keep their zeros") {
    struct Case {
        std::string cell;
        std::string text;
        CellKind kind;
    };
    const std::vector<std::string> texts{"05001", "two\nlines _x000D_", "=1+1"};
    const std::vector<Case> cases{
        {R"(<c r="A2" t="s"><v>0</v></c>)", "05001", CellKind::text},
        {R"(<c r="A2" t="s"><v>1</v></c>)", "two\nlines \r", CellKind::text},
        {R"(<c r="A2" t="s"><v>2</v></c>)", "=1+1", CellKind::text},
        {R"(<c r="A2"><v>5001</v></c>)", "5001", CellKind::number},
        {R"(<c r="A2" t="n"><v>5001.0</v></c>)", "5001", CellKind::number},
        {R"(<c r="A2"><v>6.2501294879999998</v></c>)", "6.250129488", CellKind::number},
        {R"(<c r="A2"><v>1.2E+3</v></c>)", "1200", CellKind::number},
        {R"(<c r="A2"><v>-0.5</v></c>)", "-0.5", CellKind::number},
        {R"(<c r="A2" t="b"><v>1</v></c>)", "true", CellKind::boolean},
        {R"(<c r="A2" t="str"><v>texto</v></c>)", "texto", CellKind::text},
        {R"(<c r="A2" t="d"><v>2026-03-04T00:00:00.000</v></c>)", "2026-03-04", CellKind::date},
        {R"(<c r="A2" t="d"><v>2026-03-04T15:06:07.000</v></c>)", "2026-03-04T15:06:07", CellKind::date_time},
        {R"(<c r="A2" t="inlineStr"><is><r><t>a</t></r><r><t xml:space="preserve"> b</t></r><rPh><t>z</t></rPh></is></c>)",
         "a b", CellKind::text},
        {R"(<c><v>7</v></c>)", "7", CellKind::number},  // without a reference: the next column
    };
    for (const auto& c : cases) {
        CAPTURE(c.cell);
        const auto table = read_cell(c.cell, {}, texts);
        CHECK(table.problems == "");
        REQUIRE(table.rows.size() == 1);
        CHECK(table.rows[0][0].text == c.text);
        CHECK(table.rows[0][0].kind == c.kind);
        CHECK_FALSE(table.rows[0][0].is_formula);
    }
}

TEST_CASE("a number is a date where its format shows one") {
    // 46085 = 2026-03-04: 25569 is 1970-01-01, and 20516 days lie between (56 years of 365, 14 leap days, 62 days).
    // 15:06:07 is 54367 / 86400 of a day.
    struct Case {
        std::string format;
        std::string value;
        std::string text;
        CellKind kind;
    };
    const std::vector<Case> cases{
        {"dd/mm/yyyy", "46085", "2026-03-04", CellKind::date},
        {"dd/mm/yyyy", "46085.629247685187", "2026-03-04", CellKind::date},
        {"yyyy-mm-dd hh:mm", "46085.629247685187", "2026-03-04T15:06:07", CellKind::date_time},
        {"yyyy-mm-dd hh:mm", "46085", "2026-03-04", CellKind::date},
        {"hh:mm:ss", "0.629247685187", "15:06:07", CellKind::time},
        {"[h]:mm", "1.5", "36:00:00", CellKind::time},
        {"[$-80A]d\" de \"mmmm\" de \"yyyy;@", "46085", "2026-03-04", CellKind::date},
        {"mmm", "46085", "2026-03-04", CellKind::date},
        {"dd/mm/yyyy", "1", "1900-01-01", CellKind::date},
        {"dd/mm/yyyy", "59", "1900-02-28", CellKind::date},
        {"dd/mm/yyyy", "61", "1900-03-01", CellKind::date},
        {"dd/mm/yyyy", "2958465", "9999-12-31", CellKind::date},
        {"#,##0.00", "46085", "46085", CellKind::number},
        {"\"día\" 0", "46085", "46085", CellKind::number},
        {"[Red]0.0\\d", "46085", "46085", CellKind::number},
        {"General", "46085", "46085", CellKind::number},
        {"00000", "5001", "05001", CellKind::number},
        {"00000", "123456", "123456", CellKind::number},
        {"0", "5001", "5001", CellKind::number},
    };
    for (const auto& c : cases) {
        CAPTURE(c.format);
        CAPTURE(c.value);
        const auto table = read_cell("<c r=\"A2\" s=\"1\"><v>" + c.value + "</v></c>", {c.format});
        CHECK(table.problems == "");
        REQUIRE(table.rows.size() == 1);
        CHECK(table.rows[0][0].text == c.text);
        CHECK(table.rows[0][0].kind == c.kind);
    }
}

TEST_CASE("built-in formats and the calendar of 1904 are known") {
    auto parts = workbook_of(R"(<row><c t="str"><v>x</v></c></row><row><c s="1"><v>46085</v></c></row>)");
    parts["xl/styles.xml"] = "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>";
    CHECK(read(parts).rows.at(0).at(0).text == "2026-03-04");
    parts["xl/workbook.xml"] =
        "<workbook xmlns:r=\"x\"><workbookPr date1904=\"1\"/><sheets><sheet name=\"D\" "
        "r:id=\"rId1\"/></sheets></workbook>";
    // The calendar of 1904 begins 1462 days later.
    CHECK(read(parts).rows.at(0).at(0).text == "2030-03-05");
}

TEST_CASE("dates that never were and errors are told with their place") {
    CHECK(read_cell(R"(<c r="A2" s="1"><v>60</v></c>)", {"dd/mm/yyyy"}).problems ==
          "t.xlsx:2:x: The date is 29 February 1900, which never was; write it anew.\n");
    CHECK(read_cell(R"(<c r="A2" s="1"><v>-1</v></c>)", {"dd/mm/yyyy"}).problems ==
          "t.xlsx:2:x: The date is outside the calendar of the spreadsheet; write it anew.\n");
    CHECK(read_cell(R"(<c r="A2" s="1"><v>1e300</v></c>)", {"dd/mm/yyyy"}).problems ==
          "t.xlsx:2:x: The date is outside the calendar of the spreadsheet; write it anew.\n");
    CHECK(read_cell(R"(<c r="A2" t="e"><v>#N/A</v></c>)").problems ==
          "t.xlsx:2:x: The cell shows the error #N/A; write the value.\n");
    CHECK(read_cell(R"(<c r="A2" t="s"><v>7</v></c>)").problems ==
          "t.xlsx:2:x: The cell refers to a text that the file does not have; write it anew.\n");
    CHECK(read_cell(R"(<c r="A2"><v>abc</v></c>)").problems ==
          "t.xlsx:2:x: The cell claims to be a number and is none; write it anew.\n");
}

TEST_CASE("formulas give the value they had, and a flag") {
    const auto table = read_cell(R"(<c r="A2"><f>1+1</f><v>2</v></c>)");
    CHECK(table.rows.at(0).at(0).text == "2");
    CHECK(table.rows.at(0).at(0).is_formula);
    const auto shared = read_cell(R"(<c r="A2" t="str"><f t="shared" si="0"/><v>a</v></c>)");
    CHECK(shared.rows.at(0).at(0).is_formula);
    CHECK(read_cell(R"(<c r="A2"><f>HYPERLINK("x")</f></c>)").rows.at(0).at(0).is_formula);
}

TEST_CASE("rows keep their numbers over gaps, and missing cells are empty") {
    const auto table = read(
        workbook_of(R"(<row r="3"><c r="A3" t="str"><v>a</v></c><c r="C3" t="str"><v>c</v></c><c r="D3" s="0"/></row>)"
                    R"(<row r="5"><c r="C5"><v>1</v></c></row><row r="6"/><row r="9"><c r="A9"><v>2</v></c></row>)"));
    CHECK(table.header == std::vector<std::string>{"a", "", "c"});
    CHECK(table.numbers == std::vector<std::uint64_t>{5, 9});
    CHECK(table.rows[0][0].kind == CellKind::empty);
    CHECK(table.rows[0][2].text == "1");
    CHECK(table.rows[1][0].text == "2");
    CHECK(table.rows[1][2].text == "");
    CHECK(table.problems == "");
    const auto wide = read(workbook_of(R"(<row r="1"><c r="A1" t="str"><v>a</v></c></row>)"
                                       R"(<row r="2"><c r="A2"><v>1</v></c><c r="C2"><v>3</v></c></row>)"));
    CHECK(wide.problems == "t.xlsx:2: The row has a value in column 3, and the header has 1 columns.\n");
}

TEST_CASE("the first visible sheet is read, or the one that is named") {
    auto parts = workbook_of("");
    parts["xl/workbook.xml"] =
        "<x:workbook xmlns:x=\"y\" xmlns:r=\"x\"><x:sheets><x:sheet name=\"Oculta\" state=\"hidden\" r:id=\"rId1\"/>"
        "<x:sheet name=\"Año 2026\" r:id=\"rId4\"/></x:sheets></x:workbook>";
    parts["xl/_rels/workbook.xml.rels"] =
        "<Relationships><Relationship Id=\"rId1\" Type=\"a/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
        "<Relationship Id=\"rId4\" Type=\"a/worksheet\" Target=\"../xl/worksheets/sheet2.xml\"/></Relationships>";
    parts["xl/worksheets/sheet1.xml"] = "<worksheet><row><c t=\"str\"><v>hidden</v></c></row></worksheet>";
    parts["xl/worksheets/sheet2.xml"] =
        "<x:worksheet xmlns:x=\"y\"><x:row><x:c t=\"str\"><x:v>seen</x:v></x:c></x:row></x:worksheet>";
    CHECK(read(parts).header == std::vector<std::string>{"seen"});
    CHECK(read(parts).sheets == std::vector<std::string>{"Año 2026"});
    CHECK(read(parts, {.sheet = "oculta"}).header == std::vector<std::string>{"hidden"});
    CHECK(read(parts, {.sheet = "Otra"}).problems ==
          "t.xlsx: There is no sheet \"Otra\"; the file has \"Año 2026\".\n");
}

TEST_CASE("archives that are no such spreadsheet are refused with the way out") {
    const auto contains = [](const XlsxParts& parts, std::string_view word) {
        const auto table = read(parts);
        CAPTURE(table.problems);
        CHECK(table.problems.find(word) != std::string::npos);
    };
    contains({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, {"content.xml", "<x/>"}}, "(.ods)");
    contains({{"xl/workbook.bin", "x"}}, "(.xlsb)");
    contains({{"photo.jpg", "x"}}, "ZIP archive and no spreadsheet");
    auto parts = workbook_of("<row>");
    contains(parts, "damaged inside: mismatched tag");
    parts = workbook_of("");
    parts.erase("xl/worksheets/sheet1.xml");
    contains(parts, "part xl/worksheets/sheet1.xml is missing");
    contains(workbook_of(""), "no header row");
}

TEST_CASE("torn and disordered files are refused with the row") {
    auto bytes = zip_of(workbook_of("<row r=\"1\"><c t=\"str\"><v>x</v></c></row>"));
    bytes.resize(bytes.size() / 2);
    CHECK(read_bytes(bytes).problems ==
          "t.xlsx: The file begins like a spreadsheet and is torn: its end is missing. Get it again.\n");
    CHECK(read(workbook_of(R"(<row r="5"><c t="str"><v>x</v></c></row><row r="4"><c><v>1</v></c></row>)")).problems ==
          "t.xlsx:5: The rows after this one are not numbered in order; save the file anew.\n");
    CHECK(read_cell(R"(<c r="B2"><v>1</v></c><c r="A2"><v>1</v></c>)").problems ==
          "t.xlsx:2: The cells of this row are not in order; save the file anew.\n");
}

TEST_CASE("documents with entities are refused before any is expanded") {
    auto parts = workbook_of("");
    parts["xl/worksheets/sheet1.xml"] =
        "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><worksheet>&b;</worksheet>";
    CHECK(read(parts).problems ==
          "t.xlsx: The file declares a document type, which no spreadsheet does; save it anew.\n");
}

TEST_CASE("what unpacks to far more than its size is refused") {
    auto parts = workbook_of("<row><c t=\"str\"><v>x</v></c></row>" + std::string(40U << 20U, ' '));
    const auto bytes = zip_of(parts);
    CHECK(bytes.size() < 100'000);  // 40 MiB of spaces, packed
    CHECK(read_bytes(bytes).problems.find("more than 200 times its size") != std::string::npos);
    CHECK(read_bytes(bytes, {.limits = {.unpacked_bytes = 1U << 20U}}).problems.find("unpacks to more than 1048576") !=
          std::string::npos);
    parts = workbook_of("<row><c t=\"str\"><v>x</v></c></row>", {}, {std::string(2000, 'y')});
    CHECK(read(parts, {.limits = {.shared_text_bytes = 1000}}).problems.find("take more than 1000 bytes") !=
          std::string::npos);
}

TEST_CASE("limits on cells, columns and single elements hold") {
    const auto text = [](std::size_t size) { return R"(<c r="A2" t="str"><v>)" + std::string(size, 'y') + "</v></c>"; };
    CHECK(read_cell(text(65'536)).problems == "");
    CHECK(read_cell(text(65'537)).problems == "t.xlsx:2: Column 1 of this row is longer than 65536 bytes.\n");
    CHECK(read_cell(R"(<c r="XFD2"><v>1</v></c>)").problems == "t.xlsx:2: The row has more than 2000 columns.\n");
    CHECK(read_cell(R"(<c r="XFD2" s="0"/>)").problems == "");
    CHECK(read_cell(R"(<c r="A2" x=")" + std::string(3U << 20U, 'y') + "\"/>").problems ==
          "t.xlsx: A single element of the file is longer than a megabyte.\n");
}

TEST_SUITE_END();
