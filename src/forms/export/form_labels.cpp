#include "forms/export/form_labels.h"

#include "base/text.h"

#include <optional>

namespace minka::forms {

namespace {

using documents::XmlTree;

// What stands between the quotes of jr:itext('...'), or nothing.
std::optional<std::string_view> quoted_id(std::string_view expression) {
    const auto open = expression.find('(');
    if (!expression.starts_with("jr:itext") || open == std::string_view::npos) {
        return std::nullopt;
    }
    auto id = trim(expression.substr(open + 1));
    if (id.size() < 3 || (id.front() != '\'' && id.front() != '"')) {
        return std::nullopt;
    }
    const auto end = id.find(id.front(), 1);
    return end == std::string_view::npos ? std::nullopt : std::optional(id.substr(1, end - 1));
}

// "Español (es)" is meant by its whole name and by "es".
bool is_language(std::string_view name, std::string_view wanted) {
    return name == wanted || name.ends_with("(" + std::string(wanted) + ")");
}

}  // namespace

FormLabels::FormLabels(const XmlTree& tree, Node model, std::string_view language) : tree_(tree) {
    for (auto node = tree.first_child(model); node != XmlTree::none; node = tree.next_sibling(node)) {
        if (tree.name(node) == "itext") {
            read_translations(node, language);
        } else if (tree.name(node) == "instance" && tree.attribute(node, "id") && !tree.attribute(node, "src")) {
            instances_.emplace(*tree.attribute(node, "id"), node);
        }
    }
}

void FormLabels::read_translations(Node itext, std::string_view wanted) {
    auto chosen = XmlTree::none;
    bool is_wanted = false;
    for (auto node = tree_.first_child(itext); node != XmlTree::none; node = tree_.next_sibling(node)) {
        const auto name = tree_.attribute(node, "lang").value_or("");
        languages_.emplace_back(name);
        const bool is_this = !wanted.empty() && is_language(name, wanted);
        const bool is_default = tree_.attribute(node, "default").has_value();
        if (chosen == XmlTree::none || (is_this && !is_wanted) || (is_default && !is_wanted)) {
            chosen = node;
            language_ = name;
        }
        is_wanted = is_wanted || is_this;
    }
    if (chosen == XmlTree::none) {
        return;
    }
    for (auto text = tree_.first_child(chosen); text != XmlTree::none; text = tree_.next_sibling(text)) {
        for (auto value = tree_.first_child(text); value != XmlTree::none; value = tree_.next_sibling(value)) {
            if (!tree_.attribute(value, "form")) {  // others are pictures, sounds and short forms
                texts_.emplace(tree_.attribute(text, "id").value_or(""), tidy_text(tree_.text(value)));
            }
        }
    }
}

std::string FormLabels::translated(std::string_view id) const {
    const auto found = texts_.find(id);
    return found == texts_.end() ? std::string() : found->second;
}

std::string FormLabels::label_text(Node label) const {
    if (label == XmlTree::none) {
        return {};
    }
    if (const auto id = quoted_id(trim(tree_.attribute(label, "ref").value_or("")))) {
        return translated(*id);
    }
    return tidy_text(tree_.text(label));
}

std::string FormLabels::of(Node control) const { return label_text(tree_.child(control, "label")); }

std::vector<FieldChoice> FormLabels::choices_of_instance(Node itemset) const {
    std::vector<FieldChoice> choices;
    const auto nodeset = tree_.attribute(itemset, "nodeset").value_or("");
    const auto open = nodeset.find_first_of("'\"");
    const auto close = open == std::string_view::npos ? open : nodeset.find(nodeset[open], open + 1);
    if (close == std::string_view::npos) {
        return choices;
    }
    const auto instance = instances_.find(nodeset.substr(open + 1, close - open - 1));
    if (instance == instances_.end()) {
        return choices;
    }
    const auto value = tree_.child(itemset, "value");
    const auto label = tree_.child(itemset, "label");
    const auto value_name = value == XmlTree::none ? "name" : tree_.attribute(value, "ref").value_or("name");
    auto label_name = label == XmlTree::none ? "label" : trim(tree_.attribute(label, "ref").value_or("label"));
    const bool by_id = label_name.starts_with("jr:itext(");
    if (by_id) {
        label_name = trim(label_name.substr(9, label_name.size() - 10));
    }
    const auto root = tree_.first_child(instance->second);
    for (auto item = root == XmlTree::none ? root : tree_.first_child(root); item != XmlTree::none;
         item = tree_.next_sibling(item)) {
        const auto key = tree_.child(item, value_name);
        if (key == XmlTree::none) {
            continue;
        }
        FieldChoice choice{std::string(trim(tree_.text(key))), {}};
        if (const auto old = tree_.child(item, "stands_for"); old != XmlTree::none) {
            choice.stands_for = trim(tree_.text(old));
        }
        if (const auto text = tree_.child(item, label_name); text != XmlTree::none) {
            choice.label = by_id ? translated(trim(tree_.text(text))) : tidy_text(tree_.text(text));
        }
        choices.push_back(std::move(choice));
    }
    return choices;
}

std::vector<FieldChoice> FormLabels::choices_of(Node control) const {
    std::vector<FieldChoice> choices;
    for (auto node = tree_.first_child(control); node != XmlTree::none; node = tree_.next_sibling(node)) {
        if (tree_.name(node) == "itemset") {
            choices = choices_of_instance(node);
        } else if (tree_.name(node) == "item") {
            const auto value = tree_.child(node, "value");
            if (value != XmlTree::none) {
                choices.push_back({std::string(trim(tree_.text(value))), of(node)});
            }
        }
    }
    for (auto& choice : choices) {
        choice.label = choice.label.empty() ? choice.value : choice.label;
    }
    return choices;
}

}  // namespace minka::forms
