#pragma once

#include "base/local_date.h"
#include "forms/submission.h"

#include <optional>

namespace minka::forms {

// What the rows of a fact say, read as values. A problem names the field and the row: "hours in row 2".

std::string place_in(const FactRow& row, std::string_view field);

/// Nothing where it was not answered. Problems: `invalid_input`.
Result<std::optional<LocalDate>> date_in(const FactRow& row, std::string_view field);
/// From 0 to `most`. Problems: `invalid_input`.
Result<std::optional<double>> number_in(const FactRow& row, std::string_view field, double most);
/// A whole number from `least` to `most`. Problems: `invalid_input`.
Result<std::optional<std::int64_t>> whole_in(const FactRow& row, std::string_view field, std::int64_t least,
                                             std::int64_t most);
std::optional<std::string> text_in(const FactRow& row, std::string_view field);
/// "no", "false" and "0" say no; "yes", "true", "1", "si" and "sí" say yes. Problems: `invalid_input` for others.
Result<std::optional<bool>> yes_in(const FactRow& row, std::string_view field);
/// `text` is of the field. Problems: `invalid_input`.
Result<Uuid> identifier_in(const FactRow& row, std::string_view field, std::string_view text);
bool is_no(std::string_view word);

/// Takes the rows of one submission out of a table of projections.
Result<> withdraw_rows(storage::Writer& writer, const std::string& table, const Submission& submission);
/// Takes all rows of the programme out of it.
Result<> clear_rows(storage::Writer& writer, const std::string& table);

}  // namespace minka::forms
