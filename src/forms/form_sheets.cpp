#include "forms/form_sheets.h"

#include "base/text.h"
#include "documents/yaml.h"

#include <algorithm>

namespace minka::forms {

namespace {

const FormSheet* find_sheet(const FormWorkbook& book, std::string_view name) {
    for (const auto& sheet : book.sheets) {
        if (lower_case(trim(sheet.name)) == name) {
            return &sheet;
        }
    }
    return nullptr;
}

Result<bool> read_table(const FormWorkbook& book, FormSheetKind kind, FormTable& table) {
    const auto* sheet = find_sheet(book, sheet_name(kind));
    if (sheet == nullptr) {
        return false;
    }
    MINKA_TRY_ASSIGN(table, FormTable::read(kind, *sheet));
    return true;
}

bool is_setting_on(std::string_view value) { return yes_or_no(value).value_or(false); }

// ex="http://example.com/xforms" other="..."
Result<std::vector<std::pair<std::string, std::string>>> read_namespaces(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> found;
    for (const auto part : split(text, ' ')) {
        const auto pair = trim(part);
        if (pair.empty()) {
            continue;
        }
        const auto equals = pair.find('=');
        auto address = equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
        while (!address.empty() && (address.front() == '"' || address.front() == '\'')) {
            address.remove_prefix(1);
        }
        while (!address.empty() && (address.back() == '"' || address.back() == '\'')) {
            address.remove_suffix(1);
        }
        const auto prefix = pair.substr(0, equals);
        if (address.empty() || prefix.empty() || prefix.find(':') != std::string_view::npos) {
            return refuse("Namespaces are written prefix=\"address\", with a space between two of them.", "settings", 2,
                          "namespaces");
        }
        found.emplace_back(prefix, address);
    }
    return found;
}

}  // namespace

std::string FormSheets::near_sheet(std::string_view wanted) const {
    std::vector<std::string> candidates;
    for (const auto& name : names) {
        if (!name.starts_with('_') && lower_case(name) != wanted && lower_case(name) != "survey") {
            candidates.push_back(lower_case(name));
        }
    }
    const auto near = documents::nearest_word(wanted, candidates);
    return near ? " There is a sheet named '" + std::string(*near) + "': is it the one?" : std::string();
}

Result<FormSheets> FormSheets::find(const FormWorkbook& book) {
    FormSheets sheets;
    for (const auto& sheet : book.sheets) {
        sheets.names.push_back(sheet.name);
    }
    MINKA_TRY_ASSIGN(const bool has_survey, read_table(book, FormSheetKind::survey, sheets.survey));
    if (!has_survey) {
        std::vector<std::string> candidates;
        for (const auto& name : sheets.names) {
            candidates.push_back(lower_case(name));
        }
        const auto near = documents::nearest_word("survey", candidates);
        return invalid("An XLSForm has a sheet named 'survey', and " + book.file + " has none." +
                           (near ? " Is it the sheet '" + std::string(*near) + "'?" : std::string()),
                       "survey");
    }
    if (sheets.survey.rows().empty() && !sheets.survey.has_column("type")) {
        return refuse("The sheet has no column 'type', which must be there.", "survey", 1, "type");
    }
    MINKA_TRY_ASSIGN(sheets.has_choices, read_table(book, FormSheetKind::choices, sheets.choices));
    MINKA_TRY_ASSIGN(sheets.has_settings, read_table(book, FormSheetKind::settings, sheets.settings));
    MINKA_TRY_ASSIGN(sheets.has_entities, read_table(book, FormSheetKind::entities, sheets.entities));
    MINKA_TRY_ASSIGN(sheets.has_external_choices,
                     read_table(book, FormSheetKind::external_choices, sheets.external_choices));
    MINKA_TRY(read_table(book, FormSheetKind::osm, sheets.osm));
    return sheets;
}

Result<FormSettings> read_form_settings(const FormSheets& sheets, const FormDefaults& defaults) {
    FormSettings settings;
    settings.root = defaults.root;
    settings.id = defaults.id;
    const auto& table = sheets.settings;
    if (!sheets.has_settings || table.rows().empty()) {
        settings.title = settings.id;
        return settings;
    }
    const auto& row = table.rows().front();
    settings.row = row.number;
    const auto take = [&](std::string_view column, std::string& into) {
        if (const auto value = table.value(row, column); !value.empty()) {
            into = value;
        }
    };
    take("name", settings.root);
    take("id_string", settings.id);
    settings.title = settings.id;
    take("title", settings.title);
    take("version", settings.version);
    take("default_language", settings.default_language);
    take("style", settings.style);
    take("submission_url", settings.submission_url);
    take("public_key", settings.public_key);
    take("auto_send", settings.auto_send);
    take("auto_delete", settings.auto_delete);
    for (auto* value : {&settings.auto_send, &settings.auto_delete}) {
        if (const auto truth = yes_or_no(*value)) {
            *value = *truth ? "true" : "false";
        }
    }
    settings.is_client_editable = is_setting_on(table.value(row, "client_editable"));
    take("instance_name", settings.instance_name);
    take("instance_xmlns", settings.instance_xmlns);
    take("instance_id", settings.instance_id);
    for (const auto* column : {"odk:prefix", "odk:delimiter"}) {
        if (const auto value = table.value(row, column); !value.empty()) {
            settings.attributes.emplace_back(column, value);
        }
    }
    for (const auto& [name, text] : table.group(row, "attribute")) {
        settings.attributes.emplace_back(name, text.plain());
    }
    settings.allows_duplicate_choices = is_setting_on(table.value(row, "allow_choice_duplicates"));
    settings.cleans_text = yes_or_no(table.value(row, "clean_text_values")).value_or(true);
    settings.omits_instance_id = is_setting_on(table.value(row, "omit_instance_id"));
    if (settings.omits_instance_id && !settings.public_key.empty()) {
        return refuse("An encrypted form needs its instanceID.", "settings", row.number, "omit_instanceID");
    }
    const auto anonymous = table.value(row, "anonymous");
    if (!anonymous.empty() && !yes_or_no(anonymous)) {
        return refuse("'" + std::string(anonymous) + "' is neither yes nor no.", "settings", row.number, "anonymous");
    }
    settings.is_anonymous = is_setting_on(anonymous);
    MINKA_TRY_ASSIGN(settings.namespaces, read_namespaces(table.value(row, "namespaces")));
    return settings;
}

}  // namespace minka::forms
