#include "forms/instance.h"

#include "base/text.h"

namespace minka::forms {

namespace {

using documents::XmlTree;

constexpr XmlTree::Limits instance_limits{4U << 20U, 100'000};
constexpr std::size_t longest_name = 200;

std::string short_text(std::string_view text) { return std::string(trim(text).substr(0, longest_name)); }

void gather(const XmlTree& tree, XmlTree::Node parent, std::string_view path, std::vector<XmlTree::Node>& found) {
    const auto slash = path.find('/');
    const auto name = path.substr(0, slash);
    for (auto node = tree.first_child(parent); node != XmlTree::none; node = tree.next_sibling(node)) {
        if (tree.name(node) != name) {
            continue;
        }
        if (slash == std::string_view::npos) {
            found.push_back(node);
        } else {
            gather(tree, node, path.substr(slash + 1), found);
        }
    }
}

}  // namespace

Result<Instance> Instance::read(std::string_view xml) {
    Instance instance;
    MINKA_TRY_ASSIGN(instance.tree_, XmlTree::read(xml, instance_limits, "submission"));
    const auto& tree = instance.tree_;
    instance.form_id_ = short_text(tree.attribute(0, "id").value_or(""));
    instance.form_version_ = short_text(tree.attribute(0, "version").value_or(""));
    if (const auto meta = tree.child(0, "meta"); meta != XmlTree::none) {
        instance.instance_id_ = short_text(instance.value(tree.child(meta, "instanceID")));
        instance.deprecated_id_ = short_text(instance.value(tree.child(meta, "deprecatedID")));
    }
    if (instance.instance_id_.empty()) {
        instance.instance_id_ = short_text(tree.attribute(0, "instanceID").value_or(""));
    }
    if (instance.form_id_.empty()) {
        return invalid("The submission does not say which form it fills.", "submission");
    }
    return instance;
}

std::vector<XmlTree::Node> Instance::nodes_at(std::string_view path) const {
    std::vector<XmlTree::Node> found;
    if (path.starts_with('/')) {
        path.remove_prefix(1);
    }
    const auto slash = path.find('/');
    if (slash == std::string_view::npos) {
        return {tree_.root()};
    }
    gather(tree_, tree_.root(), path.substr(slash + 1), found);
    return found;
}

XmlTree::Node Instance::below(XmlTree::Node node, std::string_view path) const {
    while (node != XmlTree::none && !path.empty()) {
        const auto slash = path.find('/');
        node = tree_.child(node, path.substr(0, slash));
        path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    }
    return node;
}

std::string Instance::value(XmlTree::Node node) const {
    return node == XmlTree::none ? std::string() : std::string(trim(tree_.text(node)));
}

}  // namespace minka::forms
