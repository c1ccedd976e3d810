#pragma once

#include "forms/form_names.h"
#include "forms/form_sheets.h"

namespace minka::forms {

/// Reads the entities sheet, ties the properties that questions are saved to (`save_to`) to their entities, and finds
/// for each entity the group, repeat or form whose meta block declares it.
///
/// An entity lives in the repeat of the questions it takes its properties from, or in the form. It is declared as high
/// up there as it can be: in a group only where another entity needs what is above.
///
/// `element.save_to` keeps the name of the property alone. Problems: `invalid_input` with its place.
Result<> read_entities(const FormSheets& sheets, const FormNames& names, FormModel& model);

}  // namespace minka::forms
