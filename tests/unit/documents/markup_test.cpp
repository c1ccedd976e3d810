#include "documents/markup.h"

#include <doctest/doctest.h>

using namespace minka::documents;

TEST_SUITE_BEGIN("documents: markup");

TEST_CASE("text cannot become a tag or an entity") {
    CHECK(escape_markup("<b>&amp; \"ñ\" 'x'\n") == "&lt;b&gt;&amp;amp; \"ñ\" 'x'\n");
}

TEST_CASE("a value cannot leave its attribute") {
    CHECK(escape_attribute("\" onload='x'\t\r\n<&>") == "&quot; onload=&#39;x&#39;&#9;&#13;&#10;&lt;&amp;&gt;");
}

TEST_CASE("control characters that XML forbids become the replacement character") {
    CHECK(escape_markup(std::string_view("a\0b\x1F", 4)) == "a\uFFFDb\uFFFD");
    CHECK(escape_attribute("\x01") == "\uFFFD");
}

TEST_SUITE_END();
