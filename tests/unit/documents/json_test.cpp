#include "documents/json.h"

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

using namespace minka;
using namespace minka::documents;

TEST_SUITE_BEGIN("documents: JSON");

namespace {

Problem refused(std::string_view text, const JsonLimits& limits = {}) {
    const auto value = parse_json(text, "", limits);
    REQUIRE_FALSE(value.has_value());
    return value.error();
}

}  // namespace

TEST_CASE("a text is read and written back to the same bytes") {
    const std::string text =
        R"({"z":null,"a":[true,false,-3,0.1,1e+20,"ñ \" \\ \n \u0001"],"empty":{},"none":[],"big":9223372036854775807})";
    const auto value = parse_json(text);
    REQUIRE(value.has_value());
    CHECK(to_json(*value) == text);
    CHECK(parse_json(to_json(*value)) == *value);
    CHECK(parse_json(to_pretty_json(*value)) == *value);
}

TEST_CASE("the pretty layout has two spaces a level") {
    CHECK(to_pretty_json(json_object({{"a", 1}, {"b", JsonArray{2, json_object({})}}})) ==
          "{\n  \"a\": 1,\n  \"b\": [\n    2,\n    {}\n  ]\n}");
}

TEST_CASE("numbers keep their value to the last bit") {
    // The double nearest to 0.1 + 0.2, and the smallest and largest ones.
    for (const double number : {0.30000000000000004, 5e-324, 1.7976931348623157e308, 6.2501294879999998,
                                -75.578630939000007, 9007199254740993.0}) {
        const auto value = parse_json(to_json(number));
        REQUIRE(value.has_value());
        CHECK(*value->if_number() == number);
    }
    CHECK(*parse_json("9223372036854775807")->if_int() == std::numeric_limits<std::int64_t>::max());
    CHECK(parse_json("9223372036854775808")->if_int() == nullptr);  // one more is a double
    CHECK(*parse_json("9223372036854775808")->if_number() == 9223372036854775808.0);
    CHECK(to_json(std::numeric_limits<double>::quiet_NaN()) == "null");
    CHECK(to_json(*parse_json("-0e20")) == "0");
}

TEST_CASE("a problem has the path, the line and the column") {
    struct Case {
        std::string text;
        std::string path;
        std::string part_of_message;
    };
    const std::vector<Case> cases{
        {"{\"visits\": [1,\n {\"date\": 1e999}]}", "visits[1].date",
         "The number 1e999 is out of range. It is near line 2"},
        {"{\"a\": {\"b\": 1, \"c\": 2, \"b\": 3}}", "a.b", "stands twice"},
        {"{\"a\": [\"x\\u0000\"]}", "a[0]", "NUL"},
        {"{\"a\": [1, 2", "a[2]", "incomplete"},
        {"[1, 2,]", "[2]", "no JSON"},
        {"", "", "incomplete"},
        {"{} {}", "", "extra data"},
        {"[\"\xE1\"]", "[0]", "no JSON"},
        {"[\"\\ud800\"]", "[0]", "no JSON"},
        {"// note\n1", "", "no JSON"},
        {"[01]", "[1]", "no JSON"},
        {"{\"a\": NaN}", "a", "no JSON"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.text);
        const auto error = refused(c.text);
        CHECK(error.code == ProblemCode::malformed_file);
        CHECK(error.field == c.path);
        CAPTURE(error.message);
        CHECK(error.message.find(c.part_of_message) != std::string::npos);
    }
    CHECK(parse_json("[1,", "x.json").error().field == "x.json:[1]");
    CHECK(parse_json("", "x.json").error().field == "x.json");
}

TEST_CASE("limits hold on both sides") {
    CHECK(parse_json("[[1]]", "", {.depth = 2}).has_value());
    CHECK(refused("[[[1]]]", {.depth = 2}).code == ProblemCode::too_large);
    CHECK(parse_json("[1,2]", "", {.bytes = 5}).has_value());
    CHECK(refused("[1,20]", {.bytes = 5}).code == ProblemCode::too_large);
    CHECK(parse_json("[1,2]", "", {.values = 3}).has_value());
    CHECK(refused("[1,2,3]", {.values = 3}).code == ProblemCode::too_large);
    CHECK(refused(std::string(100'000, '[')).code == ProblemCode::too_large);
}

TEST_CASE("an object keeps the order of its making, and a second set replaces") {
    JsonValue value;
    value.set("b", 1).set("a", "x").set("b", std::size_t{2});
    CHECK(to_json(value) == R"({"b":2,"a":"x"})");
    CHECK(*value.find("a")->if_text() == "x");
    CHECK(value.find("c") == nullptr);
    CHECK(JsonValue(1).find("a") == nullptr);
}

TEST_CASE("members are read with the path in their problems") {
    const auto value = parse_json(R"({"name":"x","n":3,"half":0.5,"yes":true,"list":[1],"sub":{},"no":null})");
    REQUIRE(value.has_value());
    JsonReader reader(*value, "visits[3]");
    CHECK(reader.text("name") == "x");
    CHECK(reader.integer("n") == 3);
    CHECK(reader.number("n") == 3.0);
    CHECK(reader.number("half") == 0.5);
    CHECK(reader.boolean("yes") == true);
    CHECK((*reader.array("list"))->size() == 1);
    CHECK(reader.object("sub").has_value());
    CHECK(reader.finish().error().field == "visits[3].no");
    CHECK_FALSE(reader.optional_text("no")->has_value());
    CHECK(reader.finish().has_value());

    CHECK(reader.text("no").error() == Problem{ProblemCode::invalid_input, "\"no\" is missing.", "visits[3].no"});
    CHECK(reader.text("n").error().message == "\"n\" must be a text.");
    CHECK(reader.integer("half").error().message == "\"half\" must be a whole number.");
    CHECK(reader.optional_boolean("name").error().field == "visits[3].name");
    CHECK(reader.array("sub").error().message == "\"sub\" must be a list.");
    CHECK(reader.object("list").error().message == "\"list\" must be an object.");
    CHECK(JsonReader(JsonValue(1), "body").text("x").error().field == "body");
    CHECK(JsonReader(JsonValue(1), "body").finish().error().message == "An object must stand here.");
}

TEST_SUITE_END();
