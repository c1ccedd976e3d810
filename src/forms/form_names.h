#pragma once

#include "forms/expression_scan.h"
#include "forms/form_model.h"

#include <map>
#include <string>
#include <string_view>

namespace minka::forms {

/// Where an expression stands, for paths that are relative within a repeat.
struct ExpressionPlace {
    const FormElement* element = nullptr;  ///< Null: outside all questions, paths are absolute.
    std::size_t below = 0;                 ///< How many levels below the element it stands (an entity's attributes: 3).
    bool is_choice_filter = false;         ///< Evaluated for each item: a path to the form begins at current().
    const FormElement* items = nullptr;    ///< The items are the answers to this question of a repeat.
};

/// The names of a form and the paths they stand for.
class FormNames {
public:
    /// `model` must outlive it, and its survey be read.
    explicit FormNames(const FormModel& model);
    FormNames(const FormNames&) = delete;
    FormNames& operator=(const FormNames&) = delete;

    /// Problems: `invalid_input` (without a place) for a reference that is malformed, to no question or to several.
    Result<> check(std::string_view text) const;

    /// The one element of this name. Problems: as check.
    Result<const FormElement*> find(std::string_view name) const;

    /// `text` with each reference, all checked before, replaced by a path between two spaces. The path is relative
    /// when place and target share a repeat, so that it finds the instance of the repeat that it stands in.
    std::string expression(std::string_view text, const ExpressionPlace& place) const;

    /// The nodes that hold the answers to a question of a repeat, as the items of a select: the path to its group or
    /// repeat. From a select that shares a repeat with it the path goes up and down again, for an absolute one would
    /// lead clients to the select's own instance alone.
    std::string items_path(const FormElement& target, const FormElement& element) const;

private:
    std::string path(std::string_view text, const FormReference& reference, const ExpressionPlace& place) const;

    FormElement meta_;  ///< Holds the instanceID, which every form has and references may name.
    std::multimap<std::string, const FormElement*, std::less<>> elements_;
};

}  // namespace minka::forms
