#include "documents/yaml.h"

#include <doctest/doctest.h>

#include <array>
#include <string>

using namespace minka;
using namespace minka::documents;

TEST_SUITE_BEGIN("documents: YAML");

namespace {

Problem refused(std::string_view text, const YamlLimits& limits = {}) {
    const auto node = parse_yaml(text, "programme.yaml", limits);
    REQUIRE_FALSE(node.has_value());
    return node.error();
}

}  // namespace

TEST_CASE("a document keeps order, places and the text as it is written") {
    const auto root = parse_yaml("name: Ser más\ncode: 05001\nzones:\n  - rural\n  - \"no\"\n", "p.yaml");
    REQUIRE(root.has_value());
    CHECK(root->keys == std::vector<std::string>{"name", "code", "zones"});
    CHECK(root->key_lines == std::vector<int>{1, 2, 3});
    CHECK(root->find("code")->text == "05001");
    const auto* zones = root->find("zones");
    REQUIRE(zones->items.size() == 2);
    CHECK(zones->items[0].line == 4);
    CHECK(zones->items[0].column == 5);
    CHECK(zones->items[1].quoted);
    CHECK(root->find("absent") == nullptr);
}

TEST_CASE("text is composed to NFC, in keys too") {
    const auto root = parse_yaml("re\u0301gion: Caqueta\u0301", "p.yaml");
    REQUIRE(root.has_value());
    CHECK(root->find("r\u00e9gion")->text == "Caquet\u00e1");
}

TEST_CASE("a second key of one name is refused with both lines") {
    const auto error = refused("name: a\nzone: b\nname: c\n");
    CHECK(error.code == ProblemCode::malformed_file);
    CHECK(error.field == "programme.yaml:3");
    CHECK(error.message == "The key \"name\" stands already on line 1; keep one of them.");
}

TEST_CASE("what is no plain YAML is refused with its line") {
    struct Case {
        std::string text;
        std::string field;
    };
    const std::vector<Case> cases{
        {"a: 1\nb: [1, 2\n", "programme.yaml:3"},  // the end of the file, where the bracket is missed
        {"a: 1\n b: 2\n", "programme.yaml:2"},     // badly indented
        {"a: 1\nb: !secret x\n", "programme.yaml:2"}, {"a: 1\n[x, y]: 2\n", "programme.yaml:2"},
        {"a: 1\n~: 2\n", "programme.yaml:2"},         {"a: \xE1\n", "programme.yaml:1"},
        {"a: 1\nb: *nowhere\n", "programme.yaml:2"},  {"a: &x [1, *x]\n", "programme.yaml:1"},
        {"a: 1\n---\nb: 2\n", "programme.yaml:3"},    {std::string("a: 1\nb: x\0y\n", 12), "programme.yaml:2"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.text);
        const auto error = refused(c.text);
        CHECK(error.code == ProblemCode::malformed_file);
        CHECK(error.field == c.field);
    }
}

TEST_CASE("an empty document is null, not a problem") {
    for (const std::string text : {"", "\n\n", "# only a note\n", "~"}) {
        CAPTURE(text);
        const auto root = parse_yaml(text, "p.yaml");
        REQUIRE(root.has_value());
        CHECK(root->kind == YamlNode::Kind::null);
    }
}

TEST_CASE("aliases are followed") {
    const auto root = parse_yaml("a: &x {n: 1}\nb: *x\n", "p.yaml");
    REQUIRE(root.has_value());
    CHECK(root->find("b")->find("n")->text == "1");
    CHECK(root->find("b")->line == 2);
}

TEST_CASE("a bomb of aliases ends at the limit of values") {
    // Nine lists, each of nine aliases to the one before: 9^9 values when followed.
    std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 9; ++i) {
        const auto before = "*a" + std::to_string(i - 1);
        text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
        for (int j = 0; j < 9; ++j) {
            text += (j > 0 ? ", " : "") + before;
        }
        text += "]\n";
    }
    CHECK(refused(text).code == ProblemCode::too_large);
}

TEST_CASE("an alias to a long text cannot multiply it without end") {
    std::string text = "a: &a " + std::string(1000, 'x') + "\nb:\n";
    for (int i = 0; i < 200; ++i) {
        text += "- *a\n";
    }
    // The file has about 2,200 bytes, and 201,000 when followed; four times its own limit are let through.
    CHECK(refused(text, {.bytes = 10'000}).code == ProblemCode::too_large);
}

TEST_CASE("depth, size and number of values have limits, on both sides of them") {
    CHECK(parse_yaml("[[[x]]]", "p", {.depth = 3}).has_value());
    CHECK(refused("[[[[x]]]]", {.depth = 3}).code == ProblemCode::too_large);
    CHECK(parse_yaml("a: b", "p", {.bytes = 4}).has_value());
    CHECK(refused("a: bc", {.bytes = 4}).code == ProblemCode::too_large);
    CHECK(parse_yaml("[1, 2]", "p", {.nodes = 3}).has_value());
    CHECK(refused("[1, 2, 3]", {.nodes = 3}).code == ProblemCode::too_large);
    CHECK(refused(std::string(5000, '[')).code != ProblemCode{});
}

TEST_CASE("a file that is not there is a problem with its path") {
    const auto root = read_yaml("/nowhere/programme.yaml");
    REQUIRE_FALSE(root.has_value());
    CHECK(root.error().code == ProblemCode::io_failed);
    CHECK(root.error().field == "/nowhere/programme.yaml");
}

TEST_SUITE_END();
