#pragma once

#include "forms/form_model.h"

#include <string>
#include <string_view>
#include <vector>

namespace minka::forms {

/// What the caller knows of a form before it is read.
struct FormDefaults {
    std::string root = "data";  ///< The name of the primary instance's root where the settings give none.
    std::string id = "data";    ///< The form's identifier where the settings give none.
};

/// The sheets of a form, found by their names in any case.
class FormSheets {
public:
    /// Problems: `invalid_input` when there is no survey sheet, and those of FormTable::read.
    static Result<FormSheets> find(const FormWorkbook& book);

    FormTable survey, choices, settings, entities, external_choices, osm;
    bool has_choices = false;
    bool has_settings = false;
    bool has_entities = false;
    bool has_external_choices = false;

    /// ", though there is a sheet 'chooses'": for a problem about a sheet that is missing; empty when none is near.
    std::string near_sheet(std::string_view wanted) const;

    /// The names of sheets as they were written.
    std::vector<std::string> names;
};

/// Problems: `invalid_input` with its place.
Result<FormSettings> read_form_settings(const FormSheets& sheets, const FormDefaults& defaults);

/// The lists of the choices sheet (or of a sheet built alike), in the order of their first rows; duplicate names in a
/// list are refused unless the settings allow them. Remarks go to `notes`. Problems: `invalid_input` with its place.
Result<std::vector<ChoiceList>> read_choice_lists(const FormTable& table, const FormSettings& settings,
                                                  std::vector<FormNote>& notes);

}  // namespace minka::forms
