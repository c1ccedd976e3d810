#include "documents/table_reader.h"

#include <doctest/doctest.h>

#include <fstream>
#include <string>
#include <vector>

using namespace minka;
using namespace minka::documents;

TEST_SUITE_BEGIN("documents: reading CSV");

namespace {

struct Table {
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;
    std::vector<std::uint64_t> numbers;
    std::string problems;  // a line each
    TableDescription description;
};

std::string sentence(const Problem& problem) { return problem.field + ": " + problem.message; }

Table read(std::string_view text, TableOptions options = {}) {
    auto reader = TableReader::open_bytes(to_bytes(text), "t.csv", std::move(options));
    Table table;
    if (!reader) {
        table.problems += sentence(reader.error()) + "\n";
        return table;
    }
    table.header = reader->header();
    table.description = reader->description();
    TableRow row;
    for (;;) {
        const auto more = reader->next(row);
        if (!more) {
            table.problems += sentence(more.error()) + "\n";
            break;
        }
        if (!*more) {
            break;
        }
        std::vector<std::string> cells;
        for (const auto& cell : row.cells) {
            cells.push_back(cell.text);
        }
        table.rows.push_back(cells);
        table.numbers.push_back(row.number);
        for (const auto& problem : row.problems) {
            table.problems += sentence(problem) + "\n";
        }
    }
    return table;
}

using namespace std::string_literals;
using Rows = std::vector<std::vector<std::string>>;

}  // namespace

TEST_CASE("quotes, separators and line breaks inside cells are read as RFC 4180 says") {
    const auto table = read("codigo,nombre\r\n05001,\"I.E. \"\"La Paz\"\", sede 2\"\r\n05002,\"two\r\nlines\"\r\n");
    CHECK(table.header == std::vector<std::string>{"codigo", "nombre"});
    CHECK(table.rows == Rows{{"05001", "I.E. \"La Paz\", sede 2"}, {"05002", "two\r\nlines"}});
    CHECK(table.numbers == std::vector<std::uint64_t>{2, 3});
    CHECK(table.problems.empty());
}

TEST_CASE("each line ending is known, and the last row needs none") {
    for (const std::string end : {"\n", "\r\n", "\r"}) {
        CAPTURE(end);
        const auto table = read("a,b" + end + "1,2" + end + "3,4");
        CHECK(table.rows == Rows{{"1", "2"}, {"3", "4"}});
        CHECK(table.numbers == std::vector<std::uint64_t>{2, 3});
    }
}

TEST_CASE("empty rows are passed over and keep their numbers") {
    const auto table = read("a;b\n\n1;2\n;\n ; \n3;4\n\n\n");
    CHECK(table.rows == Rows{{"1", "2"}, {"3", "4"}});
    CHECK(table.numbers == std::vector<std::uint64_t>{3, 6});
    CHECK(table.problems.empty());
}

TEST_CASE("the separator is recognised, also where another one is frequent") {
    struct Case {
        std::string text;
        char separator;
        std::size_t columns;
    };
    const std::vector<Case> cases{
        {"a,b,c\n1,2,3\n", ',', 3},
        {"a;b\n1,5;2,5\n3,5;4,5\n", ';', 2},  // decimal commas
        {"a\tb\n1,2;3\t4\n", '\t', 2},
        {"\"a;x\",b\n\"1;2\",3\n", ',', 2},             // quoted
        {"nombre, apellido;b\nx, y;1\nz;2\n", ';', 2},  // the comma is even with the header in one row of three
        {"alone\n1\n", ',', 1},
        {"sep=;\na,b;c\n1,2;3\n", ';', 2},  // Excel's own line
    };
    for (const auto& c : cases) {
        CAPTURE(c.text);
        const auto table = read(c.text);
        CHECK(table.description.separator == c.separator);
        CHECK(table.header.size() == c.columns);
        CHECK(table.problems.empty());
    }
    CHECK(read("a,b;c\n1,2;3\n", {.separator = ','}).header == std::vector<std::string>{"a", "b;c"});
}

TEST_CASE("the row of Excel's separator line is not counted") {
    CHECK(read("sep=;\r\na;b\r\n1;2\r\n").numbers == std::vector<std::uint64_t>{2});
}

TEST_CASE("a cell is text as it is written: zeros in front, spaces and signs stay") {
    const auto table = read("code,x\n05001, a \n-75.58,+3\n");
    CHECK(table.rows == Rows{{"05001", " a "}, {"-75.58", "+3"}});
}

TEST_CASE("text that a spreadsheet would run is flagged and never changed") {
    auto reader = TableReader::open_bytes(to_bytes("a,b,c,d\n=1+1,@x,-5,-\n"), "t.csv");
    REQUIRE(reader.has_value());
    TableRow row;
    REQUIRE(*reader->next(row));
    CHECK(row.cells[0].is_formula);
    CHECK(row.cells[0].text == "=1+1");
    CHECK(row.cells[1].is_formula);
    CHECK_FALSE(row.cells[2].is_formula);
    CHECK_FALSE(row.cells[3].is_formula);
}

TEST_CASE("what is wrong with a row is told with its place, and reading goes on") {
    const auto table = read("id,nombre,zona\n1,a\n2,b,c,d\n3,\"x\"y,z\n4,q\0r,s\n5,t,u\n"s);
    CHECK(table.problems ==
          "t.csv:2: The row has 2 cells, and the header has 3; add the missing separators.\n"
          "t.csv:3: The row has a value in column 4, and the header has 3 columns; is a separator inside a cell "
          "without quotes?\n"
          "t.csv:4:nombre: There is text after the closing quote; a quote inside a cell is written twice.\n"
          "t.csv:5:nombre: The cell has a NUL byte; save the file again as UTF-8 text.\n");
    CHECK(table.rows == Rows{{"1", "a", ""}, {"2", "b", "c"}, {"3", "xy", "z"}, {"4", "qr", "s"}, {"5", "t", "u"}});
}

TEST_CASE("empty cells beyond the header are no problem, as Excel writes them") {
    const auto table = read("a;b;;\n1;2;;\n3;4;\n5;6\n7;8;;;;\n");
    CHECK(table.header.size() == 2);
    CHECK(table.problems.empty());
    CHECK(table.rows.size() == 4);
}

TEST_CASE("a torn file is refused with the row where the quote opened") {
    const auto table = read("a,b\n1,2\n3,\"x\ny,4\n5,6\n");
    CHECK(table.rows == Rows{{"1", "2"}});
    CHECK(table.problems ==
          "t.csv:3: The file ends inside quotes opened in column 2 of this "
          "row: it is torn, or a quote is not closed.\n");
}

TEST_CASE("an open quote is found before it swallows a long file") {
    std::string text = "a,b\n1,\"x\n";
    for (int i = 0; i < 20'000; ++i) {
        text += "123,456\n";
    }
    const auto table = read(text);
    CHECK(table.problems ==
          "t.csv:2: A quote opened in column 2 of this row is not closed "
          "for more than 65536 bytes; close it.\n");
}

TEST_CASE("a header is needed, and no name twice whatever its case and accents") {
    CHECK(read("").problems == "t.csv: The file is empty.\n");
    CHECK(read("\n\n").problems == "t.csv:1: The file has no header row with the names of its columns.\n");
    CHECK(read("Código,nombre,CODIGO \n1,2,3\n").problems ==
          "t.csv:1: The columns 1 and 3 are both called \"CODIGO\"; rename one of them.\n");
    CHECK(read("%,#\n1,2\n").problems.empty());
    CHECK(read("a,,,b\n1,2,3,4\n").problems.empty());
    CHECK(read("x,x\n1,2\n", {.header_names = HeaderNames::any}).rows == Rows{{"1", "2"}});
}

TEST_CASE("rows above the header are passed over when the person says so") {
    const auto table = read("Reporte 2026\n\ncodigo,nombre\n1,a\n", {.header_row = 3});
    CHECK(table.header == std::vector<std::string>{"codigo", "nombre"});
    CHECK(table.numbers == std::vector<std::uint64_t>{4});
}

TEST_CASE("a column is found by its name without case, accents and signs") {
    const auto reader = TableReader::open_bytes(to_bytes("Código_Modular,Nombre de la I.E.\n1,2\n"), "t.csv");
    REQUIRE(reader.has_value());
    CHECK(reader->column("codigo modular") == 0);
    CHECK(reader->column("NOMBRE DE LA I.E.") == 1);
    CHECK(reader->column("zona") == std::nullopt);
}

TEST_CASE("limits hold on both sides") {
    CHECK(read("a,b\n1,2\n3,4\n", {.limits = {.rows = 2}}).problems.empty());
    CHECK(read("a,b\n1,2\n3,4\n5,6\n", {.limits = {.rows = 2}}).problems != "");
    CHECK(read("a,b\n1,2\n", {.limits = {.columns = 2}}).problems.empty());
    CHECK(read("a,b,c\n1,2,3\n", {.limits = {.columns = 2}}).problems == "t.csv:1: The row has more than 2 columns.\n");
    CHECK(read("a,b\n123,4\n", {.limits = {.cell_bytes = 3}}).problems.empty());
    CHECK(read("a,b\n1234,4\n", {.limits = {.cell_bytes = 3}}).problems ==
          "t.csv:2: Column 1 of this row is longer than 3 bytes.\n");
    CHECK(read("a,b\n1,2\n", {.limits = {.file_bytes = 8}}).problems.empty());
    CHECK(read("a,b\n1,22\n", {.limits = {.file_bytes = 8}}).problems != "");
}

TEST_CASE("a file of two gigabytes is refused at once") {
    const auto path = std::filesystem::temp_directory_path() / "minka-two-gigabytes.csv";
    std::ofstream(path).close();
    std::filesystem::resize_file(path, 2ULL << 30U);  // sparse: takes no room
    const auto reader = TableReader::open(path);
    std::filesystem::remove(path);
    REQUIRE_FALSE(reader.has_value());
    CHECK(reader.error().code == ProblemCode::too_large);
}

TEST_CASE("reading stops when asked and tells how far it is") {
    std::string text = "a,b\n";
    for (int i = 0; i < 100'000; ++i) {
        text += "12345,67890\n";
    }
    std::vector<TableProgress> told;
    CHECK(read(text, {.on_progress = [&](const TableProgress& progress) { told.push_back(progress); }}).rows.size() ==
          100'000);
    // 1,200,004 bytes: after each of four steps of 256 KiB, and at the end.
    REQUIRE(told.size() == 5);
    CHECK(told.back().bytes_read == 1'200'004);
    CHECK(told.back().bytes_total == 1'200'004);

    std::stop_source stop;
    auto reader = TableReader::open_bytes(to_bytes(text), "t.csv", {.stop = stop.get_token()});
    REQUIRE(reader.has_value());
    TableRow row;
    CHECK(*reader->next(row));
    stop.request_stop();
    CHECK(reader->next(row).error().code == ProblemCode::cancelled);
    CHECK_FALSE(*reader->next(row));
}

TEST_CASE("cells across the borders of chunks stay whole") {
    // Rows of 13 to 29 bytes over several chunks of 64 KiB, so that borders fall at every kind of place.
    std::string text = "a,b\r\n";
    Rows expected;
    for (int i = 0; i < 30'000; ++i) {
        const std::vector<std::string> row{std::string(static_cast<std::size_t>(i % 17) + 1, 'x') + "\"\n",
                                           "ñ" + std::to_string(i)};
        text += "\"" + row[0].substr(0, row[0].size() - 1) + "\"\n\"," + row[1] + "\r\n";
        expected.push_back(row);
    }
    const auto table = read(text);
    CHECK(table.problems.empty());
    CHECK((table.rows == expected));
}

TEST_SUITE_END();
