#include "forms/survey_reader.h"

namespace minka::forms {

namespace {

// %(name)s and %(label)s stand for the choice of the loop.
std::string filled_in(std::string text, const FormChoice& choice, std::string_view language) {
    std::string_view label = choice.label.plain();
    for (const auto& [known, words] : choice.label.by_language) {
        if (known == language) {
            label = words;
        }
    }
    for (const auto& [mark, value] : {std::pair(std::string_view("%(name)s"), std::string_view(choice.name)),
                                      std::pair(std::string_view("%(label)s"), label)}) {
        for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size())) {
            text.replace(at, mark.size(), value);
        }
    }
    return text;
}

void fill_in(FormText& text, const FormChoice& choice) {
    for (auto& [language, words] : text.by_language) {
        words = filled_in(words, choice, language);
    }
}

std::unique_ptr<FormElement> copy_of(const FormElement& original, FormElement& parent) {
    auto copy = std::make_unique<FormElement>();
    copy->kind = original.kind;
    copy->question = original.question;
    copy->name = original.name;
    copy->row = original.row;
    copy->parent = &parent;
    copy->label = original.label;
    copy->hint = original.hint;
    copy->guidance = original.guidance;
    copy->media = original.media;
    copy->bind = original.bind;
    copy->control = original.control;
    copy->instance = original.instance;
    copy->default_value = original.default_value;
    copy->choice_filter = original.choice_filter;
    copy->triggers = original.triggers;
    copy->save_to = original.save_to;
    copy->items = original.items;
    copy->external_source = original.external_source;
    copy->range_instance = original.range_instance;
    copy->audio_quality = original.audio_quality;
    copy->is_generated = original.is_generated;
    copy->is_untranslated = original.is_untranslated;
    for (const auto& child : original.children) {
        copy->children.push_back(copy_of(*child, *copy));
    }
    return copy;
}

}  // namespace

// A loop is a group with one group for each choice, and in each a copy of what the loop holds.
Result<> SurveyReader::unroll_loop(FormElement& loop, const std::string& list, const FormRow& row) {
    const auto children = std::exchange(loop.children, {});
    names_.erase(&loop);
    const auto* choices = model_.list(list);
    constexpr std::size_t most_elements = 50'000;
    std::size_t elements = 0;
    bool holds_repeat = false;
    const auto look_at = [&](const FormElement& element) {
        ++elements;
        holds_repeat = holds_repeat || element.kind == FormElement::Kind::repeat;
    };
    for (const auto& child : children) {
        look_at(*child);
        for_each_element(static_cast<const FormElement&>(*child), look_at);
    }
    if (holds_repeat && choices->choices.size() > 1) {
        return refuse_cell(
            "A repeat in a loop would stand once for each choice, and each becomes a table with a name of "
            "its own; write them out, or take the repeat out of the loop.",
            row, "type");
    }
    if (elements * choices->choices.size() > most_elements) {
        return refuse_cell("This loop would make more than 50,000 questions; use a repeat.", row, "type");
    }
    for (const auto& choice : choices->choices) {
        auto group = std::make_unique<FormElement>();
        group->kind = FormElement::Kind::group;
        group->name = choice.name;
        group->row = loop.row;
        group->parent = &loop;
        group->label = choice.label;
        group->media = choice.media;
        MINKA_TRY(name_element(*group, row, loop));
        for (const auto& child : children) {
            auto copy = copy_of(*child, *group);
            if (!copy->is_section()) {
                fill_in(copy->label, choice);
                fill_in(copy->hint, choice);
                fill_in(copy->guidance, choice);
                for (auto* attributes : {&copy->bind, &copy->control}) {
                    for (auto& [name, text] : *attributes) {
                        fill_in(text, choice);
                    }
                }
            }
            group->children.push_back(std::move(copy));
        }
        loop.children.push_back(std::move(group));
    }
    return {};
}

}  // namespace minka::forms
