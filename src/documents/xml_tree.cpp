#include "documents/xml_tree.h"

#include "documents/xml_stream.h"

namespace minka::documents {

class XmlTree::Builder final : public XmlListener {
public:
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

Result<XmlTree> XmlTree::read(std::string_view text, const Limits& limits, const std::string& place) {
    if (text.size() > limits.bytes) {
        return problem(ProblemCode::too_large, "The document is longer than is read here.", place);
    }
    XmlTree tree;
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
