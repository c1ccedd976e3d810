#pragma once

#include "base/result.h"
#include "forms/form_workbook.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace minka::forms {

/// A remark on a form that does not stop its conversion. `place` is "sheet:row:column", as far as known.
struct FormNote {
    std::string message;
    std::string place;

    friend bool operator==(const FormNote&, const FormNote&) = default;
};

/// "survey:4:label"; without row 0, without an empty column.
std::string form_place(std::string_view sheet, std::uint64_t row, std::string_view column = {});

/// A refusal with its place.
std::unexpected<Problem> refuse(std::string message, std::string_view sheet, std::uint64_t row,
                                std::string_view column = {});

/// Straight quotes for curly ones; with `runs_too`, runs of spaces become one.
std::string clean_form_text(std::string_view text, bool runs_too);

/// A text in no language, in some, or both. Languages stand in the order of their columns; "" is the text of the
/// column without a language.
struct FormText {
    std::vector<std::pair<std::string, std::string>> by_language;
    std::string column;  ///< The title of its first filled column, for problems.

    bool empty() const { return by_language.empty(); }
    bool is_translated() const { return by_language.size() > 1 || (!empty() && !by_language.front().first.empty()); }
    /// The one text without a language; empty when there is none.
    std::string_view plain() const;
};

/// A column of a sheet: what was written above it, and what it means. {"label", "es"}, {"bind", "relevant"},
/// {"media", "image", "es"}.
struct FormColumn {
    std::string title;
    std::vector<std::string> path;
};

/// What the settings' column id_string means beside a form_id: nothing any more.
inline constexpr std::string_view superseded_id = "superseded_id";

enum class FormSheetKind { survey, choices, settings, entities, external_choices, osm };

std::string_view sheet_name(FormSheetKind kind);

/// A sheet with its columns understood: alternative titles mean the same column.
class FormTable {
public:
    /// Problems: `invalid_input` when two titles mean one column, or a column that must be there is not.
    static Result<FormTable> read(FormSheetKind kind, const FormSheet& sheet);

    FormTable() = default;

    FormSheetKind kind() const { return kind_; }
    std::string_view sheet() const { return sheet_name(kind_); }
    const std::vector<FormColumn>& columns() const { return columns_; }
    const std::vector<FormRow>& rows() const { return rows_; }
    std::vector<FormRow>& rows() { return rows_; }

    /// The cell of a column named by one word; empty when there is none.
    std::string_view value(const FormRow& row, std::string_view column) const;
    std::string_view value(const FormRow& row, std::string_view group, std::string_view name) const;
    /// The title a person reads above a column; the word itself when there is no such column.
    std::string_view title(std::string_view column) const;
    /// A column with its languages.
    FormText text(const FormRow& row, std::string_view column) const;
    /// The filled cells of a group ("bind", "control", "media", "instance"), each with its languages.
    std::vector<std::pair<std::string, FormText>> group(const FormRow& row, std::string_view name) const;
    bool has_column(std::string_view column) const;

private:
    FormSheetKind kind_ = FormSheetKind::survey;
    std::vector<FormColumn> columns_;
    std::vector<FormRow> rows_;
};

/// A remark for each unknown column whose title is nearly that of a known one.
std::vector<FormNote> misspelt_columns(const FormTable& table);

}  // namespace minka::forms
