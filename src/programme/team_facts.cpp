#include "programme/team_facts.h"

#include "base/text.h"
#include "forms/fact_value.h"

#include <algorithm>
#include <set>

namespace minka::programme {

using forms::FactRow;
using forms::Submission;
using storage::Writer;

namespace {

constexpr std::int64_t most_people = 10'000;
constexpr std::int64_t most_sessions = 1'000;

Result<LocalDate> required_date(const FactRow& row) {
    MINKA_TRY_ASSIGN(const auto on, forms::date_in(row, "on"));
    if (!on) {
        return invalid("The record does not say on what day it was.", forms::place_in(row, "on"));
    }
    return *on;
}

// The team of a UGEL that was convened last.
Result<Team> team_in(storage::Reader& reader, const FactRow& row) {
    const auto& code = row.value("ugel");
    std::vector<registry::TerritoryId> ugel;
    MINKA_TRY(reader.each(
        "SELECT id FROM territory WHERE programme_id = $1 AND code_system = 'ugel' AND code = $2",
        [&](const storage::Row& line) -> Result<> {
            ugel.push_back(line.get<registry::TerritoryId>(0));
            return {};
        },
        reader.programme(), code));
    for (const auto& id : ugel) {
        MINKA_TRY_ASSIGN(auto teams, reader.all<Team>("AND territory_id = $2 ORDER BY convened_on DESC, id DESC", id));
        if (!teams.empty()) {
            return std::move(teams.front().record);
        }
    }
    return problem(ProblemCode::not_found,
                   ugel.empty() ? "There is no UGEL '" + code.substr(0, 60) + "' in this programme."
                                : "The UGEL " + code.substr(0, 60) + " has no team yet.",
                   forms::place_in(row, "ugel"));
}

Result<GiaSessionId> session_in(storage::Reader& reader, const FactRow& row) {
    MINKA_TRY_ASSIGN(const auto team, team_in(reader, row));
    MINKA_TRY_ASSIGN(const auto number, forms::whole_in(row, "number", 1, most_sessions));
    if (!number) {
        return invalid("The record does not say which session of the plan it is of.", forms::place_in(row, "number"));
    }
    MINKA_TRY_ASSIGN(const auto session,
                     reader.value<GiaSessionId>(
                         "SELECT id FROM gia_session WHERE programme_id = $1 AND team_id = $2 AND number = $3",
                         reader.programme(), team.id, *number));
    if (!session) {
        return problem(ProblemCode::not_found,
                       "The team of the UGEL " + row.value("ugel").substr(0, 60) + " has no session " +
                           std::to_string(*number) + " in its plan yet.",
                       forms::place_in(row, "number"));
    }
    return *session;
}

Result<std::optional<std::string>> modality_in(const FactRow& row) {
    auto text = forms::text_in(row, "modality");
    if (text && *text != "in_person" && *text != "virtual" && *text != "mixed") {
        return invalid("'" + text->substr(0, 60) + "' is none of in_person, virtual and mixed.",
                       forms::place_in(row, "modality"));
    }
    return text;
}

// The answers to "autonomy.<criterion>": how many are yes, of how many.
struct Criteria {
    std::int64_t met = 0;
    std::int64_t asked = 0;
};

Result<Criteria> criteria_in(const FactRow& row) {
    Criteria criteria;
    for (const auto& [field, text] : row.values) {
        constexpr std::string_view prefix = "autonomy.";
        if (!field.starts_with(prefix)) {
            continue;
        }
        if (std::ranges::find(autonomy_criteria, std::string_view(field).substr(prefix.size())) ==
            autonomy_criteria.end()) {
            return invalid("Autonomy is asked by budget, diagnosis, plan, renewal and monitoring.",
                           forms::place_in(row, field));
        }
        MINKA_TRY_ASSIGN(const auto answer, forms::yes_in(row, field));
        criteria.met += answer.value_or(false) ? 1 : 0;
        criteria.asked += answer ? 1 : 0;
    }
    return criteria;
}

Result<> record_conditions(Writer& writer, const Submission& submission, const FactRow& row) {
    constexpr std::string_view prefix = "condition.";
    for (const auto& [field, text] : row.values) {
        if (!field.starts_with(prefix)) {
            continue;
        }
        MINKA_TRY_ASSIGN(const auto degree, forms::whole_in(row, field, 0, 3));
        if (degree) {
            MINKA_TRY(
                writer.project("INSERT INTO team_condition (programme_id, submission_id, condition, degree) "
                               "VALUES ($1, $2, $3, $4)",
                               writer.programme(), submission.id, field.substr(prefix.size()), *degree));
        }
    }
    return {};
}

}  // namespace

Result<> GiaProjection::project(Writer& writer, const Submission& submission, std::span<const FactRow> rows) {
    if (rows.size() != 1) {
        return invalid("A record is of one session.", "gia");
    }
    const auto& row = rows.front();
    MINKA_TRY_ASSIGN(const auto session, session_in(writer, row));
    MINKA_TRY_ASSIGN(const auto on, required_date(row));
    MINKA_TRY_ASSIGN(const auto modality, modality_in(row));
    MINKA_TRY_ASSIGN(const auto hours, forms::number_in(row, "hours", 24));
    MINKA_TRY_ASSIGN(const auto due, forms::whole_in(row, "due", 0, most_sessions));
    MINKA_TRY_ASSIGN(const auto reviewed, forms::whole_in(row, "reviewed", 0, most_sessions));
    MINKA_TRY_ASSIGN(const auto agreed, forms::whole_in(row, "agreed", 0, most_sessions));
    MINKA_TRY_ASSIGN(const auto teachers, forms::whole_in(row, "teachers", 0, most_people));
    MINKA_TRY_ASSIGN(const auto promoters, forms::whole_in(row, "promoters", 0, most_people));
    MINKA_TRY_ASSIGN(const auto coordinators, forms::whole_in(row, "coordinators", 0, most_people));
    if (reviewed.value_or(0) > due.value_or(0)) {
        return invalid("More agreements were reviewed than were due.", forms::place_in(row, "reviewed"));
    }
    MINKA_TRY(writer.project(
        "INSERT INTO gia_report (programme_id, session_id, submission_id, held_on, modality, hours, led_by, due, "
        "reviewed, agreed, teachers, promoters, coordinators) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
        "$12, $13)",
        writer.programme(), session, submission.id, on, modality, hours, forms::text_in(row, "led_by"), due, reviewed,
        agreed, teachers, promoters, coordinators));
    return {};
}

Result<> GiaProjection::withdraw(Writer& writer, const Submission& submission) {
    return forms::withdraw_rows(writer, "gia_report", submission);
}

Result<> GiaProjection::clear(Writer& writer) { return forms::clear_rows(writer, "gia_report"); }

Result<std::map<GiaSessionId, GiaReport>> gia_reports(storage::Reader& reader, const registry::TwoTimes& times) {
    std::map<GiaSessionId, GiaReport> reports;
    MINKA_TRY(reader.each(
        "SELECT gia_report.session_id, gia_report.submission_id, gia_report.held_on, coalesce(gia_report.due, 0), "
        "coalesce(gia_report.reviewed, 0), coalesce(gia_report.teachers, 0) + coalesce(gia_report.promoters, 0) + "
        "coalesce(gia_report.coordinators, 0) FROM gia_report JOIN submission ON submission.programme_id = $1 AND "
        "submission.id = gia_report.submission_id WHERE gia_report.programme_id = $1 AND submission.received_at <= $2 "
        "AND gia_report.held_on <= $3 ORDER BY gia_report.submission_id",
        [&](const storage::Row& row) -> Result<> {
            const auto session = row.get<GiaSessionId>(0);
            const auto [found, is_first] = reports.try_emplace(session, GiaReport{session,
                                                                                  row.get<LocalDate>(2),
                                                                                  row.get<std::int64_t>(3),
                                                                                  row.get<std::int64_t>(4),
                                                                                  row.get<std::int64_t>(5),
                                                                                  {}});
            found->second.submissions.push_back(row.get<Uuid>(1));
            return {};
        },
        reader.programme(), times.known_at, times.as_of));
    return reports;
}

Result<> FollowUpProjection::project(Writer& writer, const Submission& submission, std::span<const FactRow> rows) {
    if (rows.size() != 1) {
        return invalid("A follow-up is of one team.", "team");
    }
    const auto& row = rows.front();
    MINKA_TRY_ASSIGN(const auto team, team_in(writer, row));
    MINKA_TRY_ASSIGN(const auto on, required_date(row));
    MINKA_TRY_ASSIGN(const auto has_resolution, forms::yes_in(row, "resolution"));
    MINKA_TRY_ASSIGN(const auto valid_to, forms::date_in(row, "valid_to"));
    MINKA_TRY_ASSIGN(const auto members, forms::whole_in(row, "members", 0, most_people));
    MINKA_TRY_ASSIGN(const auto planned, forms::whole_in(row, "sessions_planned", 0, most_sessions));
    MINKA_TRY_ASSIGN(const auto held, forms::whole_in(row, "sessions_held", 0, most_sessions));
    MINKA_TRY_ASSIGN(const auto autonomy, criteria_in(row));
    MINKA_TRY(writer.project(
        "INSERT INTO team_follow_up (programme_id, submission_id, territory_id, team_id, followed_on, stage, "
        "has_resolution, resolution_number, valid_to, members, plan, sessions_planned, sessions_held, autonomy_met, "
        "autonomy_asked) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        writer.programme(), submission.id, team.territory_id, team.id, on, forms::text_in(row, "stage"), has_resolution,
        forms::text_in(row, "resolution_number"), valid_to, members, forms::text_in(row, "plan"), planned, held,
        autonomy.met, autonomy.asked));
    return record_conditions(writer, submission, row);
}

Result<> FollowUpProjection::withdraw(Writer& writer, const Submission& submission) {
    MINKA_TRY(forms::withdraw_rows(writer, "team_condition", submission));
    return forms::withdraw_rows(writer, "team_follow_up", submission);
}

Result<> FollowUpProjection::clear(Writer& writer) {
    MINKA_TRY(forms::clear_rows(writer, "team_condition"));
    return forms::clear_rows(writer, "team_follow_up");
}

Result<std::vector<FollowUp>> last_follow_ups(storage::Reader& reader, const registry::Scope& scope,
                                              const registry::TwoTimes& times) {
    MINKA_TRY_ASSIGN(const auto ids, registry::territories_within(reader, scope));
    const std::set<registry::TerritoryId> within(ids.begin(), ids.end());
    std::vector<FollowUp> last;
    MINKA_TRY(reader.each(
        "SELECT f.submission_id, f.territory_id, f.followed_on, f.stage, f.has_resolution, f.members, f.plan, "
        "f.sessions_planned, f.sessions_held, f.autonomy_met, f.autonomy_asked FROM team_follow_up f JOIN submission "
        "ON submission.programme_id = $1 AND submission.id = f.submission_id WHERE f.programme_id = $1 AND "
        "submission.received_at <= $2 AND f.followed_on <= $3 ORDER BY f.territory_id, f.followed_on DESC, "
        "f.submission_id DESC",
        [&](const storage::Row& row) -> Result<> {
            const auto ugel = row.get<registry::TerritoryId>(1);
            if (within.contains(ugel) && (last.empty() || last.back().ugel != ugel)) {
                last.push_back({row.get<Uuid>(0), ugel, row.get<LocalDate>(2), row.get<std::optional<std::string>>(3),
                                row.get<std::optional<bool>>(4), row.get<std::optional<std::int64_t>>(5),
                                row.get<std::optional<std::string>>(6), row.get<std::optional<std::int64_t>>(7),
                                row.get<std::optional<std::int64_t>>(8), row.get<std::int64_t>(9),
                                row.get<std::int64_t>(10)});
            }
            return {};
        },
        reader.programme(), times.known_at, times.as_of));
    return last;
}

}  // namespace minka::programme
