#include "forms/survey_reader.h"

#include "base/text.h"
#include "forms/expression_scan.h"
#include "forms/form_parameters.h"

#include <algorithm>
#include <array>

namespace minka::forms {

namespace {

std::string one_spaced(std::string_view text) {
    std::string out;
    for (const char c : trim(text)) {
        if (c != ' ' || (!out.empty() && out.back() != ' ')) {
            out += c;
        }
    }
    return out;
}

struct SectionWord {
    bool begins = false;
    std::string word;  ///< "group", "repeat" or "loop"; empty when the type is no section.
    std::string rest;
};

// "begin group", "end_repeat", "begin_loop over lista".
SectionWord read_section_word(const std::string& type) {
    const auto low = lower_case(type);
    SectionWord found;
    std::size_t at = 0;
    if (low.starts_with("begin ") || low.starts_with("begin_")) {
        found.begins = true;
        at = 6;
    } else if (low.starts_with("end ") || low.starts_with("end_")) {
        at = 4;
    } else {
        return found;
    }
    for (const auto& [spelling, word] :
         {std::pair("looped group", "repeat"), std::pair("lgroup", "repeat"), std::pair("group", "group"),
          std::pair("repeat", "repeat"), std::pair("loop", "loop")}) {
        const std::string_view after = std::string_view(low).substr(at);
        const std::string_view spelt = spelling;
        if (after.starts_with(spelt) && (after.size() == spelt.size() || after[spelt.size()] == ' ')) {
            found.word = word;
            found.rest = trim(std::string_view(type).substr(at + spelt.size()));
            return found;
        }
    }
    return found;
}

bool has_default_image(const FormElement& question) {
    return question.question.name == "image" && !question.default_value.empty() &&
           question.default_value.find("://") == std::string::npos &&
           !is_dynamic_default(question.default_value, "binary");
}

}  // namespace

std::unexpected<Problem> SurveyReader::refuse_cell(std::string message, const FormRow& row,
                                                   std::string_view column) const {
    return refuse(std::move(message), table_.sheet(), row.number, table_.title(column));
}

void SurveyReader::note(std::string message, const FormRow& row, std::string_view column) {
    model_.notes.push_back({std::move(message), form_place(table_.sheet(), row.number, table_.title(column))});
}

Result<> SurveyReader::read() {
    constexpr std::size_t most_rows = 20'000;
    if (table_.rows().size() > most_rows) {
        return problem(ProblemCode::too_large, "A form has at most 20,000 rows.", std::string(table_.sheet()));
    }
    MINKA_TRY(check_attributes());
    model_.survey = std::make_unique<FormElement>();
    model_.survey->kind = FormElement::Kind::survey;
    model_.survey->name = model_.settings.root;
    open_.push_back({.element = model_.survey.get()});
    for (auto row : table_.rows()) {
        if (model_.settings.cleans_text) {
            for (auto& cell : row.cells) {
                cell = clean_form_text(cell, true);
            }
        }
        MINKA_TRY(read_row(row));
    }
    if (open_.size() > 1) {
        const auto& unclosed = open_.back();
        return refuse("'" + unclosed.element->name + "' begins here and no 'end " + unclosed.word + "' follows.",
                      table_.sheet(), unclosed.element->row, table_.title("type"));
    }
    return check_searches();
}

bool SurveyReader::is_declared_prefix(std::string_view prefix) const {
    constexpr std::array<std::string_view, 5> standard{"jr", "odk", "orx", "ev", "xsd"};
    return std::ranges::find(standard, prefix) != standard.end() ||
           std::ranges::any_of(model_.settings.namespaces, [&](const auto& known) { return known.first == prefix; });
}

// bind::x, body::x and instance::x become attributes: their names, and the prefixes before a colon, must be good ones.
Result<> SurveyReader::check_attributes() const {
    constexpr std::array<std::string_view, 4> media{"image", "big-image", "audio", "video"};
    for (const auto& column : table_.columns()) {
        if (column.path.size() >= 2 && column.path[0] == "media" &&
            std::ranges::find(media, column.path[1]) == media.end()) {
            return refuse("'" + column.path[1] + "' is no kind of media: image, big-image, audio, video.",
                          table_.sheet(), 1, column.title);
        }
        if (column.path.size() < 2 ||
            (column.path[0] != "bind" && column.path[0] != "control" && column.path[0] != "instance")) {
            continue;
        }
        const auto& name = column.path[1];
        if (!is_prefixed_name(name)) {
            return refuse("'" + name + "' cannot be an attribute of the form.", table_.sheet(), 1, column.title);
        }
        if (!is_form_name(name) && !is_declared_prefix(std::string_view(name).substr(0, name.find(':')))) {
            return refuse("The prefix of '" + name +
                              "' is not declared; say what it stands for under namespaces in the settings.",
                          table_.sheet(), 1, column.title);
        }
    }
    return {};
}

// Forms of old say on the survey sheet what belongs in the settings; such a row is no question.
bool SurveyReader::read_setting(std::string_view type, std::string_view value) {
    auto& settings = model_.settings;
    constexpr std::array<std::pair<std::string_view, std::string FormSettings::*>, 8> known{{
        {"set form title", &FormSettings::title},
        {"form_title", &FormSettings::title},
        {"set form id", &FormSettings::id},
        {"form_id", &FormSettings::id},
        {"public_key", &FormSettings::public_key},
        {"submission_url", &FormSettings::submission_url},
        {"auto_send", &FormSettings::auto_send},
        {"auto_delete", &FormSettings::auto_delete},
    }};
    const auto* found = std::ranges::find(known, type, [](const auto& one) { return one.first; });
    if (found == known.end()) {
        return false;
    }
    settings.*found->second = value;
    return true;
}

Result<> SurveyReader::read_row(const FormRow& row) {
    const auto type = one_spaced(table_.value(row, "type"));
    if (yes_or_no(table_.value(row, "disabled")).value_or(false)) {
        return {};
    }
    if (type.empty()) {
        if (!table_.value(row, "name").empty() || !table_.text(row, "label").empty()) {
            return refuse_cell("This row has no type.", row, "type");
        }
        note("This row has neither type nor name and is left out.", row, "type");
        return {};
    }
    if (const auto section = read_section_word(type); !section.word.empty()) {
        return section.begins ? begin_section(row, section.word, section.rest) : end_section(row, section.word);
    }
    const auto low = lower_case(type);
    if (low == "csv-external" || low == "xml-external") {
        return read_external(row, low.substr(0, 3));
    }
    if (low.starts_with("osm ")) {
        return read_osm(row, type.substr(4));
    }
    MINKA_TRY_ASSIGN(const bool is_select, read_select(row, type));
    if (is_select) {
        return {};
    }
    if (const auto* kind = find_question_kind(type)) {
        return read_question(row, *kind);
    }
    if (read_setting(type, table_.value(row, "name"))) {
        return {};
    }
    const auto near = nearest_question_kind(type);
    return refuse_cell("'" + type + "' is no type of question" + (near.empty() ? "." : "; is it '" + near + "'?"), row,
                       "type");
}

std::unique_ptr<FormElement> SurveyReader::new_element(const FormRow& row, FormElement::Kind kind) const {
    auto element = std::make_unique<FormElement>();
    element->kind = kind;
    element->row = row.number;
    element->name = table_.value(row, "name");
    element->label = table_.text(row, "label");
    element->hint = table_.text(row, "hint");
    element->guidance = table_.text(row, "guidance_hint");
    element->media = table_.group(row, "media");
    element->bind = table_.group(row, "bind");
    element->control = table_.group(row, "control");
    element->instance = table_.group(row, "instance");
    element->default_value = table_.value(row, "default");
    element->choice_filter = table_.value(row, "choice_filter");
    element->save_to = table_.value(row, "save_to");
    if (kind == FormElement::Kind::question && element->label.empty() &&
        element->control_value("appearance") == "label") {
        element->label.by_language.emplace_back("", " ");  // the row of a table that shows its choices' names alone
    }
    return element;
}

Result<> SurveyReader::name_element(FormElement& element, const FormRow& row, FormElement& parent) {
    if (element.name.empty()) {
        if (element.question.name == "note") {
            element.name = "generated_note_name_" + std::to_string(row.number);
        } else {
            return refuse_cell("This row needs a name.", row, "name");
        }
    }
    if (!is_prefixed_name(element.name)) {
        return refuse_cell("'" + element.name +
                               "' is no name: names begin with a letter or an underscore and have letters, digits, "
                               "hyphens, underscores and periods.",
                           row, "name");
    }
    const auto local = std::string(without_prefix(element.name));
    if (local != element.name && !is_declared_prefix(element.name.substr(0, element.name.find(':')))) {
        return refuse_cell("The prefix of '" + element.name +
                               "' is not declared; say what it stands for under namespaces in the settings.",
                           row, "name");
    }
    if (element.name == "meta") {
        return refuse_cell("The name 'meta' is taken by the form's own data.", row, "name");
    }
    // Answers are read by the name behind the prefix, and so are columns of tables: it tells two questions apart.
    auto& taken = names_[&parent];
    const auto low = lower_case(local);
    const auto [first, last] = taken.equal_range(low);
    if (std::any_of(first, last, [&](const auto& entry) { return without_prefix(entry.second) == local; })) {
        return refuse_cell("The name '" + element.name + "' stands twice in the same group.", row, "name");
    }
    if (first != last) {
        note("The names '" + first->second + "' and '" + element.name +
                 "' differ in capital letters alone; some tools for analysis take them for one.",
             row, "name");
    }
    taken.emplace(low, element.name);
    if (element.kind == FormElement::Kind::repeat) {
        if (element.name == model_.settings.root) {
            return refuse_cell("A repeat is not named like the form itself ('" + element.name + "').", row, "name");
        }
        if (!repeat_names_.insert(element.name).second) {
            return refuse_cell("There is another repeat named '" + element.name +
                                   "'; each becomes a table of its own and needs a name of its own.",
                               row, "name");
        }
    }
    return {};
}

Result<FormElement*> SurveyReader::add(std::unique_ptr<FormElement> element, const FormRow& row) {
    auto& parent = top();
    element->parent = &parent;
    MINKA_TRY(name_element(*element, row, parent));
    parent.children.push_back(std::move(element));
    return parent.children.back().get();
}

Result<> SurveyReader::read_external(const FormRow& row, std::string_view extension) {
    auto element = new_element(row, FormElement::Kind::external);
    element->external_source =
        extension == "csv" ? "jr://file-csv/" + element->name + ".csv" : "jr://file/" + element->name + ".xml";
    if (element->name.empty() || (!is_form_name(element->name) && element->name != "__last-saved")) {
        return refuse_cell("An external file needs a name, the file's without its ending.", row, "name");
    }
    const auto name = element->name;
    for_each_element(*model_.survey, [&](const FormElement& other) {
        if (other.kind == FormElement::Kind::external && other.name == name) {
            element->name.clear();
        }
    });
    if (element->name.empty()) {
        return refuse_cell("The external file '" + name + "' is there already; once is enough for the whole form.", row,
                           "name");
    }
    element->parent = &top();
    if (enclosing_repeat(*element) != nullptr) {
        return refuse_cell("A file belongs to the whole form and does not stand in a repeat; move the row out of it.",
                           row, "type");
    }
    top().children.push_back(std::move(element));
    return {};
}

Result<> SurveyReader::begin_section(const FormRow& row, const std::string& word, const std::string& rest) {
    auto section = new_element(row, word == "repeat" ? FormElement::Kind::repeat : FormElement::Kind::group);
    if (const auto required = section->bind_value("required");
        !required.empty() && yes_or_no(required).value_or(true)) {
        return refuse_cell("A " + word + " cannot be required; put 'required' on a question in it.", row, "required");
    }
    Open opened{.element = nullptr, .word = word};
    constexpr std::size_t most_levels = 30;
    if (open_.size() > most_levels) {
        return refuse_cell("Groups and repeats lie in each other at most 30 deep.", row, "type");
    }
    if (word == "loop") {
        const auto words = split(rest, ' ');
        opened.loop_list = words.size() == 2 && lower_case(words[0]) == "over" ? std::string(words[1]) : std::string();
        if (model_.list(opened.loop_list) == nullptr) {
            return refuse_cell("A loop is written 'begin loop over LIST', with a list of the choices sheet.", row,
                               "type");
        }
    }
    std::unique_ptr<FormElement> heading;
    std::string appearance;
    for (const auto part : split(section->control_value("appearance"), ' ')) {
        opened.is_table_list = opened.is_table_list || part == "table-list";
        appearance += (appearance.empty() ? "" : " ") + std::string(part == "table-list" ? "field-list" : part);
    }
    if (opened.is_table_list) {
        section->set_control("appearance", appearance);
        if (!section->label.empty() || !section->hint.empty()) {
            heading = std::make_unique<FormElement>();
            heading->question = *find_question_kind("note");
            heading->name = "generated_table_list_label_" + std::to_string(row.number);
            heading->row = row.number;
            heading->is_generated = true;
            heading->label = std::exchange(section->label, {});
            heading->hint = std::exchange(section->hint, {});
        }
    }
    if (word == "repeat" && section->label.empty() && section->media.empty()) {
        note("This repeat has no label.", row, "label");
    }
    if (word == "repeat") {
        section->parent = &top();
        MINKA_TRY(count_repeat(*section, top()));
    }
    MINKA_TRY_ASSIGN(opened.element, add(std::move(section), row));
    open_.push_back(opened);
    if (heading) {
        MINKA_TRY(add(std::move(heading), row));
    }
    return {};
}

// jr:count is the path to a node: anything but a lone reference is worked out in a node of its own.
Result<> SurveyReader::count_repeat(FormElement& repeat, FormElement& parent) {
    const auto count = std::string(repeat.control_value("jr:count"));
    if (count.empty() || is_lone_reference(count)) {
        return {};
    }
    auto counter = std::make_unique<FormElement>();
    counter->question = *find_question_kind("calculate");
    counter->name = repeat.name + "_count";
    counter->row = repeat.row;
    counter->parent = &parent;
    counter->is_generated = true;
    counter->set_bind("readonly", "true()");
    counter->set_bind("calculate", count);
    repeat.set_control("jr:count", "${" + counter->name + "}");
    const FormRow row{repeat.row, std::vector<std::string>(table_.columns().size())};
    MINKA_TRY(name_element(*counter, row, parent));
    parent.children.push_back(std::move(counter));
    return {};
}

Result<> SurveyReader::end_section(const FormRow& row, const std::string& word) {
    if (open_.size() < 2) {
        return refuse_cell("There is no 'begin " + word + "' for this end.", row, "type");
    }
    if (!table_.value(row, "save_to").empty()) {
        return refuse_cell("Groups and repeats are not saved to an entity; their questions are.", row, "save_to");
    }
    const auto closing = open_.back();
    if (closing.word != word) {
        return refuse_cell("This ends a " + word + ", but what is open is the " + closing.word + " '" +
                               closing.element->name + "' of row " + std::to_string(closing.element->row) + ".",
                           row, "type");
    }
    open_.pop_back();
    return closing.loop_list.empty() ? Result<>() : unroll_loop(*closing.element, closing.loop_list, row);
}

Result<> SurveyReader::read_osm(const FormRow& row, const std::string& list) {
    auto question = new_element(row, FormElement::Kind::question);
    question->question = *find_question_kind("osm");
    question->items.name = list;
    if (std::ranges::find(model_.osm_lists, list, &ChoiceList::name) == model_.osm_lists.end()) {
        return refuse_cell("The osm sheet has no list '" + list + "'.", row, "type");
    }
    MINKA_TRY(check_question(*question, row));
    MINKA_TRY(add(std::move(question), row));
    return {};
}

Result<> SurveyReader::read_question(const FormRow& row, const QuestionKind& kind) {
    auto question = new_element(row, FormElement::Kind::question);
    question->question = kind;
    if (!kind.constraint.empty() && question->bind_value("constraint").empty()) {
        question->set_bind("constraint", kind.constraint);
    }
    if (!kind.hint.empty() && question->hint.empty()) {
        question->hint.by_language.emplace_back("", kind.hint);
    }
    auto parameters = parse_form_parameters(table_.value(row, "parameters"));
    if (!parameters) {
        return refuse_cell(parameters.error().message, row, "parameters");
    }
    if (kind.name == "start-geopoint" || kind.name == "background-geopoint") {
        parameters->entries.clear();
    }
    const auto applied = kind.control == FormControl::range
                             ? apply_range_parameters(*parameters, model_.lists, *question)
                             : apply_question_parameters(*parameters, *question);
    if (!applied) {
        return refuse_cell(applied.error().message, row, "parameters");
    }
    MINKA_TRY(read_triggers(*question, row));
    MINKA_TRY(check_question(*question, row));
    if (kind.name == "image" && question->bind_value("orx:max-pixels").empty()) {
        note("With the parameter max-pixels pictures are smaller, and reach the server over weak signal.", row,
             "parameters");
    }
    if (has_default_image(*question)) {
        question->default_value = "jr://images/" + question->default_value;
    }
    if (kind.name == "audit") {
        if ((question->name != "audit" && !question->name.empty()) || model_.audit) {
            return refuse_cell("A form has one audit at most, and its name is 'audit'.", row, "name");
        }
        question->name = "audit";
        model_.audit = std::move(question);
        return {};
    }
    MINKA_TRY(add(std::move(question), row));
    return {};
}

Result<> SurveyReader::read_triggers(FormElement& element, const FormRow& row) {
    const auto cell = table_.value(row, "trigger");
    for (const auto part : split(cell, ',')) {
        const auto one = trim(part);
        if (one.empty()) {
            continue;
        }
        if (!is_lone_reference(one)) {
            return refuse_cell("The trigger is written ${name}; several stand with a comma between each two.", row,
                               "trigger");
        }
        auto name = find_references(one)->front().name;
        if (std::ranges::find(element.triggers, name) == element.triggers.end()) {
            element.triggers.push_back(std::move(name));
        }
    }
    if (element.question.name == "background-geopoint") {
        if (element.triggers.empty()) {
            return refuse_cell(
                "A background-geopoint needs a trigger: the question at whose answer the place is taken.", row,
                "trigger");
        }
        if (!element.bind_value("calculate").empty()) {
            return refuse_cell("A background-geopoint is not calculated.", row, "calculate");
        }
    }
    return {};
}

Result<> SurveyReader::check_question(FormElement& question, const FormRow& row) {
    const auto& kind = question.question;
    const bool has_calculation = !question.bind_value("calculate").empty();
    if (kind.name == "calculate" && !has_calculation && question.triggers.empty() &&
        !is_dynamic_default(question.default_value, kind.bind_type)) {
        return refuse_cell("A calculate needs a calculation.", row, "calculate");
    }
    const auto has_media = [&](std::string_view name) {
        return std::ranges::find(question.media, name, &FormAttribute::first) != question.media.end();
    };
    if (has_media("big-image") && !has_media("image")) {
        return refuse_cell("A big-image goes with an image: the small picture that is touched to see the big one.", row,
                           "big-image");
    }
    const bool is_shown = kind.control != FormControl::none;
    const bool has_words = !question.label.empty() || !question.hint.empty() || !question.media.empty();
    if (is_shown && !has_words && !has_calculation) {
        return refuse_cell("The question '" + question.name + "' has neither label nor hint: nobody could answer it.",
                           row, "label");
    }
    constexpr std::array<std::string_view, 2> old{"simserial", "subscriberid"};
    if (std::ranges::find(old, kind.name) != old.end()) {
        note("Phones since Android 11 no longer tell their " + std::string(kind.name) + "; it will be empty.", row,
             "type");
    }
    return {};
}

}  // namespace minka::forms
