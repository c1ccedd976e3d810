#pragma once

#include "forms/export/export_columns.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace minka::forms {

enum class PlaceNotation { geojson, well_known_text };

/// How a filled form becomes JSON.
struct AnswerJsonStyle {
    ExportLayout layout;
    PlaceNotation places = PlaceNotation::geojson;
    bool expands_repeats = true;  ///< Repeated groups as arrays; else as links to their own table.
    /// Paths that are wanted alone, "grupo/pregunta"; a group means all within. Empty means all.
    std::vector<std::string> selected;
};

/// The value of one answer: a number, a text, a place; null for none. A number that cannot be read as one stays text.
void append_answer_value(std::string& out, const FormField& field, std::string_view answer, PlaceNotation places);

/// A place as GeoJSON geometry; nothing when the answer cannot be read as one.
/// Source: RFC 7946; the notation of answers: ODK XForms Specification, "Data types".
std::optional<std::string> geometry_json(const FormField& field, std::string_view answer);

/// What is known of the sending, as ODK Central's `__system`.
std::string system_json(const FeedRow& row, const ExportLayout& layout);

/// A row of a table as an object: its keys, of the form `__system`, and the answers with groups as objects.
void append_row_json(std::string& out, const FormFields& fields, const ExportRow& row, std::size_t table,
                     std::size_t number, const AnswerJsonStyle& style);

}  // namespace minka::forms
