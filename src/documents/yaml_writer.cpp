#include "documents/yaml_writer.h"

#include <algorithm>

namespace minka::documents {

namespace {

// Words that no YAML reader takes for anything but a text.
bool is_plain_word(std::string_view text) {
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    const auto is_inner = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '/'; };
    constexpr std::string_view reserved[] = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"};
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
    return !text.empty() && is_letter(text.front()) && std::ranges::all_of(text, is_inner) &&
           std::ranges::find(reserved, lower) == std::end(reserved);
}

std::string scalar(const JsonValue& value) {
    const auto* text = value.if_text();
    if (text == nullptr) {
        return to_json(value);
    }
    return is_plain_word(*text) ? *text : json_text(*text);
}

bool is_block(const JsonValue& value) {
    const auto* array = value.if_array();
    const auto* object = value.if_object();
    return (array != nullptr && !array->empty()) || (object != nullptr && !object->empty());
}

void write(const JsonValue& value, std::size_t level, bool starts_in_line, std::string& out) {
    const std::string indent(level * 2, ' ');
    bool is_first = starts_in_line;
    if (const auto* array = value.if_array()) {
        for (const auto& item : *array) {
            out += (is_first ? "" : indent) + "-";
            is_first = false;
            out += is_block(item) ? " " : " " + scalar(item) + "\n";
            if (is_block(item)) {
                write(item, level + 1, true, out);
            }
        }
        return;
    }
    for (const auto& [key, member] : *value.if_object()) {
        out += (is_first ? "" : indent) + (is_plain_word(key) ? key : json_text(key)) + ":";
        is_first = false;
        if (is_block(member)) {
            out += "\n";
            write(member, level + 1, false, out);
        } else {
            out += " " + scalar(member) + "\n";
        }
    }
}

}  // namespace

std::string to_yaml(const JsonValue& value) {
    if (!is_block(value)) {
        return scalar(value) + "\n";
    }
    std::string out;
    write(value, 0, false, out);
    return out;
}

}  // namespace minka::documents
