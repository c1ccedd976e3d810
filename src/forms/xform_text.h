#pragma once

#include "forms/form_names.h"
#include "forms/xform_xml.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace minka::forms {

/// Words with the answers they mention: ${name}, and what is looked up in an instance, become outputs.
std::vector<XmlNode> text_content(std::string_view text, const FormNames& names, const ExpressionPlace& place);

/// Whether the label of an element stands in the translations rather than in the body.
bool has_itext_label(const FormElement& element);
bool has_itext_hint(const FormElement& element);
/// The same for a message of a binding.
bool has_itext_message(std::string_view attribute, const FormText& text);

/// Whether a binding's attribute is words for people.
bool is_message(std::string_view attribute);

/// "hombres-0": where the label of a choice stands in the translations.
std::string choice_itext_id(const ChoiceList& list, std::size_t index);

/// The itext element with everything that is translated, has media or must be built from answers; without children
/// when there is nothing of the kind. A text that a language lacks is "-" there.
XmlNode write_itext(const FormModel& model, const FormNames& names);

}  // namespace minka::forms
