#include "forms/xlsform.h"

#include "forms/entity_reader.h"
#include "forms/expression_scan.h"
#include "forms/form_check.h"
#include "forms/form_names.h"
#include "forms/form_print.h"
#include "forms/form_sheets.h"
#include "forms/survey_reader.h"
#include "forms/xform_body.h"
#include "forms/xform_model.h"

#include <algorithm>
#include <array>

namespace minka::forms {

namespace {

using Namespace = std::pair<std::string_view, std::string_view>;

constexpr std::array<Namespace, 7> standard_namespaces{{
    {"xmlns", "http://www.w3.org/2002/xforms"},
    {"xmlns:h", "http://www.w3.org/1999/xhtml"},
    {"xmlns:ev", "http://www.w3.org/2001/xml-events"},
    {"xmlns:xsd", "http://www.w3.org/2001/XMLSchema"},
    {"xmlns:jr", "http://openrosa.org/javarosa"},
    {"xmlns:orx", "http://openrosa.org/xforms"},
    {"xmlns:odk", "http://www.opendatakit.org/xforms"},
}};

void note_missing_sheets(const FormSheets& sheets, std::vector<FormNote>& notes) {
    const auto look = [&](bool is_there, std::string_view sheet) {
        const auto near = is_there ? std::string() : sheets.near_sheet(sheet);
        if (!near.empty()) {
            notes.push_back({"There is no sheet '" + std::string(sheet) + "'." + near +
                                 " A sheet that is not meant is left alone when its name begins with an underscore.",
                             std::string(sheet)});
        }
    };
    look(sheets.has_settings, "settings");
    look(sheets.has_choices, "choices");
    look(sheets.has_entities, "entities");
}

void note_misspelt_columns(const FormSheets& sheets, std::vector<FormNote>& notes) {
    for (const auto* table : {&sheets.survey, &sheets.settings}) {
        for (auto& note : misspelt_columns(*table)) {
            notes.push_back(std::move(note));
        }
    }
    if (sheets.settings.has_column(superseded_id)) {
        notes.push_back({"form_id and id_string both name the form; form_id is taken.",
                         form_place("settings", 1, sheets.settings.title(superseded_id))});
    }
}

Result<> check_names(const FormSettings& settings) {
    if (!is_form_name(settings.root)) {
        return refuse("'" + settings.root + "' cannot name the root of the record.", "settings", settings.row, "name");
    }
    for (const auto& [name, value] : settings.attributes) {
        const auto colon = name.find(':');
        const auto local = colon == std::string::npos ? name : name.substr(colon + 1);
        const auto prefix = colon == std::string::npos ? std::string() : name.substr(0, colon);
        const bool is_known =
            prefix.empty() || prefix == "odk" || prefix == "orx" || prefix == "jr" ||
            std::ranges::any_of(settings.namespaces, [&](const auto& known) { return known.first == prefix; });
        if (!is_form_name(local) || !is_known || (colon == 0)) {
            return refuse(
                "'" + name + "' cannot be an attribute: it is a name, or one after a prefix that namespaces declares.",
                "settings", settings.row, "attribute");
        }
    }
    for (const auto& [prefix, address] : settings.namespaces) {
        if (!is_form_name(prefix)) {
            return refuse("'" + prefix + "' is no prefix of a namespace.", "settings", settings.row, "namespaces");
        }
    }
    return {};
}

// The external_choices sheet as Collect reads it: every column, every cell in quotes.
std::string itemsets_csv(const FormTable& table) {
    std::string csv;
    const auto add_row = [&](const auto& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            csv += i == 0 ? "\"" : ",\"";
            for (const char c : cells[i]) {
                csv += c == '"' ? "\"\"" : std::string(1, c);
            }
            csv += '"';
        }
        csv += "\n";
    };
    std::vector<std::string> header;
    for (const auto& column : table.columns()) {
        header.push_back(column.path.size() == 1 ? column.path.front() : column.title);
    }
    add_row(header);
    for (const auto& row : table.rows()) {
        add_row(row.cells);
    }
    return csv;
}

bool uses_external_choices(const FormElement& survey) {
    bool found = false;
    for_each_element(
        survey, [&](const FormElement& element) { found = found || element.items.kind == ItemSource::Kind::external; });
    return found;
}

XmlNode document(const FormModel& model, XmlNode model_node, XmlNode body) {
    auto html = XmlNode::element("h:html");
    for (const auto& [name, address] : standard_namespaces) {
        html.set(name, address);
    }
    if (!model.entities.empty()) {
        html.set("xmlns:entities", "http://www.opendatakit.org/xforms/entities");
    }
    for (const auto& [prefix, address] : model.settings.namespaces) {
        const auto name = "xmlns:" + prefix;
        if (std::ranges::none_of(html.attributes, [&](const auto& known) { return known.first == name; })) {
            html.set(name, address);
        }
    }
    auto& head = html.add(XmlNode::element("h:head"));
    head.add(XmlNode::element("h:title")).add(XmlNode::words(model.settings.title));
    head.add(std::move(model_node));
    html.add(std::move(body));
    return html;
}

Result<FormModel> read_model(const FormSheets& sheets, const ConvertOptions& options) {
    FormModel model;
    MINKA_TRY_ASSIGN(model.settings, read_form_settings(sheets, {options.root, options.id}));
    MINKA_TRY(check_names(model.settings));
    note_missing_sheets(sheets, model.notes);
    note_misspelt_columns(sheets, model.notes);
    if (sheets.has_choices) {
        MINKA_TRY_ASSIGN(model.lists, read_choice_lists(sheets.choices, model.settings, model.notes));
    }
    MINKA_TRY_ASSIGN(model.osm_lists, read_choice_lists(sheets.osm, model.settings, model.notes));
    MINKA_TRY(SurveyReader(sheets, model).read());
    return model;
}

}  // namespace

Result<std::string> print_xlsform(const FormWorkbook& book, const ConvertOptions& options) {
    MINKA_TRY(convert_xlsform(book, options));  // what is refused as a form is not printed either
    MINKA_TRY_ASSIGN(const auto sheets, FormSheets::find(book));
    MINKA_TRY_ASSIGN(const auto model, read_model(sheets, options));
    return print_form(model);
}

Result<ConvertedForm> convert_xlsform(const FormWorkbook& book, const ConvertOptions& options) {
    MINKA_TRY_ASSIGN(const auto sheets, FormSheets::find(book));
    MINKA_TRY_ASSIGN(auto model, read_model(sheets, options));
    const FormNames names(model);
    MINKA_TRY(read_entities(sheets, names, model));
    MINKA_TRY(check_form_references(sheets, names, model));
    MINKA_TRY(check_anonymity(model, sheets));
    check_form_languages(sheets, model);
    ConvertedForm form;
    MINKA_TRY_ASSIGN(auto model_node, write_model(model, names, form.files));
    form.xform = write_xml(document(model, std::move(model_node), write_body(model, names)));
    if (uses_external_choices(*model.survey)) {
        form.itemsets = itemsets_csv(sheets.external_choices);
    }
    form.id = model.settings.id;
    form.title = model.settings.title;
    form.version = model.settings.version;
    form.root = model.settings.root;
    form.is_anonymous = model.settings.is_anonymous;
    form.notes = std::move(model.notes);
    return form;
}

}  // namespace minka::forms
