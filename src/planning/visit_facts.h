#pragma once

#include "forms/submission_foresight.h"

namespace minka::planning {

// A row names its visit in one of two ways. `visit` is the visit's identifier, as a pack's list of visits gives it: it
// is sure, and may come before the plan does. Without it, `school` (the code of the school or of one of its sites),
// `code` ("V3") and `on` lead to the school's visit of that code in the cycle that holds the date; of several tries the
// one planned for that date, else the last. Such a row waits in quarantine until its visit is planned.

/// "attendance": who attended, of which visit, for how long. Fields: `visit`, or `school` and `code`; `person` (the
/// identifier of a person of the register, or several with spaces between, as a question of several choices gives them;
/// required), `attended` (no, false or 0 leaves the row out; without it who is named attended), `hours` (a number from
/// 0 to 24), `moment` and `on` (a date).
///
/// A row per person in `attendance`. Problems: `invalid_input` and `not_found` with the field and the row.
class AttendanceProjection final : public forms::FactProjection, public forms::ForeseeingFact {
public:
    std::string_view fact() const override { return "attendance"; }
    std::vector<std::string_view> fields() const override {
        return {"visit", "school", "code", "person", "attended", "hours", "moment", "on"};
    }
    Result<> project(storage::Writer& writer, const forms::Submission& submission,
                     std::span<const forms::FactRow> rows) override;
    /// Whether the register has each person.
    std::vector<storage::Question> questions_of(const ProgrammeId& programme,
                                                std::span<const forms::FactRow> rows) const override;
    Result<> withdraw(storage::Writer& writer, const forms::Submission& submission) override;
    Result<> clear(storage::Writer& writer) override;
};

/// "visit": what a visit report says of the visit as a whole. Fields: `visit`, or `school` and `code`; `outcome` (held,
/// partly_held or failed; required), `on` (a date, required), `cause` (of VisitCause), `moment`, `topic`,
/// `topic_version`, `hours`, `books`, `headcount`, `led_by` (mediators, teachers or together), `class_hours`,
/// `confidence_before` and `confidence_after` (0 to 10).
///
/// One row in `visit_report`; visit_reports.h says what becomes of the visit.
class VisitReportProjection final : public forms::FactProjection {
public:
    std::string_view fact() const override { return "visit"; }
    std::vector<std::string_view> fields() const override {
        return {"visit",           "school", "code",      "outcome",     "on",
                "cause",           "moment", "topic",     "hours",       "topic_version",
                "books",           "led_by", "headcount", "class_hours", "confidence_before",
                "confidence_after"};
    }
    Result<> project(storage::Writer& writer, const forms::Submission& submission,
                     std::span<const forms::FactRow> rows) override;
    Result<> withdraw(storage::Writer& writer, const forms::Submission& submission) override;
    Result<> clear(storage::Writer& writer) override;
};

}  // namespace minka::planning
