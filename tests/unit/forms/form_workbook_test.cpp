#include "forms/form_workbook.h"

#include <doctest/doctest.h>

using namespace minka;
using namespace minka::forms;

TEST_SUITE_BEGIN("forms: reading workbooks");

TEST_CASE("a markdown form has its sheets, headers, rows and row numbers") {
    const auto book = parse_markdown_form(R"(
# a remark
| survey |
|        | type | name | label |
|        |------|------|-------|
|        | text | a    | One \| two |  a remark after the last bar
|        |      |      |       |
|        | note | b    |
| choices |
|        | list_name | name |
)",
                                          "f.md");
    REQUIRE(book.sheets.size() == 2);
    const auto& survey = book.sheets[0];
    CHECK(survey.name == "survey");
    CHECK(survey.header == std::vector<std::string>{"type", "name", "label"});
    REQUIRE(survey.rows.size() == 2);
    CHECK(survey.rows[0].cells[2] == "One | two");
    CHECK(survey.rows[0].number == 2);
    // the empty row is left out and keeps its number
    CHECK(survey.rows[1].number == 4);
    CHECK(survey.rows[1].cells == std::vector<std::string>{"note", "b", ""});
    CHECK(book.sheets[1].rows.empty());
}

TEST_CASE("a CSV form may have quotes, line breaks in cells and semicolons") {
    for (const char separator : {',', ';'}) {
        std::string text = "survey,,\n,type,name,label\n,text,a,\"One\nline \"\"more\"\"\"\n";
        for (auto& c : text) {
            c = c == ',' ? separator : c;
        }
        CAPTURE(separator);
        const auto book = read_form_bytes(to_bytes("\xef\xbb\xbf" + text), "f.csv");
        REQUIRE(book.has_value());
        REQUIRE(book->sheets.size() == 1);
        REQUIRE(book->sheets[0].rows.size() == 1);
        CHECK(book->sheets[0].rows[0].cells[2] == "One\nline \"more\"");
    }
}

TEST_CASE("what is no form is refused with a way out") {
    const auto old = read_form_bytes(to_bytes("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 more"), "f.xls");
    REQUIRE(!old.has_value());
    CHECK(old.error().code == ProblemCode::malformed_file);
    CHECK(old.error().message.find(".xlsx") != std::string::npos);
    CHECK(!read_form_bytes(to_bytes("PK\x03\x04 torn"), "f.xlsx").has_value());
    CHECK(!read_form_bytes(to_bytes("\xff\xfe\x01"), "f.md").has_value());
    CHECK(!read_form_file("/nowhere/f.xlsx").has_value());
}

TEST_CASE("every cut of a markdown form reads without a fault") {
    const std::string whole =
        "| survey |\n| | type | name | label |\n| | text | a | A \\| B |\n| choices |\n| | list_name | name |\n";
    for (std::size_t length = 0; length <= whole.size(); ++length) {
        const auto book = parse_markdown_form(std::string_view(whole).substr(0, length), "f.md");
        for (const auto& sheet : book.sheets) {
            for (const auto& row : sheet.rows) {
                CHECK(row.cells.size() == sheet.header.size());
            }
        }
    }
}

TEST_SUITE_END();
