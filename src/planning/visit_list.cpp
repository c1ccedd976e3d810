#include "planning/visit_list.h"

#include "planning/visit_reports.h"
#include "registry/word_choice.h"

namespace minka::planning {

namespace {

using registry::AccessRole;
using storage::Reader;

/// "visit.pair_id = $8", or a condition that every visit meets: a nil id is nobody's.
std::string same(std::string_view column, std::string_view parameter, bool is_asked) {
    return " AND visit." + std::string(column) + (is_asked ? " = " : " <> ") + std::string(parameter);
}

std::string condition(const VisitSight& sight, const VisitFilter& filter) {
    std::string text = " AND visit.school_id IN (SELECT school.id FROM school WHERE school.programme_id = $1" +
                       registry::school_condition(sight.scope().territory(), "scope_land", "$2") + ")";
    text += sight.person() ? " AND visit.pair_id IN (SELECT pair_member.pair_id FROM pair_member"
                             " WHERE pair_member.programme_id = $1 AND pair_member.person_id = $3"
                             " AND pair_member.valid_from <= visit.planned_on"
                             " AND (pair_member.valid_to IS NULL OR pair_member.valid_to > visit.planned_on))"
                           : " AND visit.pair_id <> $3";
    const bool is_of_failed = filter.state == VisitState::failed && filter.retried == VisitFilter::Retried::not_yet;
    text += " AND visit.planned_on >= $4 AND visit.planned_on <= $5 AND ($6 = '' OR " + reported_state() + " = $6" +
            (is_of_failed ? " OR " + reported_failure() : std::string()) + ")";
    text += same("cycle_id", "$7", filter.cycle.has_value()) + same("pair_id", "$8", filter.pair.has_value()) +
            same("school_id", "$9", filter.school.has_value()) + same("id", "$10", filter.visit.has_value());
    if (filter.retried == VisitFilter::Retried::not_yet) {
        text +=
            " AND NOT EXISTS (SELECT 1 FROM visit later WHERE later.programme_id = $1"
            " AND later.replaces_id = visit.id)";
    }
    return text;
}

Result<std::vector<Visit>> read_visits(Reader& reader, const VisitSight& sight, const VisitFilter& filter,
                                       const registry::PageKey& after, std::int64_t limit) {
    std::vector<Visit> found;
    if (sight.sees_nothing()) {
        return found;
    }
    MINKA_TRY(registry::check_scope(reader, sight.scope()));
    const auto first = *LocalDate::of(1900, 1, 1);
    const auto last = *LocalDate::of(2199, 12, 31);
    const auto sql = "WITH RECURSIVE " + registry::subtree_expression("scope_land", "$2") +
                     " SELECT version, recorded_at" + storage::record_column_list<Visit>() +
                     " FROM visit WHERE visit.programme_id = $1" + condition(sight, filter) +
                     " AND (visit.planned_on, visit.id) > ($11, $12) ORDER BY visit.planned_on, visit.id LIMIT $13";
    MINKA_TRY(reader.each(
        sql,
        [&](const storage::Row& row) -> Result<> {
            found.push_back(storage::record_from_row<Visit>(row).record);
            return {};
        },
        reader.programme(), sight.scope().territory().value_or(registry::TerritoryId{}),
        sight.person().value_or(registry::PersonId{}), filter.from.value_or(first), filter.to.value_or(last),
        filter.state ? registry::name_of(*filter.state) : std::string(), filter.cycle.value_or(programme::CycleId{}),
        filter.pair.value_or(MediatorPairId{}), filter.school.value_or(registry::SchoolId{}),
        filter.visit.value_or(VisitId{}), after.search_name, after.id, limit));
    MINKA_TRY(follow_reports(reader, std::span(found)));
    return found;
}

}  // namespace

VisitSight VisitSight::of(const registry::Scope& scope, const std::optional<registry::PersonId>& person) {
    if (!scope.role() || *scope.role() == AccessRole::coordinator) {
        return VisitSight(scope, Reach::land, {});
    }
    if (*scope.role() == AccessRole::mediator && person) {
        return VisitSight(scope, Reach::own_pairs, person);
    }
    return VisitSight(scope, Reach::nothing, {});
}

Result<registry::Page<Visit>> visits_in(Reader& reader, const VisitSight& sight, const VisitFilter& filter,
                                        const std::optional<registry::PageKey>& page_after, std::int64_t limit) {
    if (limit < 1 || limit > registry::longest_page) {
        return invalid("A page holds 1 to " + std::to_string(registry::longest_page) + " rows.", "limit");
    }
    registry::Page<Visit> page;
    MINKA_TRY_ASSIGN(page.items, read_visits(reader, sight, filter,
                                             page_after.value_or(registry::PageKey{"1900-01-01", {}}), limit));
    if (std::ssize(page.items) == limit) {
        page.next = registry::PageKey{page.items.back().planned_on.text(), page.items.back().id.uuid};
    }
    return page;
}

Result<std::vector<Visit>> all_visits_in(Reader& reader, const VisitSight& sight, const VisitFilter& filter) {
    return read_visits(reader, sight, filter, {"1900-01-01", {}}, INT64_MAX);
}

Result<Visit> visit_in(Reader& reader, const VisitSight& sight, const VisitId& id) {
    VisitFilter filter;
    filter.visit = id;
    MINKA_TRY_ASSIGN(const auto found, all_visits_in(reader, sight, filter));
    if (found.empty()) {
        return problem(ProblemCode::not_found, "There is no such visit among those you see.", "visit");
    }
    return found.front();
}

Result<std::vector<Visit>> overdue_visits(Reader& reader, const VisitSight& sight, Instant now) {
    VisitFilter filter;
    filter.state = VisitState::in_transit;
    MINKA_TRY_ASSIGN(auto found, all_visits_in(reader, sight, filter));
    std::erase_if(found, [&](const Visit& visit) { return !is_overdue(visit, now); });
    return found;
}

Result<VisitCount> count_visits(Reader& reader, const registry::Scope& scope, const programme::CycleId& cycle,
                                const registry::TwoTimes& times) {
    MINKA_TRY(registry::check_scope(reader, scope));
    VisitCount count;
    const auto sql =
        "WITH RECURSIVE " + registry::subtree_expression("scope_land", "$4") + ", " + reported_days() +
        ", told(number, school_id, planned_on, held_on) AS (SELECT visit.number, visit.school_id, visit.planned_on,"
        " CASE WHEN visit.outcome = 'failed' THEN NULL WHEN word.visit_id IS NULL THEN visit.held_on"
        " WHEN word.held_on IS NULL THEN NULL ELSE coalesce(visit.held_on, word.held_on) END FROM " +
        registry::table_known("visit", times.known_at, "$3") +
        " LEFT JOIN word ON word.visit_id = visit.id WHERE visit.programme_id = $1 AND visit.recorded_at <= $3 AND "
        "visit.cycle_id = $5 AND visit.school_id IN"
        " (SELECT school.id FROM school WHERE school.programme_id = $1" +
        registry::school_condition(scope.territory(), "scope_land", "$4") +
        ")), places(due_on, held_on) AS (SELECT min(CASE WHEN held_on < planned_on THEN held_on ELSE planned_on END),"
        " min(held_on) FROM told GROUP BY school_id, number) SELECT count(*) FILTER (WHERE held_on <= $2),"
        " count(*) FILTER (WHERE due_on <= $2), count(*) FROM places";
    MINKA_TRY(reader.each(
        sql,
        [&](const storage::Row& row) -> Result<> {
            count = {row.get<std::int64_t>(0), row.get<std::int64_t>(1), row.get<std::int64_t>(2)};
            return {};
        },
        reader.programme(), times.as_of, times.known_at, scope.territory().value_or(registry::TerritoryId{}), cycle));
    return count;
}

}  // namespace minka::planning
