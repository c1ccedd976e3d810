#pragma once

#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace minka::documents {

/// A small XML document in memory: elements without their prefixes, their attributes, and their text (the text around
/// child elements is joined). Comments and processing instructions are left out. One allocation holds all texts.
///
/// Elements are numbered in the order in which they begin; 0 is the root.
class XmlTree {
public:
    using Node = std::uint32_t;
    static constexpr Node none = UINT32_MAX;

    struct Limits {
        std::size_t bytes = 4U << 20U;
        std::size_t elements = 200'000;
    };

    /// Problems: `malformed_file` with line and column, and for a document type; `too_large`.
    static Result<XmlTree> read(std::string_view text, const Limits& limits, const std::string& place);

    Node root() const { return 0; }
    std::size_t size() const { return elements_.size(); }

    std::string_view name(Node node) const { return view(elements_[node].name); }
    /// As it stands, with its white space.
    std::string_view text(Node node) const { return view(elements_[node].text); }
    std::optional<std::string_view> attribute(Node node, std::string_view name) const;

    Node parent(Node node) const { return elements_[node].parent; }
    Node first_child(Node node) const { return elements_[node].first_child; }
    Node next_sibling(Node node) const { return elements_[node].next_sibling; }
    /// The first child of that name; `none` when there is none.
    Node child(Node node, std::string_view name) const;

private:
    class Builder;
    struct Part {
        std::uint32_t begin = 0;
        std::uint32_t size = 0;
    };
    struct Attribute {
        Part name;
        Part value;
    };
    struct Element {
        Part name;
        Part text;
        Node parent = none;
        Node first_child = none;
        Node next_sibling = none;
        std::uint32_t first_attribute = 0;
        std::uint32_t attribute_count = 0;
    };

    std::string_view view(Part part) const { return std::string_view(pool_).substr(part.begin, part.size); }

    std::string pool_;
    std::vector<Element> elements_;
    std::vector<Attribute> attributes_;
};

}  // namespace minka::documents
