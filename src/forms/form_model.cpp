#include "forms/form_model.h"

#include <algorithm>

namespace minka::forms {

namespace {

std::string_view value_of(const std::vector<FormAttribute>& attributes, std::string_view name) {
    const auto found = std::ranges::find(attributes, name, &FormAttribute::first);
    return found == attributes.end() || found->second.empty()
               ? std::string_view()
               : std::string_view(found->second.by_language.front().second);
}

void set_value(std::vector<FormAttribute>& attributes, std::string_view name, std::string_view value) {
    FormText text{{{"", std::string(value)}}, {}};
    const auto found = std::ranges::find(attributes, name, &FormAttribute::first);
    if (found == attributes.end()) {
        attributes.emplace_back(std::string(name), std::move(text));
    } else {
        found->second = std::move(text);
    }
}

}  // namespace

std::string_view FormElement::bind_value(std::string_view attribute) const { return value_of(bind, attribute); }

std::string_view FormElement::control_value(std::string_view attribute) const { return value_of(control, attribute); }

void FormElement::set_bind(std::string_view attribute, std::string_view value) { set_value(bind, attribute, value); }

void FormElement::set_control(std::string_view attribute, std::string_view value) {
    set_value(control, attribute, value);
}

const ChoiceList* FormModel::list(std::string_view name) const {
    const auto found = std::ranges::find(lists, name, &ChoiceList::name);
    return found == lists.end() ? nullptr : &*found;
}

std::string absolute_path(const FormElement& element) {
    return (element.parent == nullptr ? std::string() : absolute_path(*element.parent)) + "/" + element.name;
}

const FormElement* enclosing_repeat(const FormElement& element) {
    for (const auto* up = element.parent; up != nullptr; up = up->parent) {
        if (up->kind == FormElement::Kind::repeat) {
            return up;
        }
    }
    return nullptr;
}

std::string lower_case(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 'a' - 'A') : c; });
    return out;
}

std::optional<bool> yes_or_no(std::string_view text) {
    const auto low = lower_case(text);
    if (low == "yes" || low == "true" || low == "true()") {
        return true;
    }
    if (low == "no" || low == "false" || low == "false()") {
        return false;
    }
    return std::nullopt;
}

}  // namespace minka::forms
