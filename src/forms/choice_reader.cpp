#include "base/text.h"
#include "forms/expression_scan.h"
#include "forms/form_sheets.h"

#include <algorithm>
#include <map>
#include <set>

namespace minka::forms {

namespace {

bool is_known_column(const FormColumn& column) {
    const auto& first = column.path.front();
    return first == "list_name" || first == "name" || first == "label" || first == "media" || first == "sms_option";
}

// Other columns go into the form as elements; what cannot be one stays out, and is said.
void note_other_columns(const FormTable& table, std::vector<FormNote>& notes) {
    for (std::size_t i = 0; i < table.columns().size(); ++i) {
        const auto& column = table.columns()[i];
        const bool is_filled =
            std::ranges::any_of(table.rows(), [&](const FormRow& row) { return !row.cells[i].empty(); });
        if (!is_filled || (!column.path.empty() && is_known_column(column))) {
            continue;
        }
        if (column.path.empty()) {
            notes.push_back(
                {"A column with values has no title and is left out; a column of choices becomes a name in "
                 "the form.",
                 form_place(table.sheet(), 1, {})});
        } else if (column.path.size() == 1 && !is_form_name(column.title)) {
            notes.push_back({"The title '" + column.title +
                                 "' is no name (letters, digits, '_', '-' and '.', without "
                                 "spaces): the column is left out of the form.",
                             form_place(table.sheet(), 1, column.title)});
        }
    }
}

FormChoice read_choice(const FormTable& table, const FormRow& row) {
    FormChoice choice;
    choice.row = row.number;
    choice.name = table.value(row, "name");
    choice.label = table.text(row, "label");
    choice.media = table.group(row, "media");
    for (std::size_t i = 0; i < table.columns().size(); ++i) {
        const auto& column = table.columns()[i];
        if (column.path.size() == 1 && !row.cells[i].empty() && !is_known_column(column) &&
            is_form_name(column.title)) {
            choice.others.emplace_back(column.title, row.cells[i]);
        }
    }
    return choice;
}

bool refers(const FormText& text) {
    return std::ranges::any_of(text.by_language, [](const auto& entry) {
        return entry.second.find("${") != std::string::npos || !instance_expressions(entry.second).empty();
    });
}

void find_out_itext(ChoiceList& list) {
    list.needs_itext = std::ranges::any_of(list.choices, [](const FormChoice& choice) {
        return choice.label.is_translated() || !choice.media.empty() || refers(choice.label);
    });
}

Result<> check_names(const ChoiceList& list, const FormTable& table, const FormSettings& settings) {
    std::set<std::string_view> seen;
    for (const auto& choice : list.choices) {
        if (!seen.insert(choice.name).second && !settings.allows_duplicate_choices) {
            return refuse("The list '" + list.name + "' has the choice '" + choice.name +
                              "' twice; if that is meant, put 'yes' under allow_choice_duplicates in the settings.",
                          table.sheet(), choice.row, table.title("name"));
        }
    }
    return {};
}

}  // namespace

Result<std::vector<ChoiceList>> read_choice_lists(const FormTable& table, const FormSettings& settings,
                                                  std::vector<FormNote>& notes) {
    constexpr std::size_t most_rows = 200'000;
    if (table.rows().size() > most_rows) {
        return problem(ProblemCode::too_large,
                       "A form holds at most 200,000 choices; put them in a file of their own (select_one_from_file).",
                       std::string(table.sheet()));
    }
    std::vector<ChoiceList> lists;
    std::map<std::string, std::size_t> places;
    note_other_columns(table, notes);
    for (const auto& row : table.rows()) {
        const auto name = std::string(table.value(row, "list_name"));
        if (name.empty()) {
            notes.push_back({"This row names no list and is left out.",
                             form_place(table.sheet(), row.number, table.title("list_name"))});
            continue;
        }
        auto choice = read_choice(table, row);
        if (choice.name.empty()) {
            return refuse("A choice needs a name: it is what is stored.", table.sheet(), row.number,
                          table.title("name"));
        }
        if (choice.label.empty() && table.kind() != FormSheetKind::external_choices) {
            notes.push_back({"This choice has no label: nobody will see what it is.",
                             form_place(table.sheet(), row.number, table.title("label"))});
        }
        const auto [place, is_new] = places.emplace(name, lists.size());
        if (is_new) {
            lists.push_back({.name = name, .choices = {}});
        }
        lists[place->second].choices.push_back(std::move(choice));
    }
    for (auto& list : lists) {
        if (table.kind() == FormSheetKind::choices) {
            MINKA_TRY(check_names(list, table, settings));
        }
        find_out_itext(list);
    }
    return lists;
}

}  // namespace minka::forms
