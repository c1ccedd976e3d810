#include "documents/csv_writer.h"

#include "documents/formula_text.h"

#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <vector>

using namespace minka;
using namespace minka::documents;

TEST_SUITE_BEGIN("documents: writing CSV");

TEST_CASE("rows are written as RFC 4180 says") {
    std::ostringstream out;
    CsvWriter writer(out);
    CHECK(writer.row(std::vector<std::string>{"codigo", "nombre"}).has_value());
    CHECK(writer.row(std::vector<std::string>{"05001", "I.E. \"La Paz\", sede 2"}).has_value());
    CHECK(writer.row(std::vector<std::string>{"", "two\nlines"}).has_value());
    CHECK(writer.finish().has_value());
    CHECK(out.str() == "codigo,nombre\r\n05001,\"I.E. \"\"La Paz\"\", sede 2\"\r\n,\"two\nlines\"\r\n");
}

TEST_CASE("separator and byte order mark are a choice") {
    std::ostringstream out;
    CsvWriter writer(out, {.separator = ';', .byte_order_mark = ByteOrderMark::yes});
    CHECK(writer.row(std::vector<std::string>{"a;b", "c,d"}).has_value());
    CHECK(out.str() == "\xEF\xBB\xBF\"a;b\";c,d\r\n");
}

TEST_CASE("a single empty cell is a row and not an empty line") {
    std::ostringstream out;
    CsvWriter writer(out);
    CHECK(writer.row(std::vector<std::string>{""}).has_value());
    CHECK(out.str() == "\"\"\r\n");
}

TEST_CASE("text that a spreadsheet would run is defused, numbers stay numbers") {
    struct Case {
        std::string text;
        bool formula;
    };
    const std::vector<Case> cases{
        {"=1+1", true},  {"@SUM(A1)", true}, {"+51 999", true}, {"-ver anexo", true}, {"\t=1", true},
        {"\r=1", true},  {" =1+1", true},    {"\n=1", true},    {"-75.58", false},    {"+3", false},
        {"-1,5", false}, {"1e-5", false},    {"-2E+10", false}, {"-", false},         {"+", false},
        {"", false},     {"a=b", false},     {"' =1", false},   {"5001", false},      {"-1.2.3", true},
        {"--1", true},   {"-1e", true},      {"-.", true},      {"=", true},          {"   ", false},
        {"\t", true},
    };
    for (const auto& c : cases) {
        CAPTURE(c.text);
        CHECK(starts_like_formula(c.text) == c.formula);
        CHECK(defuse_formula(c.text) == (c.formula ? "'" + c.text : c.text));
        CHECK_FALSE(starts_like_formula(defuse_formula(c.text)));
    }
    CHECK(csv_cell("=HYPERLINK(\"x\")") == "\"'=HYPERLINK(\"\"x\"\")\"");
}

TEST_CASE("a row of another width is refused, and so is a full disk") {
    std::ostringstream out;
    CsvWriter writer(out);
    CHECK(writer.row(std::vector<std::string>{"a", "b"}).has_value());
    CHECK(writer.row(std::vector<std::string>{"a"}).error().code == ProblemCode::invalid_input);
    out.setstate(std::ios::badbit);
    CHECK(writer.row(std::vector<std::string>{"a", "b"}).error().code == ProblemCode::io_failed);
    CHECK(writer.finish().error().code == ProblemCode::io_failed);
}

TEST_SUITE_END();
