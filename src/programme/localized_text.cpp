#include "programme/localized_text.h"

#include "base/check.h"

#include <fmt/format.h>

#include <algorithm>

namespace minka::programme {

using documents::YamlNode;
using documents::YamlReader;

namespace {

bool is_code_letter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9');
}

LocalizedText read_languages(const YamlNode& node, const FileReading& reading) {
    LocalizedText result;
    YamlReader reader(node, reading.problems);
    for (const auto& language : reading.languages) {
        result.by_language[language] = reader.text(language);
    }
    reader.finish();
    return result;
}

}  // namespace

const std::string& LocalizedText::in(std::string_view language) const {
    const auto found = by_language.find(language);
    MINKA_CHECK(found != by_language.end());
    return found->second;
}

bool is_code(std::string_view text) {
    constexpr std::size_t longest = 64;
    return !text.empty() && text.size() <= longest && is_code_letter(text.front()) &&
           std::all_of(text.begin(), text.end(),
                       [](char letter) { return is_code_letter(letter) || letter == '_' || letter == '-'; });
}

std::string read_code(YamlReader& reader, std::string_view key) {
    auto code = reader.text(key);
    if (!code.empty() && !is_code(code)) {
        reader.problem(key, fmt::format("\"{}\" must be letters a-z, digits, \"_\" or \"-\" (at most 64), and is "
                                        "\"{}\".",
                                        key, code));
        return {};
    }
    return code;
}

LocalizedText read_localized(YamlReader& reader, std::string_view key, const FileReading& reading) {
    const auto* node = reader.map(key);
    if (node == nullptr) {
        return {};
    }
    return read_languages(*node, reading);
}

std::optional<LocalizedText> read_optional_localized(YamlReader& reader, std::string_view key,
                                                     const FileReading& reading) {
    const auto* node = reader.optional_map(key);
    if (node == nullptr) {
        return std::nullopt;
    }
    return read_languages(*node, reading);
}

NamedEntry read_named(YamlReader& reader, const YamlNode& node, const FileReading& reading) {
    NamedEntry entry;
    entry.code = read_code(reader, "code");
    entry.name = read_localized(reader, "name", reading);
    entry.line = node.line;
    return entry;
}

std::vector<NamedEntry> read_named_list(YamlReader& reader, std::string_view key, const FileReading& reading) {
    std::vector<NamedEntry> entries;
    const auto nodes = reader.sequence(key);
    for (const auto& node : nodes) {
        YamlReader entry(node, reading.problems);
        entries.push_back(read_named(entry, node, reading));
        entry.finish();
    }
    const auto* node = reader.any(key);
    if (node != nullptr && node->kind == YamlNode::Kind::sequence && nodes.empty()) {
        reader.problem(key, fmt::format("\"{}\" needs at least one entry.", key));
    }
    report_repeated_codes(entries, key, reading.problems);
    return entries;
}

}  // namespace minka::programme
