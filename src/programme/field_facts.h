#pragma once

#include "forms/submission.h"

namespace minka::programme {

/// "attendance": who attended, of which visit, for how long. Fields: `visit` (the visit's identifier, required),
/// `person` (the identifier of a person of the register, or several with spaces between, as a question of several
/// choices gives them; required), `attended` (no, false or 0 leaves the row out; without it who is named attended),
/// `hours` (a number from 0 to 24), `moment` and `on` (a date).
///
/// A row per person in `attendance`. Problems: `invalid_input` and `not_found` with the field and the row.
class AttendanceProjection final : public forms::FactProjection {
public:
    std::string_view fact() const override { return "attendance"; }
    std::vector<std::string_view> fields() const override {
        return {"visit", "person", "attended", "hours", "moment", "on"};
    }
    Result<> project(storage::Writer& writer, const forms::Submission& submission,
                     std::span<const forms::FactRow> rows) override;
    Result<> withdraw(storage::Writer& writer, const forms::Submission& submission) override;
    Result<> clear(storage::Writer& writer) override;
};

/// "visit": what a visit report says of the visit as a whole. Fields: `visit` (required), `outcome` (held, partly_held
/// or failed; required), `on` (a date, required), `moment`, `topic`, `topic_version`, `hours`, `books`, `headcount`,
/// `class_hours`, `confidence_before`, `confidence_after`.
///
/// One row in `visit_report`, which whoever plans visits reads by `visit_id`.
class VisitReportProjection final : public forms::FactProjection {
public:
    std::string_view fact() const override { return "visit"; }
    std::vector<std::string_view> fields() const override {
        return {"visit",
                "outcome",
                "on",
                "moment",
                "topic",
                "topic_version",
                "hours",
                "books",
                "headcount",
                "class_hours",
                "confidence_before",
                "confidence_after"};
    }
    Result<> project(storage::Writer& writer, const forms::Submission& submission,
                     std::span<const forms::FactRow> rows) override;
    Result<> withdraw(storage::Writer& writer, const forms::Submission& submission) override;
    Result<> clear(storage::Writer& writer) override;
};

}  // namespace minka::programme
