#include "forms/xform_xml.h"

#include "documents/markup.h"

#include <algorithm>

namespace minka::forms {

namespace {

// Apostrophes stay as they are, for expressions are full of them.
std::string escape_value(std::string_view value) {
    std::string out;
    for (const char c : documents::escape_markup(value)) {
        switch (c) {
            case '"': out += "&quot;"; break;
            case '\n': out += "&#10;"; break;
            case '\r': out += "&#13;"; break;
            case '\t': out += "&#9;"; break;
            default: out += c;
        }
    }
    return out;
}

void write_node(const XmlNode& node, std::size_t depth, bool is_inline, std::string& out) {
    if (node.name.empty()) {
        out += documents::escape_markup(node.text);
        return;
    }
    if (!is_inline) {
        out.append(2 * depth, ' ');
    }
    out += "<" + node.name;
    for (const auto& [name, value] : node.attributes) {
        out += " " + name + "=\"" + escape_value(value) + "\"";
    }
    const bool holds_text = std::ranges::any_of(node.children, [](const auto& child) { return child.name.empty(); });
    if (node.children.empty()) {
        out += "/>";
    } else {
        out += ">";
        if (!holds_text && !is_inline) {
            out += "\n";
        }
        for (const auto& child : node.children) {
            write_node(child, depth + 1, holds_text || is_inline, out);
        }
        if (!holds_text && !is_inline) {
            out.append(2 * depth, ' ');
        }
        out += "</" + node.name + ">";
    }
    if (!is_inline) {
        out += "\n";
    }
}

}  // namespace

void XmlNode::set(std::string_view attribute, std::string_view value) {
    const auto found = std::ranges::find(attributes, attribute, &std::pair<std::string, std::string>::first);
    if (found == attributes.end()) {
        attributes.emplace_back(attribute, value);
    } else {
        found->second = value;
    }
}

std::string write_xml(const XmlNode& root) {
    std::string out = "<?xml version=\"1.0\"?>\n";
    write_node(root, 0, false, out);
    return out;
}

}  // namespace minka::forms
