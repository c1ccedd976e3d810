#include "documents/table_reader.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace minka;
using namespace minka::documents;

TEST_SUITE_BEGIN("documents: encodings of CSV");

namespace {

struct Read {
    std::string cell{};  // the first cell of the first row
    std::string header{};
    TableDescription description{};
    std::string problem{};
};

Read read(std::string_view text, std::optional<TextEncoding> encoding = {}) {
    auto reader = TableReader::open_bytes(to_bytes(text), "t.csv", {.encoding = encoding});
    if (!reader) {
        return {.problem = reader.error().field + ": " + reader.error().message};
    }
    TableRow row;
    const auto more = reader->next(row);
    if (!more) {
        return {.problem = more.error().field + ": " + more.error().message};
    }
    return {*more ? row.cells[0].text : "", reader->header()[0], reader->description(), ""};
}

}  // namespace

TEST_CASE("UTF-8 is known with and without its mark") {
    for (const std::string mark : {"", "\xEF\xBB\xBF"}) {
        const auto found = read(mark + "región;x\nCaquetá;1\n");
        CHECK(found.header == "región");
        CHECK(found.cell == "Caquetá");
        CHECK(found.description.encoding == TextEncoding::utf8);
        CHECK_FALSE(found.description.encoding_guessed);
    }
}

TEST_CASE("UTF-16 is known by its mark, beyond the basic plane too") {
    using namespace std::string_literals;
    const auto little = read(
        "\xFF\xFE"
        "a\0\n\0\xF1\0\x3D\xD8\x00\xDE\n\0"s);
    CHECK(little.cell == "ñ\U0001F600");
    CHECK(little.description.encoding == TextEncoding::utf16_le);
    const auto big = read("\xFE\xFF\0a\0\n\0\xF1\xD8\x3D\xDE\x00\0\n"s);
    CHECK(big.cell == "ñ\U0001F600");
    CHECK(big.description.encoding == TextEncoding::utf16_be);
    CHECK(read("a\0\n\0b\0\n\0"s).problem ==
          "t.csv: The file looks like UTF-16 without its mark; save it as UTF-8, or name its encoding.");
    CHECK(read("a\0\n\0b\0\n\0"s, TextEncoding::utf16_le).cell == "b");
    CHECK(read("\xFF\xFE"
               "a\0\n\0\x3D\xD8\n\0"s)
              .problem == "t.csv:1: The text of the file is torn near here; save it again as UTF-8.");
}

TEST_CASE("Windows-1252 and CP850 are told apart by what reads like Spanish") {
    // The bytes are those of the two code pages' tables: a-acute is E1 and A0, n-tilde F1 and A4, N-tilde D1 and A5,
    // o-acute F3 and A2, i-acute ED and A1, U-acute DA and E9, e-acute E9 and 82.
    struct Case {
        std::string bytes;
        std::string text;
        TextEncoding encoding;
    };
    const std::vector<Case> cases{
        {"Caquet\xE1", "Caquetá", TextEncoding::cp1252},
        {"Caquet\xA0", "Caquetá", TextEncoding::cp850},
        {"Nari\xF1o", "Nariño", TextEncoding::cp1252},
        {"Nari\xA4o", "Nariño", TextEncoding::cp850},
        {"NARI\xD1O", "NARIÑO", TextEncoding::cp1252},
        {"NARI\xA5O", "NARIÑO", TextEncoding::cp850},
        {"PER\xDA", "PERÚ", TextEncoding::cp1252},
        {"PER\xE9", "PERÚ", TextEncoding::cp850},  // e-acute in Windows-1252, in the middle of capitals
        {"Bel\xE9n", "Belén", TextEncoding::cp1252},
        {"Jun\xEDn", "Junín", TextEncoding::cp1252},
        {"Jun\xA1n", "Junín", TextEncoding::cp850},
        {"Apur\xEDmac \x96 Per\xFA", "Apurímac – Perú", TextEncoding::cp1252},
        {"Itag\x81\xA1", "Itagüí", TextEncoding::cp850},  // 81 is nothing in Windows-1252
    };
    for (const auto& c : cases) {
        CAPTURE(c.text);
        const auto found = read("x;y\n" + c.bytes + ";1\n");
        CHECK(found.cell == c.text);
        CHECK(found.description.encoding == c.encoding);
        CHECK(found.description.encoding_guessed);
    }
}

TEST_CASE("the person may name the encoding") {
    CHECK(read("x;y\nPER\xE9;1\n", TextEncoding::cp1252).cell == "PERé");
    CHECK_FALSE(read("x;y\nPER\xE9;1\n", TextEncoding::cp1252).description.encoding_guessed);
    CHECK(read("x;y\na;1\nPER\xE9;1\n", TextEncoding::utf8).problem ==
          "t.csv:3: There is text here that is not UTF-8; save the file as UTF-8 or name its encoding.");
    CHECK(read("x;y\n\x81;1\n", TextEncoding::cp1252).problem ==
          "t.csv:2: There is a byte here that Windows-1252 does not have; the file may be CP850.");
    CHECK(parse_text_encoding("Latin-1") == TextEncoding::cp1252);
    CHECK(parse_text_encoding("ISO-8859-1") == TextEncoding::cp1252);
    CHECK(parse_text_encoding("CP 850") == TextEncoding::cp850);
    CHECK(parse_text_encoding("utf-8") == TextEncoding::utf8);
    CHECK_FALSE(parse_text_encoding("klingon").has_value());
}

TEST_CASE("a file joined from two encodings is refused and never guessed") {
    CHECK(read("x;y\nCaquetá;1\nNariño;2\nNari\xF1o;3\n").problem ==
          "t.csv:4: The file is mostly UTF-8, and the text here is not; it was joined from two encodings. Save it "
          "again as UTF-8, or name the encoding.");
}

TEST_CASE("what is no table is refused with the way out") {
    using namespace std::string_literals;
    struct Case {
        std::string bytes;
        std::string word;
    };
    const std::vector<Case> cases{
        {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old", "(.xls)"},
        {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"s + std::string(300'000, 'x') +
             "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"s,
         "password"},
        {"%PDF-1.7", "PDF"},
        {"\x1F\x8B\x08", "packed"},
        {"  <HTML><table>", "web page"},
        {"{\"type\": 1}", "JSON"},
        {"\x01\x02\x03\x04", "binary"},
        {"PK\x03\x04 torn", "torn"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.word);
        const auto found = read(c.bytes);
        CHECK(found.problem.find(c.word) != std::string::npos);
    }
}

TEST_SUITE_END();
