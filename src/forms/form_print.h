#pragma once

#include "forms/form_model.h"

#include <string>

namespace minka::forms {

/// A form to be filled with a pen: a page of HTML in Spanish that needs nothing else, with room for each answer, the
/// choices to tick, when a part is skipped, and a QR code "minka-form:<id>:<version>" that says later which form it
/// was. A repeated part is printed three times. What a phone records by itself, calculates or photographs is left out
/// or said in words. Texts of a form in several languages are those of `es`, else of its default language.
///
/// Problems: those of documents::qr_svg.
Result<std::string> print_form(const FormModel& form);

}  // namespace minka::forms
