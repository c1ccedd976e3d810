#include "documents/yaml_writer.h"

#include <doctest/doctest.h>

using namespace minka::documents;

TEST_SUITE_BEGIN("documents: writing YAML");

TEST_CASE("a value stands in blocks, and every text that could be read as something else in quotes") {
    // By hand after YAML 1.2: sections 7.3 (scalars), 8.2 (blocks), 10.2 (what plain scalars are taken for).
    const auto value = json_object({{"plain", "word"},
                                    {"yes", "no"},
                                    {"number", "12"},
                                    {"count", 12},
                                    {"empty", JsonArray{}},
                                    {"text", "a: b\n"},
                                    {"$ref", "#/x"},
                                    {"list", JsonArray{json_object({{"a", 1}, {"b", true}}), "two", JsonArray{1, 2}}}});
    CHECK(to_yaml(value) ==
          "plain: word\n"
          "\"yes\": \"no\"\n"
          "number: \"12\"\n"
          "count: 12\n"
          "empty: []\n"
          "text: \"a: b\\n\"\n"
          "\"$ref\": \"#/x\"\n"
          "list:\n"
          "  - a: 1\n"
          "    b: true\n"
          "  - two\n"
          "  - - 1\n"
          "    - 2\n");
    CHECK(to_yaml("word") == "word\n");
    CHECK(to_yaml(JsonObject{}) == "{}\n");
}

TEST_SUITE_END();
