#pragma once

#include "base/result.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace minka::forms {

struct FieldChoice {
    std::string value;
    std::string label;         ///< In the language that was asked for; the value where there is none.
    std::string stands_for{};  ///< The code it had in an earlier version, as the form declares it: see ChoiceCode.

    const std::string& meaning() const { return stands_for.empty() ? value : stands_for; }
};

enum class FieldControl { none, input, select_one, select_many, rank, range, upload, trigger };

/// One question, calculation or piece of metadata of a form.
struct FormField {
    std::string path;                ///< "/data/grupo/pregunta"
    std::vector<std::string> steps;  ///< The names below the element of its table: "grupo", "pregunta".
    std::string type;                ///< As its bind says; "string" where it says nothing.
    FieldControl control{};
    std::string label;  ///< Empty where it has none.
    std::vector<FieldChoice> choices;
    bool names_person = false;  ///< Says who somebody is: see read_form_fields.

    bool is_place() const { return type == "geopoint" || type == "geotrace" || type == "geoshape"; }
};

/// The form itself, or one of its repeated groups: what becomes a table.
struct AnswerTable {
    std::string path;                ///< "/data", "/data/grupo/hijo"
    std::vector<std::string> steps;  ///< Below the element of its parent table; empty for the form.
    std::size_t parent = 0;          ///< The table it repeats in; itself for the form.
    std::vector<FormField> fields;   ///< In the order of the form.

    /// "hijo"; of the form itself, "Submissions".
    std::string name() const { return steps.empty() ? "Submissions" : steps.back(); }
};

/// One element of the form's shape: a group, a question or a repeated group, with what stands within.
struct AnswerElement {
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    std::string name;
    std::size_t table = 0;     ///< The table it stands in, or, of a repeated group, the one it begins.
    std::size_t field = none;  ///< In that table; none for groups and repeated groups.
    bool is_repeat = false;
    std::vector<std::size_t> children;  ///< Places in FormFields::elements.
};

/// Codes of a question in an older version of the form, by what the newest version writes for the same option.
struct RenamedCodes {
    std::size_t table = 0;
    std::size_t field = 0;
    std::map<std::string, std::string, std::less<>> now;

    /// An answer with each of its codes (several with spaces between) as it is written now.
    std::string written_now(std::string_view answer) const;
};

/// What a form's answers consist of, as its XForm says it.
struct FormFields {
    std::string form_id;
    std::string version;
    std::string title;
    std::string language;                 ///< Of the labels; empty for a form without translations.
    std::vector<std::string> languages;   ///< All it has.
    std::vector<AnswerTable> tables;      ///< The form first, and each before those within it.
    std::vector<AnswerElement> elements;  ///< The form's own element first.
    std::map<std::string, std::vector<RenamedCodes>, std::less<>> renamed;  ///< By older version, where codes changed.
};

/// Reads the questions of an XForm: groups, repeated groups, types, labels and choices. `language` is the name of a
/// translation ("Español (es)") or its code ("es"); another, or none, means the form's default.
///
/// A question names a person when it is metadata of the phone or its user (preload "property"), when it is bound to a
/// fact that stands for a person ("attendance.person"), or when its bind says so: minka:personal="yes". That somebody
/// wrote a name into a free answer cannot be known here.
///
/// Choices that come from a file of their own (jr://file-csv/...) are not read. Problems: those of read_xform.
Result<FormFields> read_form_fields(std::string_view xform, std::string_view language, const std::string& place);

/// Adds what an older version of the form has besides: questions, repeated groups, choices. The newer one's labels
/// stand. Where a question became a group, or the other way round, the newer one's shape stands.
///
/// Options that mean the same are one, under the newer one's code: `renamed` says which of the older version's codes
/// are written otherwise now. An option that is gone keeps its code, unless another option has that code by now: then
/// it is written as its version knew it, "3@2024".
void add_older_fields(FormFields& fields, const FormFields& older);

/// "grupo-pregunta": the steps with `separator` between.
std::string joined_steps(const std::vector<std::string>& steps, std::string_view separator);

}  // namespace minka::forms
