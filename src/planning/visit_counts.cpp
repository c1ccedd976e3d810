#include "planning/visit_counts.h"

#include "forms/submission.h"
#include "planning/visit_sources.h"

#include <algorithm>
#include <array>
#include <set>

namespace minka::planning {

namespace {

using registry::SchoolId;
using storage::Reader;

// What the ledger may tell without a visit or a report having changed. A school that moves changes nothing here: which
// schools lie in a land is asked each time.
constexpr std::array<std::string_view, 24> beside_visits{
    "access_grant",     "access_token",    "account", "backup",          "consent",           "cycle_decision",
    "field_device",     "enrolment_count", "export",  "group_member",    "identity_document", "mediator_pair",
    "observation read", "pair_member",     "partner", "person",          "rights_request",    "role",
    "school",           "security_level",  "site",    "submission read", "teacher_group",     "visit_event"};

constexpr std::int64_t longest_tail = 300;

Result<> add_schools_of_visit(Reader& reader, const Uuid& visit, std::set<SchoolId>& schools) {
    return reader.each(
        "SELECT school_id FROM visit WHERE programme_id = $1 AND id = $2 UNION SELECT school_id FROM visit_history "
        "WHERE programme_id = $1 AND id = $2",
        [&](const storage::Row& row) -> Result<> {
            schools.insert(row.get<SchoolId>(0));
            return {};
        },
        reader.programme(), visit);
}

// False for one that puts another out of force: whose visits that one told of is not known any more.
Result<bool> add_schools_of_submission(Reader& reader, const Uuid& submission, std::set<SchoolId>& schools) {
    MINKA_TRY_ASSIGN(const auto is_first,
                     reader.value<std::int64_t>("SELECT CASE WHEN supersedes IS NULL THEN 1 ELSE 0 END FROM submission "
                                                "WHERE programme_id = $1 AND id = $2",
                                                reader.programme(), submission));
    if (is_first.value_or(0) == 0) {
        return false;
    }
    MINKA_TRY(reader.each(
        "SELECT visit.school_id FROM visit_report JOIN visit ON visit.programme_id = $1 AND visit.id = "
        "visit_report.visit_id WHERE visit_report.programme_id = $1 AND visit_report.submission_id = $2",
        [&](const storage::Row& row) -> Result<> {
            schools.insert(row.get<SchoolId>(0));
            return {};
        },
        reader.programme(), submission));
    return true;
}

// The schools with a visit that changed after an entry of a node's chain; nothing where only reading all would tell.
Result<std::optional<std::set<SchoolId>>> schools_changed(Reader& reader, const Uuid& node, std::int64_t after) {
    std::vector<std::pair<std::string, Uuid>> tail;
    MINKA_TRY(reader.each(
        "SELECT kind, subject FROM ledger WHERE programme_id = $1 AND node = $2 AND sequence > $3 ORDER BY sequence "
        "LIMIT $4",
        [&](const storage::Row& row) -> Result<> {
            tail.emplace_back(row.get<std::string>(0), row.get<Uuid>(1));
            return {};
        },
        reader.programme(), node, after, longest_tail + 1));
    if (std::ssize(tail) > longest_tail) {
        return std::nullopt;
    }
    std::set<SchoolId> schools;
    for (const auto& [kind, subject] : tail) {
        if (kind == storage::record_table<Visit>) {
            MINKA_TRY(add_schools_of_visit(reader, subject, schools));
        } else if (kind == forms::submission_note) {
            MINKA_TRY_ASSIGN(const bool is_known, add_schools_of_submission(reader, subject, schools));
            if (!is_known) {
                return std::nullopt;
            }
        } else if (std::ranges::find(beside_visits, kind) == beside_visits.end()) {
            return std::nullopt;
        }
    }
    return schools;
}

Result<std::vector<SchoolId>> schools_within(Reader& reader, const registry::TerritoryId& land) {
    std::vector<SchoolId> schools;
    MINKA_TRY(reader.each(
        "WITH RECURSIVE " + registry::subtree_expression("scope_land", "$2") +
            " SELECT school.id FROM school WHERE school.programme_id = $1" +
            registry::school_condition(land, "scope_land", "$2"),
        [&](const storage::Row& row) -> Result<> {
            schools.push_back(row.get<SchoolId>(0));
            return {};
        },
        reader.programme(), land));
    std::ranges::sort(schools);
    return schools;
}

}  // namespace

Result<std::vector<DueVisit>> due_visits(Reader& reader, const programme::CycleId& cycle, Instant known_at,
                                         const std::optional<SchoolId>& school) {
    std::vector<DueVisit> visits;
    const auto sql =
        "WITH RECURSIVE " + told_visits({}, known_at, school ? "$5" : "") +
        " SELECT school_id, number, min(CASE WHEN held_on < planned_on THEN held_on ELSE planned_on END), min(held_on)"
        " FROM told GROUP BY school_id, number ORDER BY school_id, number";
    const auto take = [&](const storage::Row& row) -> Result<> {
        visits.push_back({row.get<SchoolId>(0), row.get<std::int64_t>(1), row.get<LocalDate>(2),
                          row.get<std::optional<LocalDate>>(3)});
        return {};
    };
    const registry::TerritoryId everywhere;
    MINKA_TRY(school ? reader.each(sql, take, reader.programme(), everywhere, known_at, cycle, *school)
                     : reader.each(sql, take, reader.programme(), everywhere, known_at, cycle));
    return visits;
}

Result<VisitCounts::Heads> VisitCounts::heads_in(Reader& reader) {
    Heads heads;
    MINKA_TRY(reader.each(
        "SELECT node, sequence FROM ledger_head WHERE programme_id = $1",
        [&](const storage::Row& row) -> Result<> {
            heads[row.get<Uuid>(0)] = row.get<std::int64_t>(1);
            return {};
        },
        reader.programme()));
    return heads;
}

Result<std::optional<VisitCounts::Visits>> VisitCounts::brought_up_to_date(Reader& reader,
                                                                           const programme::CycleId& cycle,
                                                                           const Known& known, const Heads& heads) {
    std::set<SchoolId> changed;
    for (const auto& [node, last] : heads) {
        const auto before = known.heads.find(node);
        if (before == known.heads.end()) {
            return std::nullopt;
        }
        MINKA_TRY_ASSIGN(const auto schools, schools_changed(reader, node, before->second));
        if (!schools) {
            return std::nullopt;
        }
        changed.insert(schools->begin(), schools->end());
    }
    if (changed.empty()) {
        return known.visits;
    }
    auto visits = std::make_shared<std::vector<DueVisit>>();
    visits->reserve(known.visits->size() + 1);
    auto rest = known.visits->begin();
    for (const auto& school : changed) {  // both are in the order of schools
        const auto here = std::ranges::lower_bound(rest, known.visits->end(), school, {}, &DueVisit::school);
        visits->insert(visits->end(), rest, here);
        rest = std::ranges::upper_bound(here, known.visits->end(), school, {}, &DueVisit::school);
        MINKA_TRY_ASSIGN(const auto now, due_visits(reader, cycle, end_of_time, school));
        visits->insert(visits->end(), now.begin(), now.end());
    }
    visits->insert(visits->end(), rest, known.visits->end());
    return std::optional<Visits>(std::move(visits));
}

Result<VisitCounts::Visits> VisitCounts::visits_of(Reader& reader, const programme::CycleId& cycle) {
    MINKA_TRY_ASSIGN(const auto heads, heads_in(reader));
    // Whoever comes meanwhile waits: read twice they would take twice the memory.
    const std::scoped_lock lock(mutex_);
    const auto key = std::pair(reader.programme(), cycle);
    const auto found = known_.find(key);
    if (found != known_.end()) {
        if (found->second.heads == heads) {
            return found->second.visits;
        }
        const bool is_older = std::ranges::any_of(found->second.heads, [&](const auto& head) {
            const auto now = heads.find(head.first);
            return now == heads.end() || now->second < head.second;
        });
        if (is_older) {
            MINKA_TRY_ASSIGN(auto visits, due_visits(reader, cycle, end_of_time, {}));
            return std::make_shared<const std::vector<DueVisit>>(std::move(visits));
        }
        MINKA_TRY_ASSIGN(const auto current, brought_up_to_date(reader, cycle, found->second, heads));
        if (current) {
            found->second = {heads, *current};
            return *current;
        }
    }
    MINKA_TRY_ASSIGN(auto visits, due_visits(reader, cycle, end_of_time, {}));
    auto kept = std::make_shared<const std::vector<DueVisit>>(std::move(visits));
    known_[key] = {heads, kept};
    return kept;
}

Result<std::vector<VisitCount>> VisitCounts::on(Reader& reader, const registry::Scope& scope,
                                                const programme::CycleId& cycle, const std::vector<LocalDate>& dates) {
    MINKA_TRY(registry::check_scope(reader, scope));
    MINKA_TRY_ASSIGN(const auto visits, visits_of(reader, cycle));
    std::vector<SchoolId> schools;
    if (scope.territory()) {
        MINKA_TRY_ASSIGN(schools, schools_within(reader, *scope.territory()));
    }
    std::vector<VisitCount> counts(dates.size());
    for (const auto& visit : *visits) {
        if (!scope.territory() || std::ranges::binary_search(schools, visit.school)) {
            count_visit(visit.due_on, visit.held_on, dates, counts);
        }
    }
    return counts;
}

}  // namespace minka::planning
