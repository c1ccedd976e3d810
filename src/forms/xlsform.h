#pragma once

#include "base/result.h"
#include "forms/form_table.h"
#include "forms/form_workbook.h"

#include <optional>
#include <string>
#include <vector>

namespace minka::forms {

/// What a form is called where its settings do not say.
struct ConvertOptions {
    std::string root = "data";  ///< The root of the record: the setting `name`.
    std::string id = "data";    ///< The form's identifier: the setting `form_id`. For a file, its name without ending.
};

/// An XLSForm as ODK XForms 1.0, ready for JavaRosa-based clients.
struct ConvertedForm {
    std::string xform;
    std::string id;
    std::string title;
    std::string version;
    std::string root;
    bool is_anonymous = false;
    /// Files that the form names as instances and that must be attached to it: "escuelas.csv". Pictures and sounds of
    /// labels are not among them.
    std::vector<std::string> files;
    /// The external_choices sheet as the file itemsets.csv, when a question takes its choices from there.
    std::optional<std::string> itemsets;
    std::vector<FormNote> notes;
};

/// Converts an XLSForm (xlsform.org) to an ODK XForm (getodk.github.io/xforms-spec, entities 2024.1.0; 2025.1.0 when an
/// entity is declared in a group or repeat). docs/reference/xlsform.md says what is supported.
///
/// Problems: `invalid_input` with the sheet, row and column in its field, for the first thing that is wrong.
Result<ConvertedForm> convert_xlsform(const FormWorkbook& book, const ConvertOptions& options = {});

/// The same form to be filled with a pen; see print_form. Problems: those of convert_xlsform and print_form.
Result<std::string> print_xlsform(const FormWorkbook& book, const ConvertOptions& options = {});

}  // namespace minka::forms
