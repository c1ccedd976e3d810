#pragma once

#include "forms/xlsform.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace minka::forms::test {

/// A form written as markdown tables, converted.
inline Result<ConvertedForm> convert_written(std::string_view markdown) {
    return convert_xlsform(parse_markdown_form(markdown, "form.md"));
}

/// The XForm of a form that must convert; empty, and a failed check, when it does not.
inline std::string xform_of(std::string_view markdown) {
    const auto form = convert_written(markdown);
    if (!form) {
        FAIL_CHECK(to_sentence(form.error()));
        return {};
    }
    return form->xform;
}

/// "survey:3:name" of a form that must be refused; the sentence is checked to say something.
inline std::string refused_at(std::string_view markdown) {
    const auto form = convert_written(markdown);
    if (form) {
        return "not refused";
    }
    CHECK(form.error().code == ProblemCode::invalid_input);
    CHECK(form.error().message.size() > 10);
    return form.error().field;
}

inline bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace minka::forms::test
