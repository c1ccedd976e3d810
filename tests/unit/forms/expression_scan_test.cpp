#include "forms/expression_scan.h"

#include <doctest/doctest.h>

using namespace minka;
using namespace minka::forms;

TEST_SUITE_BEGIN("forms: expressions");

TEST_CASE("a default is worked out when it computes, and kept when it only looks like it") {
    struct Case {
        std::string text;
        std::string type;
        bool is_dynamic;
    };
    const std::vector<Case> cases{
        {"now()", "dateTime", true},
        {"1 + 1", "int", true},
        {"${a}", "string", true},
        {"${last-saved#a}", "string", true},
        {"../a[1]", "string", true},
        {"2 div 3", "decimal", true},
        {"a | b", "string", true},
        {"random() + 0.5", "string", true},
        {"-3", "int", false},
        {"2026-05-04", "date", false},
        {"2026-05-04T10:00:00.000-05:00", "dateTime", false},
        {"todo-el-dia", "string", false},
        {"36.7 -32.1 0 0", "geopoint", false},
        {"https://my-site.org", "string", false},
        {"'a - b'", "string", false},
        {"$(a)", "int", false},
        {"uno, dos", "string", false},
        {"", "string", false},
        {"año-nuevo", "string", false},
        {"3 - 2", "string", true},
        {"3 - 2", "geopoint", false},
    };
    for (const auto& c : cases) {
        CAPTURE(c.text);
        CHECK(is_dynamic_default(c.text, c.type) == c.is_dynamic);
    }
}

TEST_CASE("references are found with their places; broken ones are refused") {
    const auto found = find_references("a ${uno} + ${last-saved#dos_2.x} b");
    REQUIRE(found.has_value());
    REQUIRE(found->size() == 2);
    CHECK((*found)[0].name == "uno");
    CHECK((*found)[0].start == 2);
    CHECK((*found)[0].end == 8);
    CHECK((*found)[1].is_last_saved);
    CHECK((*found)[1].name == "dos_2.x");
    for (const auto* broken : {"${", "${}", "${a", "${ a }", "${a b}", "${1a}", "${last-saved#}"}) {
        CAPTURE(broken);
        CHECK(!find_references(broken).has_value());
    }
    CHECK(is_lone_reference(" ${a} "));
    CHECK(!is_lone_reference("${a}${b}"));
}

TEST_CASE("a lookup in a label ends where its path ends") {
    const std::string text = "La sede es instance('s')/root/item[name = \"]\"]/label. Y";
    const auto found = instance_expressions(text);
    REQUIRE(found.size() == 1);
    CHECK(text.substr(found[0].first, found[0].second - found[0].first) ==
          "instance('s')/root/item[name = \"]\"]/label");
    CHECK(instance_expressions("instance( is a word").empty());
    CHECK(instance_expressions("instance('x' is open").empty());
}

TEST_CASE("calls are told from longer names, and their first texts read") {
    CHECK(calls_function("1 + now ()", "now"));
    CHECK(!calls_function("unknow()", "now"));
    const auto files = first_literal_arguments("pulldata('a', 'b', 'c', ${d}) + pulldata( \"e\" , 1)", "pulldata");
    CHECK(files == std::vector<std::string>{"a", "e"});
    CHECK(argument_at("indexed-repeat(${a}, ${b}, ${c})", 28, "indexed-repeat") == 2);
    CHECK(argument_at("f(1, indexed-repeat(a, g(1, 2), ", 32, "indexed-repeat") == 2);
    CHECK(argument_at("g(1, ", 5, "indexed-repeat") == std::string::npos);
}

TEST_SUITE_END();
