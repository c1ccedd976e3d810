#include "planning/visit_list.h"

#include "planning/visit_reports.h"
#include "planning/visit_sources.h"
#include "registry/each_among.h"
#include "registry/word_choice.h"

#include <algorithm>
#include <tuple>

namespace minka::planning {

namespace {

using registry::AccessRole;
using storage::Reader;

/// "visit.pair_id = $8", or a condition that every visit meets: a nil id is nobody's.
std::string same(std::string_view column, std::string_view parameter, bool is_asked) {
    return " AND visit." + std::string(column) + (is_asked ? " = " : " <> ") + std::string(parameter);
}

// Spelled out by state, so that the index by state serves: a report moves its visit on to "reported".
std::string in_state(const VisitFilter& filter) {
    if (!filter.state) {
        return " AND $6 = ''";
    }
    switch (*filter.state) {
        case VisitState::returned: return " AND visit.state = $6";
        case VisitState::reported:
            return " AND (visit.state = $6 OR (visit.state <> 'returned' AND " + has_report() + "))";
        default: break;
    }
    const bool is_of_failed = filter.state == VisitState::failed && filter.retried == VisitFilter::Retried::not_yet;
    return " AND ((visit.state = $6 AND NOT " + has_report() + ")" +
           (is_of_failed ? " OR " + reported_failure() : std::string()) + ")";
}

std::string condition(const VisitSight& sight, const VisitFilter& filter) {
    auto text = visited_school_within(sight.scope().territory(), "$2");
    text += sight.person() ? " AND visit.pair_id IN (SELECT pair_member.pair_id FROM pair_member"
                             " WHERE pair_member.programme_id = $1 AND pair_member.person_id = $3"
                             " AND pair_member.valid_from <= visit.planned_on"
                             " AND (pair_member.valid_to IS NULL OR pair_member.valid_to > visit.planned_on))"
                           : " AND visit.pair_id <> $3";
    text += " AND visit.planned_on >= $4 AND visit.planned_on <= $5" + in_state(filter);
    text += same("cycle_id", "$7", filter.cycle.has_value()) + same("pair_id", "$8", filter.pair.has_value()) +
            same("school_id", "$9", filter.school.has_value()) + same("id", "$10", filter.visit.has_value());
    if (filter.retried == VisitFilter::Retried::not_yet) {
        text +=
            " AND NOT EXISTS (SELECT 1 FROM visit later WHERE later.programme_id = $1"
            " AND later.replaces_id = visit.id)";
    }
    return text;
}

const auto first_date = *LocalDate::of(1900, 1, 1);
const auto last_date = *LocalDate::of(2199, 12, 31);

// Asks for `columns` of the visits that a sight and a filter leave: `ask` gets the text and its parameters $1 to $10.
template <typename Ask>
Result<> ask_visits(Reader& reader, const VisitSight& sight, const VisitFilter& filter, const std::string& columns,
                    const Ask& ask) {
    if (sight.sees_nothing()) {
        return {};
    }
    MINKA_TRY(registry::check_scope(reader, sight.scope()));
    const auto sql = "WITH RECURSIVE " + registry::subtree_expression("scope_land", "$2") + " SELECT " + columns +
                     " FROM visit WHERE visit.programme_id = $1" + condition(sight, filter);
    return ask(sql, reader.programme(), sight.scope().territory().value_or(registry::TerritoryId{}),
               sight.person().value_or(registry::PersonId{}), filter.from.value_or(first_date),
               filter.to.value_or(last_date), filter.state ? registry::name_of(*filter.state) : std::string(),
               filter.cycle.value_or(programme::CycleId{}), filter.pair.value_or(MediatorPairId{}),
               filter.school.value_or(registry::SchoolId{}), filter.visit.value_or(VisitId{}));
}

// `rest` may use $11 and on.
template <typename... Rest>
Result<> each_visit(Reader& reader, const VisitSight& sight, const VisitFilter& filter, const std::string& columns,
                    const std::string& rest, const storage::VisitRow& visit, const Rest&... parameters) {
    return ask_visits(reader, sight, filter, columns, [&](const std::string& sql, const auto&... given) {
        return reader.each(sql + rest, visit, given..., parameters...);
    });
}

const std::string columns_of_visits = "version, recorded_at" + storage::record_column_list<Visit>();

// Of the whole programme; is_overdue says the same of one.
constexpr std::string_view past_arrival =
    " FROM visit WHERE programme_id = $1 AND state = 'in_transit' AND NOT has_arrived AND (expected_at < $2 OR "
    "(expected_at IS NULL AND planned_on < $3))";

Result<std::vector<Visit>> read_visits(Reader& reader, const VisitSight& sight, const VisitFilter& filter,
                                       const registry::PageKey& after, std::int64_t limit) {
    std::vector<Visit> found;
    MINKA_TRY(each_visit(
        reader, sight, filter, columns_of_visits,
        " AND (visit.planned_on, visit.id) > ($11, $12) ORDER BY visit.planned_on, visit.id LIMIT $13",
        [&](const storage::Row& row) -> Result<> {
            found.push_back(storage::record_from_row<Visit>(row).record);
            return {};
        },
        after.search_name, after.id, limit));
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

Result<VisitTally> tally_visits(Reader& reader, const VisitSight& sight, const VisitFilter& filter) {
    VisitTally tally;
    MINKA_TRY(each_visit(reader, sight, filter, "count(*), min(visit.planned_on)", "",
                         [&](const storage::Row& row) -> Result<> {
                             tally = {row.get<std::int64_t>(0), row.get<std::optional<LocalDate>>(1)};
                             return {};
                         }));
    return tally;
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
    // Few pairs are on the road past their hour: those are looked for first, and then whose they are.
    std::vector<Uuid> late;
    MINKA_TRY(reader.each(
        "SELECT id" + std::string(past_arrival),
        [&](const storage::Row& row) -> Result<> {
            late.push_back(row.get<Uuid>(0));
            return {};
        },
        reader.programme(), now, utc_date(now)));
    std::vector<Visit> found;
    MINKA_TRY(ask_visits(reader, sight, {}, columns_of_visits, [&](const std::string& sql, const auto&... given) {
        return registry::each_among(
            reader, sql + " AND visit.id", "", late,
            [&](const storage::Row& row) -> Result<> {
                found.push_back(storage::record_from_row<Visit>(row).record);
                return {};
            },
            given...);
    }));
    std::ranges::sort(found, [](const Visit& a, const Visit& b) {
        return std::tie(a.planned_on, a.id) < std::tie(b.planned_on, b.id);
    });
    MINKA_TRY(follow_reports(reader, std::span(found)));
    std::erase_if(found, [&](const Visit& visit) { return !is_overdue(visit, now); });
    return found;
}

Result<std::int64_t> count_past_arrival(Reader& reader, Instant now) {
    MINKA_TRY_ASSIGN(const auto count, reader.value<std::int64_t>("SELECT count(*)" + std::string(past_arrival),
                                                                  reader.programme(), now, utc_date(now)));
    return count.value_or(0);
}

void count_visit(LocalDate due_on, const std::optional<LocalDate>& held_on, const std::vector<LocalDate>& dates,
                 std::vector<VisitCount>& counts) {
    for (std::size_t i = 0; i < dates.size(); ++i) {
        counts[i].held += held_on && *held_on <= dates[i] ? 1 : 0;
        counts[i].due += due_on <= dates[i] ? 1 : 0;
        ++counts[i].planned;
    }
}

Result<VisitCount> count_visits(Reader& reader, const registry::Scope& scope, const programme::CycleId& cycle,
                                const registry::TwoTimes& times) {
    MINKA_TRY_ASSIGN(const auto counts, count_visits_on(reader, scope, cycle, times.known_at, {times.as_of}));
    return counts.front();
}

Result<std::vector<VisitCount>> count_visits_on(Reader& reader, const registry::Scope& scope,
                                                const programme::CycleId& cycle, Instant known_at,
                                                const std::vector<LocalDate>& dates) {
    MINKA_TRY(registry::check_scope(reader, scope));
    std::vector<VisitCount> counts(dates.size());
    const auto sql =
        "WITH RECURSIVE " + told_visits(scope.territory(), known_at) +
        " SELECT min(CASE WHEN held_on < planned_on THEN held_on ELSE planned_on END), min(held_on) FROM told"
        " GROUP BY school_id, number";
    MINKA_TRY(reader.each(
        sql,
        [&](const storage::Row& row) -> Result<> {
            count_visit(row.get<LocalDate>(0), row.get<std::optional<LocalDate>>(1), dates, counts);
            return {};
        },
        reader.programme(), scope.territory().value_or(registry::TerritoryId{}), known_at, cycle));
    return counts;
}

}  // namespace minka::planning
