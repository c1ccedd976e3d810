#pragma once

#include <string>
#include <string_view>

namespace minka::forms {

/// What a person meets in the form's body.
enum class FormControl { none, input, trigger, upload, select_one, select_multiple, rank, range };

/// What the word in the type column means.
struct QuestionKind {
    std::string_view name{};  ///< One word per kind, whatever was written: "image" for "photo".
    FormControl control = FormControl::none;
    std::string_view bind_type{};   ///< XForms data type; empty when the binding has none.
    std::string_view media_type{};  ///< Of an upload: "image/*".
    std::string_view preload{};     ///< jr:preload and its parameter.
    std::string_view preload_parameter{};
    std::string_view constraint{};
    std::string_view hint{};
    bool is_read_only = false;
};

/// The kind that a word names, in any of its spellings; null when no kind has this name. Selects with their list,
/// groups and external files are read elsewhere.
const QuestionKind* find_question_kind(std::string_view word);

/// The known word nearest to a misspelt one; empty when none is near.
std::string nearest_question_kind(std::string_view word);

}  // namespace minka::forms
