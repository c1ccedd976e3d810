#pragma once

#include "forms/form_sheets.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace minka::forms {

/// Reads the survey sheet into a tree of elements.
///
/// `model.settings`, `model.lists` and `model.osm_lists` are read before; choices that the sheet implies ("other") are
/// added to the lists. Remarks go to `model.notes`.
class SurveyReader {
public:
    SurveyReader(const FormSheets& sheets, FormModel& model) : sheets_(sheets), table_(sheets.survey), model_(model) {}

    /// Problems: `invalid_input` with the row and column: unknown types, names that are missing, wrong or taken,
    /// begins without an end, lists that are not there, parameters of another type.
    Result<> read();

private:
    struct Open {
        FormElement* element = nullptr;
        std::string word{};  ///< "group", "repeat" or "loop".
        std::string loop_list{};
        bool is_table_list = false;
        std::string table_list{};  ///< The list its rows share, once one is read.
    };

    bool is_declared_prefix(std::string_view prefix) const;
    Result<> check_attributes() const;
    Result<> read_row(const FormRow& row);
    bool read_setting(std::string_view type, std::string_view value);
    Result<> begin_section(const FormRow& row, const std::string& word, const std::string& rest);
    Result<> end_section(const FormRow& row, const std::string& word);
    Result<> read_external(const FormRow& row, std::string_view extension);
    Result<> read_question(const FormRow& row, const QuestionKind& kind);
    Result<> read_osm(const FormRow& row, const std::string& list);
    Result<bool> read_select(const FormRow& row, const std::string& type);
    Result<> read_select_parameters(FormElement& question, const FormRow& row);
    Result<> find_file(FormElement& question, const FormRow& row, const std::string& list);
    Result<> find_list(FormElement& question, const FormRow& row, const std::string& list);
    Result<> place_in_table_list(FormElement& question, const FormRow& row);
    Result<> add_other(const FormElement& question, const FormRow& row);
    Result<> unroll_loop(FormElement& loop, const std::string& list, const FormRow& row);
    Result<> name_element(FormElement& element, const FormRow& row, FormElement& parent);
    Result<> check_question(FormElement& question, const FormRow& row);
    Result<> read_triggers(FormElement& element, const FormRow& row);
    Result<> count_repeat(FormElement& repeat, FormElement& parent);
    Result<> check_searches() const;

    std::unique_ptr<FormElement> new_element(const FormRow& row, FormElement::Kind kind) const;
    Result<FormElement*> add(std::unique_ptr<FormElement> element, const FormRow& row);
    FormElement& top() { return *open_.back().element; }
    std::unexpected<Problem> refuse_cell(std::string message, const FormRow& row, std::string_view column) const;
    void note(std::string message, const FormRow& row, std::string_view column);

    const FormSheets& sheets_;
    const FormTable& table_;
    FormModel& model_;
    std::vector<Open> open_;
    std::map<const FormElement*, std::multimap<std::string, std::string>> names_;  ///< By lower case, per section.
    std::set<std::string> repeat_names_;
};

}  // namespace minka::forms
