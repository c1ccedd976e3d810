#include "web/json_shape.h"

#include <doctest/doctest.h>

#include <limits>

namespace minka::web {

enum class ShapeColour { red, private_ };
BOOST_DESCRIBE_ENUM(ShapeColour, red, private_)

struct ShapeInner {
    LocalDate on;
    std::optional<double> hours;
};
MINKA_JSON(ShapeInner, (on, hours))

struct ShapeOuter {
    std::string name;
    std::int32_t count = 0;
    bool flag = false;
    ShapeColour colour{};
    std::vector<ShapeInner> inner;
};
MINKA_JSON(ShapeOuter, (name, count, flag, colour, inner))

}  // namespace minka::web

using namespace minka;
using namespace minka::web;

namespace {

Result<ShapeOuter> read(std::string_view text) {
    return FromJson<ShapeOuter>::of(documents::parse_json(text).value(), "");
}

}  // namespace

TEST_SUITE_BEGIN("web: JSON of structs");

TEST_CASE("a struct is written and read back the same, its absent values left out") {
    const std::string text =
        "{\"name\":\"Ñandú "
        "\\\"1\\\"\\n\",\"count\":-7,\"flag\":true,\"colour\":\"private\",\"inner\":[{\"on\":\"2026-03-14\"},"
        "{\"on\":\"2026-03-15\",\"hours\":1.5}]}";
    const auto value = read(text);
    REQUIRE_MESSAGE(value.has_value(), (value ? "" : to_sentence(value.error())));
    CHECK(value->colour == ShapeColour::private_);
    CHECK(to_json_text(*value) == text);
}

TEST_CASE("what is wrong is told with its path") {
    struct Case {
        std::string text;
        std::string field;
    };
    const std::string good = R"("count":1,"flag":true,"colour":"red","inner":[])";
    for (const auto& c : std::vector<Case>{
             {"{" + good + "}", "name"},
             {R"({"name":3,)" + good + "}", "name"},
             {R"({"name":"a",)" + good + R"(,"more":1})", "more"},
             {R"({"name":"a","count":3000000000,"flag":true,"colour":"red","inner":[]})", "count"},
             {R"({"name":"a","count":1.5,"flag":true,"colour":"red","inner":[]})", "count"},
             {R"({"name":"a","count":1,"flag":1,"colour":"red","inner":[]})", "flag"},
             {R"({"name":"a","count":1,"flag":true,"colour":"private_","inner":[]})", "colour"},
             {R"({"name":"a","count":1,"flag":true,"colour":"red","inner":[{"on":"2026-02-30"}]})", "inner[0].on"},
             {R"({"name":"a","count":1,"flag":true,"colour":"red","inner":[{"on":"2026-02-01","hours":"x"}]})",
              "inner[0].hours"},
             {R"({"name":"a","count":1,"flag":true,"colour":"red","inner":{}})", "inner"},
         }) {
        CAPTURE(c.text);
        const auto value = read(c.text);
        REQUIRE_FALSE(value.has_value());
        CHECK(value.error().code == ProblemCode::invalid_input);
        CHECK(value.error().field == c.field);
    }
}

TEST_CASE("the schema names every member, those needed, and the words of an enumeration") {
    SchemaBook book;
    const auto schema = schema_of<ListOf<ShapeOuter>>(book);
    CHECK(documents::to_json(*schema.find("properties")->find("items")) ==
          R"({"type":"array","items":{"$ref":"#/components/schemas/ShapeOuter"}})");
    REQUIRE(book.contains("ShapeOuter"));
    CHECK(documents::to_json(*book["ShapeInner"].find("required")) == R"(["on"])");
    CHECK(documents::to_json(*book["ShapeOuter"].find("properties")->find("colour")) ==
          R"({"type":"string","enum":["red","private"]})");
}

TEST_CASE("a number that is not finite is null, and text is escaped as JSON asks") {
    std::string out;
    append_json(out, std::numeric_limits<double>::quiet_NaN());
    CHECK(out == "null");
    for (const std::string text : {"", "\x01\x1f\"\\/", "línea\u2028", "\t\r\n"}) {
        CHECK(documents::parse_json(to_json_text(text)).value() == documents::JsonValue(text));
    }
}

TEST_SUITE_END();
