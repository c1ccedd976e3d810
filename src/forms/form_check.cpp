#include "forms/form_check.h"

#include "forms/expression_scan.h"

#include <algorithm>

namespace minka::forms {

namespace {

Result<> check_cells(const FormTable& table, const FormNames& names, bool of_labels_alone) {
    for (const auto& row : table.rows()) {
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            const auto& column = table.columns()[i];
            const auto& first = column.path.empty() ? column.title : column.path.front();
            if (column.path.empty() || (of_labels_alone && first != "label" && first != "media")) {
                continue;
            }
            if (const auto checked = names.check(row.cells[i]); !checked) {
                return refuse(checked.error().message, table.sheet(), row.number, column.title);
            }
        }
    }
    return {};
}

Result<> check_triggers(const FormElement& element, const FormNames& names, const FormTable& survey) {
    for (const auto& trigger : element.triggers) {
        MINKA_TRY_ASSIGN(const auto* target, names.find(trigger));
        const bool is_seen = !target->label.empty() || !target->hint.empty() || !target->media.empty();
        if (target->is_section() || target->question.control == FormControl::none || !is_seen) {
            return refuse("Nobody answers '" + trigger + "', so it cannot trigger anything.", survey.sheet(),
                          element.row, survey.title("trigger"));
        }
    }
    return {};
}

bool is_instance(const FormModel& model, const std::string& name) {
    bool found = model.list(name) != nullptr ||
                 std::ranges::find(model.entities, name, &EntityDeclaration::list) != model.entities.end();
    for_each_element(*model.survey, [&](const FormElement& element) {
        found = found || (element.kind == FormElement::Kind::external && element.name == name) ||
                (element.items.kind == ItemSource::Kind::file && element.items.name == name);
    });
    return found;
}

Result<> check_items(const FormElement& element, const FormNames& names, const FormModel& model,
                     const FormTable& survey) {
    const auto& items = element.items;
    if (items.kind == ItemSource::Kind::repeat) {
        const auto column = items.for_geometry ? "parameters" : "type";
        const auto target = names.find(items.name);
        if (!target) {
            return refuse(target.error().message, survey.sheet(), element.row, survey.title(column));
        }
        const bool is_repeat = (*target)->kind == FormElement::Kind::repeat;
        if (items.for_geometry ? !is_repeat : (is_repeat || enclosing_repeat(**target) == nullptr)) {
            return refuse(items.for_geometry
                              ? "reference-geometry refers to a repeat, and '" + items.name + "' is none."
                              : "The choices are answers of a repeat, and '" + items.name + "' is no question in one.",
                          survey.sheet(), element.row, survey.title(column));
        }
    }
    if (items.for_geometry && items.kind == ItemSource::Kind::list && !is_instance(model, items.name)) {
        return refuse(
            "reference-geometry is a list of choices, a file without its ending, an entity list or ${a repeat}; "
            "'" +
                items.name + "' is none of them.",
            survey.sheet(), element.row, survey.title("parameters"));
    }
    return {};
}

}  // namespace

Result<> check_form_references(const FormSheets& sheets, const FormNames& names, const FormModel& model) {
    MINKA_TRY(check_cells(sheets.survey, names, false));
    if (sheets.has_choices) {
        MINKA_TRY(check_cells(sheets.choices, names, true));
    }
    MINKA_TRY(check_cells(sheets.settings, names, false));
    Result<> result;
    for_each_element(*model.survey, [&](const FormElement& element) {
        if (result) {
            result = check_triggers(element, names, sheets.survey);
        }
        if (result) {
            result = check_items(element, names, model, sheets.survey);
        }
    });
    return result;
}

}  // namespace minka::forms
