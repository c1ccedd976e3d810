#pragma once

#include "forms/form_names.h"
#include "forms/form_sheets.h"

namespace minka::forms {

/// Every reference of every cell leads to a question; triggers are questions that people answer; repeats that supply
/// choices are there. Problems: `invalid_input` with the cell.
Result<> check_form_references(const FormSheets& sheets, const FormNames& names, const FormModel& model);

/// Remarks on languages: columns that one language has and another lacks, and languages without the code by which
/// phones choose one ("Español (es)").
void check_form_languages(const FormSheets& sheets, FormModel& model);

/// A form that its settings call anonymous declares no person, device, place, audit, recording in the background or
/// time finer than a date. Problems: `invalid_input` with the row.
Result<> check_anonymity(const FormModel& model, const FormSheets& sheets);

}  // namespace minka::forms
