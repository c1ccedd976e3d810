#include "base/text.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace minka;

TEST_SUITE_BEGIN("base: text");

TEST_CASE("folding removes case, accents and punctuation") {
    struct Case {
        std::string text, folded;
    };
    const std::vector<Case> cases{{"Támesis", "tamesis"},
                                  {"  TÁMESIS  ", "tamesis"},
                                  {"Ñuñoa", "nunoa"},
                                  {"I.E. N.º 12", "i e n o 12"},
                                  {"ch'ulla", "chulla"},
                                  {"chʼulla", "chulla"},
                                  {"Bogotá, D.C.", "bogota d c"},
                                  {"", ""},
                                  {"Quiñones-Ñáñez", "quinones nanez"},
                                  {"straße", "strasse"}};
    for (const auto& c : cases) {
        CAPTURE(c.text);
        CHECK(fold_text(c.text) == c.folded);
        CHECK(fold_text(fold_text(c.text)) == fold_text(c.text));
    }
}

TEST_CASE("tidying composes accents and keeps letters") {
    CHECK(tidy_text("  Ta\xcc\x81mesis \t Antioquia\n") == "Támesis Antioquia");
    CHECK(tidy_text(" a  b ") == "a b");
    CHECK(tidy_text("\xc2\xa0") == "");
    // Text beyond ASCII, tidy already and not: an ideographic space, a thin one, two plain ones, ends, a line's end.
    CHECK(tidy_text("Ñame «Ñ» 🌱") == "Ñame «Ñ» 🌱");
    CHECK(tidy_text("Ñ\u3000ñ\u2009Ñ\u1680ñ") == "Ñ ñ Ñ ñ");
    CHECK(tidy_text("Ñ  ñ") == "Ñ ñ");
    CHECK(tidy_text(" Ñ") == "Ñ");
    CHECK(tidy_text("Ñ ") == "Ñ");
    CHECK(tidy_text("Ñ\nñ") == "Ñ ñ");
    CHECK(tidy_text("Ñ\u0085ñ") == "Ñ ñ");
}

TEST_CASE("bytes that are not UTF-8 are found where they stand") {
    CHECK(is_utf8("Ñandú \xf0\x9f\x8c\xb1"));
    CHECK(first_invalid_utf8("ab\xf1o") == 2);
    CHECK(first_invalid_utf8("\xc0\x80") == 0);       // overlong
    CHECK(first_invalid_utf8("a\xed\xa0\x80") == 1);  // surrogate
    CHECK(first_invalid_utf8("abc\xe2\x82") == 3);    // torn
}

TEST_CASE("splitting keeps empty parts") {
    CHECK(split("a;;b;", ';') == std::vector<std::string_view>{"a", "", "b", ""});
    CHECK(trim(" \t a b \r\n") == "a b");
}

TEST_CASE("composing keeps white space and line breaks") {
    // U+0065 U+0301 composes to U+00E9.
    CHECK(to_nfc(" Me\u0301xico\n\n fin ") == " M\u00e9xico\n\n fin ");
    CHECK(to_nfc(" a  b\n") == " a  b\n");
}

TEST_SUITE_END();
