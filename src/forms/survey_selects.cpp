#include "base/text.h"
#include "forms/expression_scan.h"
#include "forms/form_parameters.h"
#include "forms/survey_reader.h"

#include <algorithm>
#include <array>

namespace minka::forms {

namespace {

enum class SelectFrom { list, file, external };

struct SelectCommand {
    std::string_view spelling;  ///< With a space where an underscore may stand.
    FormControl control;
    SelectFrom from = SelectFrom::list;
};

// Longer spellings stand before those they begin with.
constexpr std::array<SelectCommand, 19> commands{{
    {"select one from file", FormControl::select_one, SelectFrom::file},
    {"select multiple from file", FormControl::select_multiple, SelectFrom::file},
    {"select one external", FormControl::select_one, SelectFrom::external},
    {"add select one prompt using", FormControl::select_one},
    {"add select multiple prompt using", FormControl::select_multiple},
    {"select all that apply from", FormControl::select_multiple},
    {"select all that apply", FormControl::select_multiple},
    {"select multiple from", FormControl::select_multiple},
    {"select multiple using", FormControl::select_multiple},
    {"select one from", FormControl::select_one},
    {"select one using", FormControl::select_one},
    {"select multiple", FormControl::select_multiple},
    {"select one", FormControl::select_one},
    {"q select1", FormControl::select_one},
    {"q select", FormControl::select_multiple},
    {"select1", FormControl::select_one},
    {"select", FormControl::select_multiple},
    {"rank", FormControl::rank},
    {"odk:rank", FormControl::rank},
}};

struct SelectType {
    const SelectCommand* command = nullptr;
    std::string list;
    bool has_other = false;
};

SelectType read_select_type(std::string_view type) {
    auto spaced = lower_case(type);
    std::ranges::replace(spaced, '_', ' ');
    SelectType found;
    for (const auto& command : commands) {
        if (spaced.starts_with(command.spelling) &&
            (spaced.size() == command.spelling.size() || spaced[command.spelling.size()] == ' ')) {
            found.command = &command;
            break;
        }
    }
    if (found.command == nullptr) {
        return found;
    }
    auto rest = trim(type.substr(found.command->spelling.size()));
    for (const std::string_view ending : {" or specify other", " or other"}) {
        auto low = lower_case(rest);
        std::ranges::replace(low, '_', ' ');
        if (low.ends_with(ending)) {
            found.has_other = true;
            rest = trim(rest.substr(0, rest.size() - ending.size()));
        }
    }
    found.list = rest;
    return found;
}

QuestionKind select_kind(FormControl control) {
    switch (control) {
        case FormControl::select_multiple:
            return {.name = "select_multiple", .control = control, .bind_type = "string"};
        case FormControl::rank: return {.name = "rank", .control = control, .bind_type = "odk:rank"};
        default: return {.name = "select_one", .control = control, .bind_type = "string"};
    }
}

}  // namespace

Result<bool> SurveyReader::read_select(const FormRow& row, const std::string& type) {
    const auto select = read_select_type(type);
    if (select.command == nullptr) {
        return false;
    }
    if (select.list.empty()) {
        return refuse_cell("'" + type + "' needs the name of a list after it.", row, "type");
    }
    auto question = new_element(row, FormElement::Kind::question);
    question->question = select_kind(select.command->control);
    const auto from = select.command->from;
    question->items.kind = from == SelectFrom::file       ? ItemSource::Kind::file
                           : from == SelectFrom::external ? ItemSource::Kind::external
                                                          : ItemSource::Kind::list;
    MINKA_TRY(find_list(*question, row, select.list));
    MINKA_TRY(read_select_parameters(*question, row));
    MINKA_TRY(read_triggers(*question, row));
    MINKA_TRY(check_question(*question, row));
    MINKA_TRY(place_in_table_list(*question, row));
    if (select.has_other && (question->items.kind != ItemSource::Kind::list || !question->choice_filter.empty())) {
        return refuse_cell(
            "or_other goes with a list of the choices sheet, without a choice filter; write the choice "
            "'other' and its question yourself.",
            row, "type");
    }
    MINKA_TRY_ASSIGN(const auto* added, add(std::move(question), row));
    if (select.has_other) {
        MINKA_TRY(add_other(*added, row));
    }
    return true;
}

Result<> SurveyReader::find_file(FormElement& question, const FormRow& row, const std::string& list) {
    auto& items = question.items;
    const auto dot = list.rfind('.');
    const auto ending = dot == std::string::npos ? std::string() : list.substr(dot);
    if (ending != ".csv" && ending != ".xml" && ending != ".geojson") {
        return refuse_cell("The file of choices '" + list + "' ends in .csv, .xml or .geojson.", row, "type");
    }
    if (items.is_search) {
        return refuse_cell("search() does not go with a select from a file; leave one of them out.", row, "appearance");
    }
    items.file = list;
    items.name = list.substr(0, dot);
    if (ending == ".geojson") {
        items.value_ref = "id";
        items.label_ref = "title";
    }
    return {};
}

Result<> SurveyReader::find_list(FormElement& question, const FormRow& row, const std::string& list) {
    auto& items = question.items;
    items.is_search = calls_function(question.control_value("appearance"), "search");
    if (items.kind == ItemSource::Kind::file) {
        return find_file(question, row, list);
    }
    if (items.kind == ItemSource::Kind::external) {
        if (!sheets_.has_external_choices) {
            return refuse_cell(
                "select_one_external takes its choices from a sheet named 'external_choices', which is "
                "not there." +
                    sheets_.near_sheet("external_choices"),
                row, "type");
        }
        const auto& rows = sheets_.external_choices.rows();
        if (std::ranges::none_of(
                rows, [&](const FormRow& one) { return sheets_.external_choices.value(one, "list_name") == list; })) {
            return refuse_cell("The external_choices sheet has no list '" + list + "'.", row, "type");
        }
        if (question.choice_filter.empty()) {
            note("select_one_external is made for a choice filter; without one all choices of the list are offered.",
                 row, "choice_filter");
        }
        items.name = list;
        return {};
    }
    if (list.starts_with("${")) {
        if (!is_lone_reference(list)) {
            return refuse_cell("A select from the answers of a repeat is written with one reference, ${name}.", row,
                               "type");
        }
        items.kind = ItemSource::Kind::repeat;
        items.name = find_references(list)->front().name;
        return {};
    }
    items.name = list;
    if (!sheets_.has_choices) {
        return refuse_cell("The list '" + list + "' stands on a sheet named 'choices', which is not there." +
                               sheets_.near_sheet("choices"),
                           row, "type");
    }
    const auto* known = model_.list(list);
    if (known == nullptr) {
        return refuse_cell("The choices sheet has no list '" + list + "'.", row, "type");
    }
    if (question.question.control != FormControl::select_one && !items.is_search) {
        for (const auto& choice : known->choices) {
            if (choice.name.find(' ') != std::string::npos) {
                return refuse("The choice '" + choice.name +
                                  "' has a space in its name; where several may be chosen the space separates them.",
                              "choices", choice.row, "name");
            }
        }
    }
    return {};
}

Result<> SurveyReader::read_select_parameters(FormElement& question, const FormRow& row) {
    constexpr std::array<std::string_view, 4> from_file{"randomize", "seed", "value", "label"};
    auto& items = question.items;
    const auto parameters = parse_form_parameters(table_.value(row, "parameters"));
    if (!parameters) {
        return refuse_cell(parameters.error().message, row, "parameters");
    }
    const std::span<const std::string_view> allowed(from_file.data(), items.kind == ItemSource::Kind::file ? 4 : 2);
    if (const auto fit = allow_parameters(*parameters, allowed); !fit) {
        return refuse_cell(fit.error().message, row, "parameters");
    }
    for (const auto& [name, into] : {std::pair("value", &items.value_ref), std::pair("label", &items.label_ref)}) {
        if (const auto value = parameters->get(name)) {
            if (!is_form_name(*value)) {
                return refuse_cell(std::string("The parameter ") + name + " is the name of a column or element; '" +
                                       *value + "' cannot be one.",
                                   row, "parameters");
            }
            *into = *value;
        }
    }
    if (const auto randomize = parameters->get("randomize")) {
        const auto truth = yes_or_no(*randomize);
        if (!truth || lower_case(*randomize) == "yes" || lower_case(*randomize) == "no") {
            return refuse_cell("The parameter randomize is true or false, not '" + *randomize + "'.", row,
                               "parameters");
        }
        items.is_randomized = *truth;
    }
    items.seed = parameters->get("seed").value_or("");
    if (!items.seed.empty()) {
        if (!parameters->get("randomize") || (!parameter_number(items.seed) && !is_lone_reference(items.seed))) {
            return refuse_cell("The parameter seed is a number or a reference, and goes with randomize=true.", row,
                               "parameters");
        }
    }
    return {};
}

// The first select of a table-list is preceded by one that shows the labels of the choices alone.
Result<> SurveyReader::place_in_table_list(FormElement& question, const FormRow& row) {
    auto& section = open_.back();
    if (!section.is_table_list) {
        return {};
    }
    if (section.table_list.empty()) {
        if (!question.choice_filter.empty()) {
            return refuse_cell("A table-list shows one list to all its selects and takes no choice filter.", row,
                               "choice_filter");
        }
        section.table_list = question.items.name;
        auto labels = std::make_unique<FormElement>();
        labels->name = "reserved_name_for_field_list_labels_" + std::to_string(row.number);
        labels->row = row.number;
        labels->is_generated = true;
        labels->question = question.question;
        labels->items = question.items;
        labels->label.by_language.emplace_back("", " ");
        labels->is_untranslated = true;
        labels->set_control("appearance", "label");
        MINKA_TRY(add(std::move(labels), row));
    } else if (section.table_list != question.items.name) {
        return refuse_cell("All selects of a table-list share one list; this one has '" + question.items.name +
                               "', the first has '" + section.table_list + "'.",
                           row, "type");
    }
    question.set_control("appearance", "list-nolabel");
    return {};
}

Result<> SurveyReader::add_other(const FormElement& question, const FormRow& row) {
    const auto list = std::ranges::find(model_.lists, question.items.name, &ChoiceList::name);
    std::vector<std::string> languages;
    bool has_other = false;
    for (const auto& choice : list->choices) {
        has_other = has_other || choice.name == "other";
        for (const auto& [language, text] : choice.label.by_language) {
            if (std::ranges::find(languages, language) == languages.end()) {
                languages.push_back(language);
            }
        }
    }
    if (!has_other) {
        FormChoice other{.name = "other", .label = {}, .row = row.number};
        for (const auto& language : languages) {
            other.label.by_language.emplace_back(language, "Other");
        }
        list->choices.push_back(std::move(other));
    }
    if (list->needs_itext && (languages.size() > 1 || (languages.size() == 1 && !languages.front().empty()))) {
        note(
            "or_other writes 'Other' and 'Specify other.' in English into every language; a choice and a question of "
            "your own can be translated.",
            row, "type");
    }
    auto asked = std::make_unique<FormElement>();
    asked->question = *find_question_kind("text");
    asked->name = question.name + "_other";
    asked->row = row.number;
    asked->is_generated = true;
    asked->is_untranslated = true;
    asked->label.by_language.emplace_back("", "Specify other.");
    asked->set_bind("relevant", "selected(../" + question.name + ", 'other')");
    MINKA_TRY(add(std::move(asked), row));
    return {};
}

Result<> SurveyReader::check_searches() const {
    std::vector<std::string> searched;
    for_each_element(*model_.survey, [&](const FormElement& element) {
        if (element.items.is_search && element.items.kind == ItemSource::Kind::list) {
            searched.push_back(element.items.name);
        }
    });
    Result<> result;
    for_each_element(*model_.survey, [&](const FormElement& element) {
        if (result && element.items.kind == ItemSource::Kind::list && !element.items.is_search &&
            std::ranges::find(searched, element.items.name) != searched.end()) {
            result = refuse("The list '" + element.items.name +
                                "' is used with search() elsewhere; use search() here too, or another list.",
                            table_.sheet(), element.row, table_.title("type"));
        }
    });
    MINKA_TRY(std::move(result));
    for (auto& list : model_.lists) {
        list.is_in_body = std::ranges::find(searched, list.name) != searched.end();
    }
    return {};
}

}  // namespace minka::forms
