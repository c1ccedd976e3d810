#include "documents/xml_tree.h"

#include "base/text.h"
#include "documents/xml_stream.h"

#include <algorithm>
#include <array>

namespace minka::documents {

namespace {

constexpr std::size_t longest_plain = std::size_t{256} << 10U;
constexpr std::size_t deepest_plain = 60;

// The declarations that programs write; any other is the XML parser's to judge.
constexpr std::array declarations{
    std::string_view("<?xml version='1.0' ?>"),
    std::string_view("<?xml version='1.0'?>"),
    std::string_view("<?xml version=\"1.0\"?>"),
    std::string_view("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"),
    std::string_view("<?xml version=\"1.0\" encoding=\"utf-8\"?>"),
    std::string_view("<?xml version='1.0' encoding='UTF-8'?>"),
    std::string_view("<?xml version='1.0' encoding='UTF-8' ?>"),
};

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t'; }

bool begins_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':'; }

bool goes_on_name(char c) { return begins_name(c) || (c >= '0' && c <= '9') || c == '-' || c == '.'; }

std::string_view without_prefix(std::string_view name) {
    const auto colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// Whether every character means itself: UTF-8 without entities, carriage returns, control characters, the end of a
// CDATA section, or anything near U+FFFE.
bool is_plain_text(std::string_view text) {
    const auto is_odd = [](char c) {
        return c == '&' || c == '\r' || c == '\xEF' || (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t');
    };
    return std::ranges::none_of(text, is_odd) && !text.contains("]]>") && is_utf8(text);
}

}  // namespace

class XmlTree::Builder final : public XmlListener {
public:
    class PlainReader;

    Builder(XmlTree& tree, const Limits& limits) : tree_(tree), limits_(limits) {}

    void start_element(std::string_view name, const XmlAttributes& attributes) override {
        if (tree_.elements_.size() >= limits_.elements) {
            is_too_large_ = true;
            return;
        }
        const auto node = static_cast<Node>(tree_.elements_.size());
        Element element;
        element.name = keep(name);
        element.parent = open_.empty() ? none : open_.back().node;
        element.first_attribute = static_cast<std::uint32_t>(tree_.attributes_.size());
        attributes.each([&](std::string_view key, std::string_view value) {
            tree_.attributes_.push_back({keep(key), keep(value)});
        });
        element.attribute_count = static_cast<std::uint32_t>(tree_.attributes_.size()) - element.first_attribute;
        tree_.elements_.push_back(element);
        if (!open_.empty()) {
            auto& parent = open_.back();
            (parent.last_child == none ? tree_.elements_[parent.node].first_child
                                       : tree_.elements_[parent.last_child].next_sibling) = node;
            parent.last_child = node;
        }
        open_.push_back({node, none});
    }

    void end_element(std::string_view) override {
        if (!is_too_large_) {
            open_.pop_back();
        }
    }

    void text(std::string_view part) override {
        if (is_too_large_ || open_.empty()) {
            return;
        }
        auto& held = tree_.elements_[open_.back().node].text;
        const bool is_last = held.size > 0 && held.begin + held.size == tree_.pool_.size();
        if (!is_last) {
            const auto before = tree_.pool_.substr(held.begin, held.size);
            held.begin = static_cast<std::uint32_t>(tree_.pool_.size());
            tree_.pool_ += before;
        }
        tree_.pool_ += part;
        held.size += static_cast<std::uint32_t>(part.size());
        // Mixed content moves on at each child element: without a limit a text could grow with its square.
        is_too_large_ = tree_.pool_.size() > 4 * limits_.bytes + 4096;
    }

    bool is_too_large() const { return is_too_large_; }

private:
    struct Open {
        Node node;
        Node last_child;
    };

    Part keep(std::string_view text) {
        const Part part{static_cast<std::uint32_t>(tree_.pool_.size()), static_cast<std::uint32_t>(text.size())};
        tree_.pool_ += text;
        return part;
    }

    XmlTree& tree_;
    const Limits& limits_;
    std::vector<Open> open_;
    bool is_too_large_ = false;
};

// Reads what filled forms are made of, ten times as quick as the XML parser: elements, attributes and text in which
// every character means itself. Whatever else a document holds, and every document that is at fault, is left to the
// parser, which knows all of XML and says what is wrong where.
class XmlTree::Builder::PlainReader {
public:
    PlainReader(XmlTree& tree, const Limits& limits) : tree_(tree), limits_(limits) {}

    /// False, with the tree in any state, when the document is for the parser.
    bool read(std::string_view text) {
        if (text.size() > longest_plain || !is_plain_text(text)) {
            return false;
        }
        rest_ = text;
        for (const auto declaration : declarations) {
            if (rest_.starts_with(declaration)) {
                rest_.remove_prefix(declaration.size());
                skip_space();
                break;
            }
        }
        if (!start_tag()) {
            return false;
        }
        while (!open_.empty()) {
            const auto tag = rest_.find('<');
            if (tag == std::string_view::npos) {
                return false;
            }
            add_text(rest_.substr(0, tag));
            rest_.remove_prefix(tag);
            if (tree_.pool_.size() > 4 * limits_.bytes || !(rest_.starts_with("</") ? end_tag() : start_tag())) {
                return false;
            }
        }
        skip_space();
        return rest_.empty();
    }

private:
    struct Open {
        Node node;
        Node last_child;
        std::string_view name;
    };

    void skip_space() {
        while (!rest_.empty() && is_space(rest_.front())) {
            rest_.remove_prefix(1);
        }
    }

    // Empty for none.
    std::string_view take_name() {
        std::size_t size = 0;
        if (!rest_.empty() && begins_name(rest_.front())) {
            while (size < rest_.size() && goes_on_name(rest_[size])) {
                ++size;
            }
        }
        const auto name = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return name;
    }

    Part keep(std::string_view text) {
        const Part part{static_cast<std::uint32_t>(tree_.pool_.size()), static_cast<std::uint32_t>(text.size())};
        tree_.pool_ += text;
        return part;
    }

    bool start_tag() {
        if (!rest_.starts_with('<') || open_.size() >= deepest_plain || tree_.elements_.size() >= limits_.elements) {
            return false;
        }
        rest_.remove_prefix(1);
        const auto name = take_name();
        if (name.empty()) {
            return false;
        }
        const auto node = static_cast<Node>(tree_.elements_.size());
        Element element;
        element.name = keep(without_prefix(name));
        element.parent = open_.empty() ? none : open_.back().node;
        element.first_attribute = static_cast<std::uint32_t>(tree_.attributes_.size());
        if (!attributes()) {
            return false;
        }
        element.attribute_count = static_cast<std::uint32_t>(tree_.attributes_.size()) - element.first_attribute;
        tree_.elements_.push_back(element);
        if (!open_.empty()) {
            auto& parent = open_.back();
            (parent.last_child == none ? tree_.elements_[parent.node].first_child
                                       : tree_.elements_[parent.last_child].next_sibling) = node;
            parent.last_child = node;
        }
        const bool is_empty = rest_.starts_with("/>");
        if (!is_empty && !rest_.starts_with('>')) {
            return false;
        }
        rest_.remove_prefix(is_empty ? 2 : 1);
        if (!is_empty) {
            open_.push_back({node, none, name});
        } else if (open_.empty()) {
            return false;  // a root without content is rare enough
        }
        return true;
    }

    bool attributes() {
        names_.clear();
        while (!rest_.empty() && is_space(rest_.front())) {
            skip_space();
            const auto name = take_name();
            if (name.empty()) {
                break;
            }
            if (!rest_.starts_with("=\"") && !rest_.starts_with("='")) {
                return false;
            }
            const auto end = rest_.find(rest_[1], 2);
            const auto value = end == std::string_view::npos ? std::string_view() : rest_.substr(2, end - 2);
            if (end == std::string_view::npos || value.find_first_of("<\n\t") != std::string_view::npos ||
                std::ranges::find(names_, name) != names_.end()) {
                return false;
            }
            names_.push_back(name);
            rest_.remove_prefix(end + 1);
            if (name != "xmlns" && !name.starts_with("xmlns:")) {
                tree_.attributes_.push_back({keep(without_prefix(name)), keep(value)});
            }
        }
        return true;
    }

    bool end_tag() {
        const auto& name = open_.back().name;
        rest_.remove_prefix(2);
        if (!rest_.starts_with(name)) {
            return false;
        }
        rest_.remove_prefix(name.size());
        skip_space();
        if (!rest_.starts_with('>')) {
            return false;
        }
        rest_.remove_prefix(1);
        open_.pop_back();
        return true;
    }

    // Text on both sides of a child element is joined; that is rare but for white space.
    void add_text(std::string_view part) {
        if (part.empty()) {
            return;
        }
        auto& held = tree_.elements_[open_.back().node].text;
        if (held.size > 0) {
            const auto before = std::string(tree_.view(held));
            held = keep(before);
            held.size += keep(part).size;
        } else {
            held = keep(part);
        }
    }

    XmlTree& tree_;
    const Limits& limits_;
    std::string_view rest_;
    std::vector<Open> open_;
    std::vector<std::string_view> names_;
};

Result<XmlTree> XmlTree::read(std::string_view text, const Limits& limits, const std::string& place) {
    if (text.size() > limits.bytes) {
        return problem(ProblemCode::too_large, "The document is longer than is read here.", place);
    }
    XmlTree tree;
    tree.pool_.reserve(text.size() + 64);
    if (Builder::PlainReader(tree, limits).read(text)) {
        return tree;
    }
    tree = {};
    tree.pool_.reserve(text.size() + 64);
    Builder builder(tree, limits);
    MINKA_TRY(read_xml(text, builder, place));
    if (builder.is_too_large()) {
        return problem(ProblemCode::too_large, "The document has more elements than are read here.", place);
    }
    return tree;
}

std::optional<std::string_view> XmlTree::attribute(Node node, std::string_view name) const {
    const auto& element = elements_[node];
    for (std::uint32_t i = 0; i < element.attribute_count; ++i) {
        const auto& attribute = attributes_[element.first_attribute + i];
        if (view(attribute.name) == name) {
            return view(attribute.value);
        }
    }
    return std::nullopt;
}

XmlTree::Node XmlTree::child(Node node, std::string_view name) const {
    auto child = elements_[node].first_child;
    while (child != none && this->name(child) != name) {
        child = elements_[child].next_sibling;
    }
    return child;
}

}  // namespace minka::documents
