#include "planning/visit_sources.h"

#include "planning/visit_reports.h"

#include <map>

namespace minka::planning {

namespace {

// The submissions that report each visit, as known at an instant.
Result<std::map<VisitId, std::vector<Uuid>>> reports_known(storage::Reader& reader, Instant known_at) {
    std::map<VisitId, std::vector<Uuid>> reports;
    MINKA_TRY(reader.each(
        "SELECT visit_report.visit_id, visit_report.submission_id FROM visit_report JOIN submission ON "
        "submission.programme_id = $1 AND submission.id = visit_report.submission_id WHERE visit_report.programme_id "
        "= $1 AND submission.received_at <= $2 ORDER BY visit_report.submission_id",
        [&](const storage::Row& row) -> Result<> {
            reports[row.get<VisitId>(0)].push_back(row.get<Uuid>(1));
            return {};
        },
        reader.programme(), known_at));
    return reports;
}

}  // namespace

std::string visited_school_within(const std::optional<registry::TerritoryId>& territory, std::string_view parameter) {
    // The whole programme asks no table of schools: a nil id is no school's.
    return territory ? " AND visit.school_id IN (SELECT school.id FROM school WHERE school.programme_id = $1" +
                           registry::school_condition(territory, "scope_land", parameter) + ")"
                     : " AND visit.school_id <> " + std::string(parameter);
}

std::string told_visits(const std::optional<registry::TerritoryId>& territory, Instant known_at,
                        std::string_view school) {
    const auto of_school = school.empty() ? std::string() : " AND visit.school_id = " + std::string(school);
    return registry::subtree_expression("scope_land", "$2") + ", " + reported_days(of_school) +
           ", told(id, code, number, moment, pair_id, school_id, planned_on, held_on) AS (SELECT visit.id, visit.code,"
           " visit.number, visit.moment, visit.pair_id,"
           " visit.school_id, visit.planned_on,"
           " CASE WHEN visit.outcome = 'failed' THEN NULL WHEN word.visit_id IS NULL THEN visit.held_on"
           " WHEN word.held_on IS NULL THEN NULL ELSE coalesce(visit.held_on, word.held_on) END FROM " +
           registry::table_known("visit", known_at, "$3") +
           " LEFT JOIN word ON word.visit_id = visit.id WHERE visit.programme_id = $1 AND visit.recorded_at <= $3 AND "
           "visit.cycle_id = $4" +
           visited_school_within(territory, "$2") + of_school + ")";
}

Result<std::vector<HeldVisit>> held_visits(storage::Reader& reader, const registry::Scope& scope,
                                           const programme::CycleId& cycle, const registry::TwoTimes& times,
                                           const std::optional<registry::SchoolId>& school) {
    MINKA_TRY(registry::check_scope(reader, scope));
    MINKA_TRY_ASSIGN(const auto reports, reports_known(reader, times.known_at));
    std::vector<HeldVisit> held;
    std::int64_t last_number = 0;
    const auto take = [&](const storage::Row& row) -> Result<> {
        HeldVisit visit{row.get<VisitId>(0),     row.get<registry::SchoolId>(1), row.get<std::string>(2),
                        row.get<std::string>(3), row.get<LocalDate>(4),          {}};
        const auto number = row.get<std::int64_t>(5);
        if (!held.empty() && held.back().school == visit.school && last_number == number) {
            return {};  // a later try of a visit that is counted already
        }
        last_number = number;
        if (const auto found = reports.find(visit.id); found != reports.end()) {
            visit.reports = found->second;
        }
        held.push_back(std::move(visit));
        return {};
    };
    MINKA_TRY(reader.each(
        "WITH RECURSIVE " + told_visits(scope.territory(), times.known_at) +
            " SELECT told.id, told.school_id, school.code, told.code, told.held_on, told.number FROM told JOIN school "
            "ON school.programme_id = $1 AND school.id = told.school_id WHERE told.held_on <= $5 AND told.school_id " +
            std::string(school ? "=" : "<>") +
            " $6 ORDER BY school.code, told.school_id, told.number, told.held_on, "
            "told.id",
        take, reader.programme(), scope.territory().value_or(registry::TerritoryId{}), times.known_at, cycle,
        times.as_of, school.value_or(registry::SchoolId{})));
    return held;
}

}  // namespace minka::planning
