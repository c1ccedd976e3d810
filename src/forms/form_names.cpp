#include "forms/form_names.h"

#include "base/text.h"
#include "documents/yaml.h"

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

// The path from one element to another that lies in a repeat with it; empty when no repeat holds both. `outermost` is
// how many of the target's ancestors may be shared at most.
std::string relative_path(const ExpressionPlace& place, const FormElement& target, std::size_t most_shared) {
    auto from = ancestors_from_root(*place.element);
    if (place.below > 0) {
        from.push_back(place.element);
    }
    const auto to = ancestors_from_root(target);
    std::size_t shared = 0;
    bool is_in_repeat = false;
    while (shared < from.size() && shared < to.size() && shared < most_shared && from[shared] == to[shared]) {
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

}  // namespace

FormNames::FormNames(const FormElement& survey) : survey_(survey) {
    for_each_element(survey, [&](const FormElement& element) {
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
    if (place.item_repeat != nullptr && enclosing_repeat(**target) == place.item_repeat) {
        return "." + path_below(*place.item_repeat, **target);
    }
    const auto argument = argument_at(text, reference.start, "indexed-repeat");
    if (argument == 0 || argument == 1 || argument == 3 || argument == 5) {
        return absolute;
    }
    auto relative = relative_path(place, **target, SIZE_MAX);
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

std::string FormNames::repeat_path(const FormElement& target, const FormElement& element) const {
    const auto* repeat = enclosing_repeat(target);
    if (repeat == nullptr) {
        return absolute_path(target.parent == nullptr ? survey_ : *target.parent);
    }
    const auto relative = relative_path({.element = &element}, *repeat, SIZE_MAX);
    return relative.empty() ? absolute_path(*repeat) : relative;
}

}  // namespace minka::forms
