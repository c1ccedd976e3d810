#include "planning/visit_facts.h"

#include "base/text.h"
#include "forms/fact_value.h"
#include "planning/visit.h"
#include "programme/cycle.h"
#include "programme/fact_choice.h"

#include <set>

namespace minka::planning {

namespace {

using forms::clear_rows;
using forms::date_in;
using forms::FactRow;
using forms::identifier_in;
using forms::is_no;
using forms::number_in;
using forms::place_in;
using forms::Submission;
using forms::text_in;
using forms::withdraw_rows;
using programme::choice_in;
using storage::Writer;

// The school of a code: its own, or that of one of its sites.
Result<Uuid> school_in(storage::Reader& reader, const FactRow& row) {
    const auto& code = row.value("school");
    std::vector<Uuid> found;
    MINKA_TRY(reader.each(
        "SELECT id FROM school WHERE programme_id = $1 AND code = $2 UNION SELECT school_id FROM site WHERE "
        "programme_id = $1 AND code = $2",
        [&](const storage::Row& line) -> Result<> {
            found.push_back(line.get<Uuid>(0));
            return {};
        },
        reader.programme(), code));
    if (found.size() != 1) {
        return problem(ProblemCode::not_found, "There is no one school '" + code.substr(0, 60) + "' in this programme.",
                       place_in(row, "school"));
    }
    return found.front();
}

Result<Uuid> visit_by_code(storage::Reader& reader, const FactRow& row) {
    if (row.value("school").empty() || row.value("code").empty()) {
        return invalid("Name the visit: its identifier, or the school's code and the visit's.", place_in(row, "visit"));
    }
    MINKA_TRY_ASSIGN(const auto school, school_in(reader, row));
    MINKA_TRY_ASSIGN(const auto on, date_in(row, "on"));
    if (!on) {
        return invalid("Without the visit's identifier its date is needed.", place_in(row, "on"));
    }
    // The last try first, and before it one that was planned for this day.
    MINKA_TRY_ASSIGN(
        const auto found,
        reader.value<Uuid>(
            "SELECT visit.id FROM visit JOIN cycle ON cycle.programme_id = $1 AND cycle.id = visit.cycle_id WHERE "
            "visit.programme_id = $1 AND visit.school_id = $2 AND visit.code = $3 AND cycle.starts_on <= $4 AND "
            "cycle.ends_on >= $4 ORDER BY CASE WHEN visit.planned_on = $4 THEN 0 ELSE 1 END, visit.planned_on DESC, "
            "visit.id DESC LIMIT 1",
            reader.programme(), school, row.value("code"), *on));
    if (!found) {
        return problem(ProblemCode::not_found,
                       "No visit " + row.value("code").substr(0, 20) + " is planned for the school " +
                           row.value("school").substr(0, 20) + " in the cycle of " + on->text() + ".",
                       place_in(row, "code"));
    }
    return *found;
}

Result<Uuid> visit_in_row(storage::Reader& reader, const FactRow& row) {
    const auto& text = row.value("visit");
    return text.empty() ? visit_by_code(reader, row) : identifier_in(row, "visit", text);
}

struct Attendance {
    Uuid visit;
    std::optional<double> hours;
    std::optional<std::string> moment;
    std::optional<LocalDate> on;
};

constexpr std::string_view person_question = "SELECT 1 FROM person WHERE programme_id = $1 AND id = $2";

// An empty repetition names nobody, and somebody on the list who did not come attended nothing.
bool names_attendees(const FactRow& row) { return !row.value("person").empty() && !is_no(row.value("attended")); }

// A sheet's rows, which are written together. What stands under another submission is not looked at.
struct AttendanceSheet {
    std::set<std::pair<Uuid, Uuid>> seen;  ///< Visit, person.
    std::vector<std::vector<storage::Value>> rows;
};

Result<> add_attendance(Writer& writer, const Submission& submission, const FactRow& row, const Attendance& said,
                        AttendanceSheet& sheet) {
    for (const auto text : split(row.value("person"), ' ')) {
        if (text.empty()) {
            continue;
        }
        MINKA_TRY_ASSIGN(const auto person, identifier_in(row, "person", text));
        MINKA_TRY_ASSIGN(const auto known, writer.value<std::int64_t>(person_question, writer.programme(), person));
        if (!known) {
            return problem(ProblemCode::not_found, "The register has no person " + to_string(person) + ".",
                           place_in(row, "person"));
        }
        if (!sheet.seen.emplace(said.visit, person).second) {
            return invalid("The same person stands twice in the attendance of one visit.", place_in(row, "person"));
        }
        sheet.rows.push_back({storage::to_value(writer.programme()), storage::to_value(submission.id),
                              storage::to_value(person), storage::to_value(said.visit), storage::to_value(said.hours),
                              storage::to_value(said.moment), storage::to_value(said.on)});
    }
    return {};
}

}  // namespace

Result<> AttendanceProjection::project(Writer& writer, const Submission& submission, std::span<const FactRow> rows) {
    AttendanceSheet sheet;
    for (const auto& row : rows) {
        if (!names_attendees(row)) {
            continue;
        }
        Attendance said;
        MINKA_TRY_ASSIGN(said.visit, visit_in_row(writer, row));
        MINKA_TRY_ASSIGN(said.hours, number_in(row, "hours", 24));
        MINKA_TRY_ASSIGN(said.on, date_in(row, "on"));
        said.moment = text_in(row, "moment");
        MINKA_TRY(add_attendance(writer, submission, row, said, sheet));
    }
    return writer.project_each(
        "INSERT INTO attendance (programme_id, submission_id, person_id, visit_id, hours, moment, attended_on) VALUES "
        "($1, $2, $3, $4, $5, $6, $7)",
        sheet.rows);
}

std::vector<storage::Question> AttendanceProjection::questions_of(const ProgrammeId& programme,
                                                                  std::span<const FactRow> rows) const {
    std::vector<storage::Question> questions;
    for (const auto& row : rows) {
        for (const auto text : split(names_attendees(row) ? row.value("person") : std::string_view(), ' ')) {
            if (const auto person = parse_uuid(text)) {
                questions.push_back(
                    {std::string(person_question), {storage::to_value(programme), storage::to_value(*person)}});
            }
        }
    }
    return questions;
}

Result<> AttendanceProjection::withdraw(Writer& writer, const Submission& submission) {
    return withdraw_rows(writer, "attendance", submission);
}

Result<> AttendanceProjection::clear(Writer& writer) { return clear_rows(writer, "attendance"); }

Result<> VisitReportProjection::project(Writer& writer, const Submission& submission, std::span<const FactRow> rows) {
    if (rows.size() != 1) {
        return invalid("A report is of one visit.", "visit");
    }
    const auto& row = rows.front();
    MINKA_TRY_ASSIGN(const auto visit, visit_in_row(writer, row));
    MINKA_TRY_ASSIGN(const auto outcome, choice_in<VisitOutcome>(row, "outcome"));
    if (!outcome) {
        return invalid("The report does not say how the visit came out.", place_in(row, "outcome"));
    }
    MINKA_TRY_ASSIGN(const auto cause, choice_in<VisitCause>(row, "cause"));
    MINKA_TRY_ASSIGN(const auto leaders, choice_in<VisitLeaders>(row, "led_by"));
    MINKA_TRY_ASSIGN(const auto on, date_in(row, "on"));
    if (!on) {
        return invalid("The report does not say on what day the visit was.", place_in(row, "on"));
    }
    constexpr double most_people = 100'000;
    MINKA_TRY_ASSIGN(const auto hours, number_in(row, "hours", 24));
    MINKA_TRY_ASSIGN(const auto class_hours, number_in(row, "class_hours", 24));
    MINKA_TRY_ASSIGN(const auto books, number_in(row, "books", most_people));
    MINKA_TRY_ASSIGN(const auto headcount, number_in(row, "headcount", most_people));
    MINKA_TRY_ASSIGN(const auto before, number_in(row, "confidence_before", 10));
    MINKA_TRY_ASSIGN(const auto after, number_in(row, "confidence_after", 10));
    MINKA_TRY(writer.project(
        "INSERT INTO visit_report (programme_id, visit_id, submission_id, outcome, held_on, moment, topic, "
        "topic_version, hours, books, headcount, class_hours, confidence_before, confidence_after, cause, led_by) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        writer.programme(), visit, submission.id, *outcome, *on, text_in(row, "moment"), text_in(row, "topic"),
        text_in(row, "topic_version"), hours, books, headcount, class_hours, before, after, cause, leaders));
    return {};
}

Result<> VisitReportProjection::withdraw(Writer& writer, const Submission& submission) {
    return withdraw_rows(writer, "visit_report", submission);
}

Result<> VisitReportProjection::clear(Writer& writer) { return clear_rows(writer, "visit_report"); }

}  // namespace minka::planning
