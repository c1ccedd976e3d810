#include "canonical_xml.h"

#include <pugixml.hpp>

#include <map>

namespace minka::forms::test {
namespace {

std::string tidy(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool is_space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!is_space) {
            out += c;
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    if (!out.empty() && out.back() == ' ') {
        out.pop_back();
    }
    return out;
}

void write(const pugi::xml_node& node, std::size_t depth, std::string& out) {
    out.append(depth, ' ');
    out += node.name();
    std::map<std::string, std::string> attributes;
    for (const auto& attribute : node.attributes()) {
        attributes[attribute.name()] = attribute.value();
    }
    for (const auto& [name, value] : attributes) {
        out += " " + name + "=[" + value + "]";
    }
    out += "\n";
    for (const auto& child : node.children()) {
        if (child.type() == pugi::node_element) {
            write(child, depth + 1, out);
        } else if (const auto text = tidy(child.value()); !text.empty()) {
            out.append(depth + 1, ' ');
            out += "\"" + text + "\"\n";
        }
    }
}

}  // namespace

std::string canonical_xml(std::string_view xml) {
    pugi::xml_document document;
    if (!document.load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_ws_pcdata)) {
        return {};
    }
    std::string out;
    write(document.document_element(), 0, out);
    return out;
}

}  // namespace minka::forms::test
