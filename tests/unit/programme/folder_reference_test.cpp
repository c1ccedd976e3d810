#include "documents/yaml.h"
#include "example_folder.h"

#include <fstream>
#include <iterator>
#include <set>
#include <string>

using namespace minka;
using namespace minka::programme;

namespace {

void collect_keys(const documents::YamlNode& node, std::set<std::string>& keys) {
    keys.insert(node.keys.begin(), node.keys.end());
    for (const auto& item : node.items) {
        collect_keys(item, keys);
    }
}

}  // namespace

TEST_CASE("the reference page mentions every key of the examples and every phrase group") {
    std::ifstream file(source_folder() / "docs/reference/programme-folder.md");
    REQUIRE(file.is_open());
    const std::string page{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    std::set<std::string> keys;
    for (const std::string programme : {"ser-mas-maestro", "apostemos"}) {
        for (const auto& [name, text] : example_files(programme)) {
            if (!name.starts_with("texts/")) {
                const auto root = documents::parse_yaml(text, name);
                REQUIRE(root.has_value());
                collect_keys(*root, keys);
            }
        }
    }
    // Keys that no example happens to use.
    for (const std::string key : {"since", "by", "changes", "what", "quality_checked", "scale"}) {
        keys.insert(key);
    }
    for (const auto& phrase : known_phrases()) {
        keys.insert(std::string(phrase.key.substr(0, phrase.key.find('.'))));
    }
    for (const auto& key : keys) {
        CAPTURE(key);
        CHECK(page.find("`" + key + "`") != std::string::npos);
    }
}
