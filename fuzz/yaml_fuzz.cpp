// Any text as YAML: it is read or refused, with a line either way, and reading keys from it never fails.
#include "base/bytes.h"
#include "base/check.h"
#include "base/text.h"
#include "documents/yaml.h"

#include <cstddef>
#include <cstdint>

namespace {

void check(const minka::documents::YamlNode& node) {
    using namespace minka::documents;
    MINKA_CHECK(node.line > 0);
    MINKA_CHECK(minka::is_utf8(node.text));
    if (node.kind == YamlNode::Kind::map) {
        MINKA_CHECK(node.keys.size() == node.items.size() && node.keys.size() == node.key_lines.size());
        YamlProblems problems("fuzz.yaml");
        YamlReader reader(node, problems);
        for (const auto& key : node.keys) {
            reader.optional_text(key);
            reader.optional_integer(key);
            reader.optional_number(key, -1, 1);
            reader.optional_boolean(key);
            reader.optional_date(key);
            reader.optional_text_list(key);
        }
        reader.text("name");
        reader.finish();
        MINKA_CHECK(!problems.list().empty() || node.find("name") != nullptr);
    }
    for (const auto& item : node.items) {
        check(item);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace minka::documents;
    YamlLimits limits;
    limits.bytes = 64U << 10U;
    limits.nodes = 5'000;
    const auto root = parse_yaml(minka::as_text({data, size}), "fuzz.yaml", limits);
    if (root) {
        check(*root);
    } else {
        MINKA_CHECK(root.error().field.starts_with("fuzz.yaml"));
    }
    return 0;
}
