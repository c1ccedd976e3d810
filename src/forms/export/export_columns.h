#pragma once

#include "forms/export/answer_rows.h"
#include "forms/export/submission_feed.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace minka::forms {

/// What may be in an export, and how it is laid out.
struct ExportLayout {
    bool splits_selects = false;    ///< A column of 0 and 1 for each choice of a select_multiple, besides its own.
    bool withholds_persons = true;  ///< Who sent it, and questions that name a person.
    bool withholds_places = true;   ///< Where a phone stood.
};

/// Whether a question stays out of an export.
bool is_withheld(const FormField& field, const ExportLayout& layout);

/// A column of a table with answers.
struct ExportColumn {
    enum class Content {
        answer,
        latitude,
        longitude,
        altitude,
        accuracy,
        choice,  ///< 1 when `choice` is among the answers, 0 when others are, empty without an answer.
        received,
        key,
        parent_key,
        sender,
        device,
        review_state,
        edits,
        form_version,
    };
    std::string header;  ///< "grupo-pregunta"
    Content content = Content::answer;
    std::size_t field = 0;
    std::string choice;
};

/// The columns that ODK Central's CSV has: of the form SubmissionDate, the answers, KEY and what is known of the
/// sending; of a repeated group its answers, PARENT_KEY and KEY. A geopoint has four columns. Those withheld are
/// absent.
std::vector<ExportColumn> columns_of(const FormFields& fields, std::size_t table, const ExportLayout& layout);

/// The names of questions that the layout keeps out, "grupo-pregunta".
std::vector<std::string> withheld_names(const FormFields& fields, const ExportLayout& layout);

/// One filled form with its keys, while it is written.
struct ExportRow {
    const FeedRow* feed = nullptr;
    const AnswerRows* answers = nullptr;
    /// The key of a row: "uuid:..." of the form, "uuid:.../grupo/hijo[2]" of a repetition.
    std::string key(const FormFields& fields, std::size_t table, std::size_t row) const;
    std::string parent_key(const FormFields& fields, std::size_t table, std::size_t row) const;
};

/// The text of one cell. `scratch` holds it where it stands nowhere else.
std::string_view cell_text(const ExportColumn& column, const FormFields& fields, const ExportRow& row,
                           std::size_t table, std::size_t number, std::string& scratch);

/// "2026-03-02T12:00:00.000Z": when it was received, to the millisecond as ODK Central says it; of an anonymous sheet
/// the date alone.
std::string received_text(const FeedRow& row);

/// The identifier a client gave a submission: "uuid:..." of the first of its corrections' chain.
std::string instance_key(const FeedRow& row);

}  // namespace minka::forms
