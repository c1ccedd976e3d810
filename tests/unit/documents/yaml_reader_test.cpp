#include "documents/yaml.h"

#include <doctest/doctest.h>

#include <array>
#include <functional>
#include <string>

using namespace minka;
using namespace minka::documents;

TEST_SUITE_BEGIN("documents: reading the keys of a YAML map");

namespace {

// The problems of reading one text, a line each.
std::string problems_of(std::string_view text, const std::function<void(YamlReader&)>& read) {
    const auto root = parse_yaml(text, "p.yaml");
    REQUIRE(root.has_value());
    YamlProblems problems("p.yaml");
    YamlReader reader(*root, problems);
    read(reader);
    std::string lines;
    for (const auto& problem : problems.list()) {
        CHECK(problem.code == ProblemCode::invalid_input);
        lines += problem.field + ": " + problem.message + "\n";
    }
    return lines;
}

constexpr std::array<std::string_view, 3> stages{"convening", "agreed", "running"};

}  // namespace

TEST_CASE("each kind of value is read") {
    const auto problems = problems_of(
        "name: Apostemos\ncount: 220\nshare: 0.84\nopen: no\nstart: 2026-03-01\nstage: agreed\nzones: [a, b]\n"
        "people: {x: 1}\nsteps: [1]\n",
        [](YamlReader& reader) {
            CHECK(reader.text("name") == "Apostemos");
            CHECK(reader.integer("count", 0, 220) == 220);
            CHECK(reader.number("share", 0, 1) == doctest::Approx(0.84));
            CHECK_FALSE(reader.boolean("open"));
            CHECK(reader.date("start").text() == "2026-03-01");
            CHECK(reader.choice("stage", stages) == 1);
            CHECK(reader.text_list("zones") == std::vector<std::string>{"a", "b"});
            CHECK(reader.map("people")->find("x")->text == "1");
            CHECK(reader.sequence("steps").size() == 1);
            reader.finish();
        });
    CHECK(problems == "");
}

TEST_CASE("all that is wrong in a file is told at once, in the order of its lines") {
    const auto problems = problems_of(
        "name: ''\ncount: 221\nshare: 0,84\nopen: maybe\nstart: 31/02/2026\nstage: agred\nzones: []\nlist: [a, [b]]\n"
        "code: 007\nquoted: \"5\"\nempty:\n",
        [](YamlReader& reader) {
            reader.text("empty");
            reader.text("missing");
            reader.text("name");
            reader.integer("count", 0, 220);
            reader.number("share", 0, 1);
            reader.boolean("open");
            reader.date("start");
            reader.choice("stage", stages);
            reader.text_list("zones");
            reader.text_list("list");
            reader.integer("code");
            reader.integer("quoted");
        });
    CHECK(problems ==
          "p.yaml:1: The key \"missing\" is missing.\n"
          "p.yaml:1: The text of \"name\" is empty.\n"
          "p.yaml:2: \"count\" must be between 0 and 220, and is 221.\n"
          "p.yaml:3: \"share\" must be a number with a point for its decimals, and is \"0,84\".\n"
          "p.yaml:4: \"open\" must be true or false, and is \"maybe\".\n"
          "p.yaml:5: \"start\": There is no date 2026-02-31; check day, month and year.\n"
          "p.yaml:6: \"stage\" must be one of convening, agreed, running, and is \"agred\"; did you mean \"agreed\"?\n"
          "p.yaml:7: \"zones\" needs at least one item.\n"
          "p.yaml:8: Each item of \"list\" must be a text, and here is a list.\n"
          "p.yaml:9: \"code\" must be a whole number without quotes or leading zeros, and is \"007\".\n"
          "p.yaml:10: \"quoted\" must be a whole number without quotes or leading zeros, and is the text \"5\".\n"
          "p.yaml:11: The key \"empty\" has no value.\n");
}

TEST_CASE("what is optional may be absent or null, and is checked when it is there") {
    const auto problems = problems_of("a:\nb: x\n", [](YamlReader& reader) {
        CHECK_FALSE(reader.optional_text("a").has_value());
        CHECK_FALSE(reader.optional_date("absent").has_value());
        CHECK(reader.optional_text_list("absent").empty());
        CHECK(reader.optional_sequence("absent").empty());
        CHECK(reader.optional_map("absent") == nullptr);
        CHECK_FALSE(reader.optional_boolean("absent").has_value());
        CHECK_FALSE(reader.optional_number("absent", 0, 1).has_value());
        CHECK_FALSE(reader.optional_choice("absent", stages).has_value());
        CHECK_FALSE(reader.optional_integer("b").has_value());
        CHECK(reader.has("b"));
        CHECK_FALSE(reader.has("absent"));
    });
    CHECK(problems == "p.yaml:2: \"b\" must be a whole number without quotes or leading zeros, and is \"x\".\n");
}

TEST_CASE("a key that nobody asked for is told with the nearest known one") {
    const auto problems = problems_of("nmae: x\nzzz: y\n", [](YamlReader& reader) {
        reader.optional_text("name");
        reader.optional_text("start");
        reader.finish();
    });
    CHECK(problems ==
          "p.yaml:1: The key \"nmae\" is not known; did you mean \"name\"?\n"
          "p.yaml:2: The key \"zzz\" is not known; known here are name, start.\n");
}

TEST_CASE("where a map must stand and does not, one problem is told and not one a key") {
    const auto problems = problems_of("- a\n- b\n", [](YamlReader& reader) {
        reader.text("name");
        reader.date("start");
        reader.finish();
    });
    CHECK(problems == "p.yaml:1: A map of keys must stand here, and there is a list.\n");
}

TEST_CASE("the nearest word is at most a third of the word away") {
    const std::vector<std::string> words{"municipality", "name", "zone"};
    CHECK(nearest_word("municpality", words) == "municipality");  // one letter dropped
    CHECK(nearest_word("naem", words) == "name");                 // two swapped
    CHECK(nearest_word("municipio", words) == std::nullopt);      // 4 changes of 9 letters; 3 are allowed
    CHECK(nearest_word("", words) == std::nullopt);
    CHECK(nearest_word("name", {}) == std::nullopt);
}

TEST_SUITE_END();
