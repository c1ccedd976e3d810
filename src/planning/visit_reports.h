#pragma once

#include "planning/visit.h"
#include "storage/reader.h"

#include <span>
#include <string>
#include <vector>

namespace minka::planning {

/// What the reports of a visit say together.
struct VisitWord {
    VisitOutcome outcome{};
    LocalDate held_on;
    std::optional<VisitCause> cause;
};

/// The visit as it stands once its reports are read. The record keeps what the office wrote, and reports are worked out
/// anew from their submissions: neither writes into the other.
///
/// Any visit with a report is `reported`, whatever the office had not written yet, and stays `returned` when it is. Of
/// two outcomes (of two reports, or of a report and the office) the lesser stands: failed, held in part, held.
Visit after_reports(Visit visit, const VisitWord& word);

/// Applies `after_reports` to those that have one. One query for all.
Result<> follow_reports(storage::Reader& reader, std::span<Visit> visits);
Result<> follow_reports(storage::Reader& reader, std::span<storage::Stored<Visit>> visits);
Result<Visit> follow_reports(storage::Reader& reader, Visit visit);

/// For lists by state, on a row of `visit`: whether a report came, and whether one says that it failed while the office
/// has not said so.
std::string has_report();
std::string reported_failure();

/// The outcome and day of each visit with reports known at the instant `$3` of a query, as a common table
/// "word(visit_id, held_on)": `held_on` is null where one of them says that it failed. `visits` narrows
/// them to some visits: " AND visit.school_id = $5".
std::string reported_days(const std::string& visits = "");

/// A submission that says something of a visit: what a number about it rests on.
struct VisitSource {
    Uuid submission;
    VisitOutcome outcome{};
    LocalDate held_on;
    std::int64_t attended = 0;  ///< People of the register in the same submission.
};

/// The reports of one visit, by submission.
Result<std::vector<VisitSource>> sources_of(storage::Reader& reader, const VisitId& visit);

}  // namespace minka::planning
