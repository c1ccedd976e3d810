#include "forms/form_names.h"

#include "base/text.h"
#include "documents/yaml.h"

#include <algorithm>
#include <vector>

namespace minka::forms {

namespace {

std::vector<const FormElement*> ancestors_from_root(const FormElement& element) {
    std::vector<const FormElement*> chain;
    for (const auto* up = element.parent; up != nullptr; up = up->parent) {
        chain.insert(chain.begin(), up);
    }
    return chain;
}

// The path down from `ancestor` to `element`: "/group/question".
std::string path_below(const FormElement& ancestor, const FormElement& element) {
    std::string path;
    for (const auto* at = &element; at != nullptr && at != &ancestor; at = at->parent) {
        path = "/" + at->name + path;
    }
    return path;
}

// The path from one element to another that lies in a repeat with it; empty when no repeat holds both.
std::string relative_path(const ExpressionPlace& place, const FormElement& target) {
    auto from = ancestors_from_root(*place.element);
    if (place.below > 0) {
        from.push_back(place.element);
    }
    const auto to = ancestors_from_root(target);
    std::size_t shared = 0;
    bool is_in_repeat = false;
    while (shared < from.size() && shared < to.size() && from[shared] == to[shared]) {
        is_in_repeat = is_in_repeat || from[shared]->kind == FormElement::Kind::repeat;
        ++shared;
    }
    if (!is_in_repeat) {
        return {};
    }
    const auto steps = from.size() - shared + (place.below > 0 ? place.below : 1);
    std::string path = "..";
    for (std::size_t i = 1; i < steps; ++i) {
        path += "/..";
    }
    return path + path_below(*from[shared - 1], target);
}

// From a node whose children are choices to another node of the same repeat: "./edad", "../grupo/edad".
std::string path_from_item(const FormElement& section, const FormElement& target) {
    std::string up = ".";
    const auto chain = ancestors_from_root(target);
    for (const auto* at = &section; at != nullptr; at = at->parent) {
        if (std::ranges::find(chain, at) != chain.end()) {
            return up + path_below(*at, target);
        }
        up = up == "." ? ".." : up + "/..";
    }
    return absolute_path(target);
}

}  // namespace

FormNames::FormNames(const FormModel& model) {
    meta_.kind = FormElement::Kind::group;
    meta_.name = "meta";
    meta_.parent = model.survey.get();
    if (!model.settings.omits_instance_id) {
        auto instance_id = std::make_unique<FormElement>();
        instance_id->name = "instanceID";
        instance_id->parent = &meta_;
        elements_.emplace(instance_id->name, instance_id.get());
        meta_.children.push_back(std::move(instance_id));
    }
    for_each_element(static_cast<const FormElement&>(*model.survey), [&](const FormElement& element) {
        if (element.kind != FormElement::Kind::external) {
            elements_.emplace(element.name, &element);
        }
    });
}

Result<const FormElement*> FormNames::find(std::string_view name) const {
    const auto [first, last] = elements_.equal_range(name);
    if (first == last) {
        std::vector<std::string> known;
        for (const auto& [word, element] : elements_) {
            known.push_back(word);
        }
        const auto near = documents::nearest_word(name, known);
        return invalid("There is no question named '" + std::string(name) + "' on the survey sheet" +
                       (near ? "; is it '" + std::string(*near) + "'?" : "."));
    }
    if (std::next(first) != last) {
        return invalid("Several questions are named '" + std::string(name) +
                       "'; a reference needs a name that occurs once.");
    }
    return first->second;
}

Result<> FormNames::check(std::string_view text) const {
    if (text.find("${") == std::string_view::npos) {
        return {};
    }
    MINKA_TRY_ASSIGN(const auto references, find_references(text));
    for (const auto& reference : references) {
        MINKA_TRY(find(reference.name));
    }
    return {};
}

std::string FormNames::path(std::string_view text, const FormReference& reference, const ExpressionPlace& place) const {
    const auto target = find(reference.name);
    if (!target) {
        return std::string(text.substr(reference.start, reference.end - reference.start));
    }
    const auto absolute = absolute_path(**target);
    if (reference.is_last_saved) {
        return "instance('__last-saved')" + absolute;
    }
    if (place.element == nullptr) {
        return absolute;
    }
    if (place.items != nullptr && enclosing_repeat(**target) != nullptr &&
        enclosing_repeat(**target) == enclosing_repeat(*place.items)) {
        return path_from_item(*place.items->parent, **target);
    }
    const auto argument = argument_at(text, reference.start, "indexed-repeat");
    if (argument == 0 || argument == 1 || argument == 3 || argument == 5) {
        return absolute;
    }
    auto relative = relative_path(place, **target);
    if (relative.empty()) {
        return absolute;
    }
    const bool needs_current = place.is_choice_filter || is_in_instance_predicate(text, reference.start);
    return needs_current ? "current()/" + relative : relative;
}

std::string FormNames::expression(std::string_view text, const ExpressionPlace& place) const {
    const auto references = find_references(text);
    if (!references || references->empty()) {
        return std::string(text);
    }
    std::string out;
    std::size_t done = 0;
    for (const auto& reference : *references) {
        out += text.substr(done, reference.start - done);
        out += " " + path(text, reference, place) + " ";
        done = reference.end;
    }
    return out + std::string(text.substr(done));
}

std::string FormNames::items_path(const FormElement& target, const FormElement& element) const {
    const auto& section = *target.parent;
    const auto* repeat = enclosing_repeat(target);
    if (repeat == nullptr) {
        return absolute_path(section);
    }
    const auto from = ancestors_from_root(element);
    const auto to = ancestors_from_root(*repeat);
    const auto shared = static_cast<std::size_t>(std::ranges::mismatch(from, to).in1 - from.begin());
    const bool is_near = std::ranges::find(from, repeat) != from.end() ||
                         std::any_of(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(shared),
                                     [](const auto* up) { return up->kind == FormElement::Kind::repeat; });
    if (!is_near) {
        return absolute_path(section);
    }
    std::string path = "..";
    for (std::size_t i = shared; i < from.size(); ++i) {
        path += "/..";
    }
    return path + path_below(*from[shared - 1], section);
}

}  // namespace minka::forms
