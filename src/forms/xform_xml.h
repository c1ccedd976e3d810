#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace minka::forms {

/// A node of the XForm that is written: an element, or text where `name` is empty.
struct XmlNode {
    std::string name;
    std::vector<std::pair<std::string, std::string>> attributes;
    std::vector<XmlNode> children;
    std::string text;

    static XmlNode element(std::string_view name) { return {std::string(name), {}, {}, {}}; }
    static XmlNode words(std::string_view text) { return {{}, {}, {}, std::string(text)}; }

    XmlNode& with(std::string_view attribute, std::string_view value) & {
        set(attribute, value);
        return *this;
    }
    XmlNode with(std::string_view attribute, std::string_view value) && {
        set(attribute, value);
        return std::move(*this);
    }
    /// An attribute of the same name is replaced.
    void set(std::string_view attribute, std::string_view value);
    XmlNode& add(XmlNode child) {
        children.push_back(std::move(child));
        return children.back();
    }
    void add_all(std::vector<XmlNode> nodes) {
        for (auto& node : nodes) {
            children.push_back(std::move(node));
        }
    }
};

/// The document with its declaration, two spaces a level; elements that hold text are written in one line.
std::string write_xml(const XmlNode& root);

}  // namespace minka::forms
