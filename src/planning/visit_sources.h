#pragma once

#include "planning/visit.h"
#include "registry/scope.h"
#include "storage/reader.h"

#include <optional>
#include <string>
#include <vector>

namespace minka::planning {

/// " AND visit.school_id IN (...)" for a land, or a condition that every visit meets; `parameter` is the land's, and
/// "scope_land" is a common table of the query.
std::string visited_school_within(const std::optional<registry::TerritoryId>& territory, std::string_view parameter);

/// The visits of a cycle as office and reports tell them together at an instant, as common tables that end in
/// "told(id, code, number, moment, pair_id, school_id, planned_on, held_on)". Of the query's parameters `$2` is the
/// land, `$3` the instant and `$4` the cycle; `school`, when it is not empty, the parameter of the only school ("$5").
std::string told_visits(const std::optional<registry::TerritoryId>& territory, Instant known_at,
                        std::string_view school = "");

/// A visit that indicator 12 counts as held, and what says so.
struct HeldVisit {
    VisitId id;  ///< Of several tries of one number, the one held first.
    registry::SchoolId school;
    std::string school_code;
    std::string code;  ///< "V3"
    LocalDate held_on;
    std::vector<Uuid> reports;  ///< The submissions of its reports, by identifier; empty: the office's word alone.
};

/// What `count_visits` counts as held, one by one, by the school's code and the visit's number; of one school when it
/// is given. For who may see visits: it names schools with their dates.
/// Problems: `not_found` for the scope's territory.
Result<std::vector<HeldVisit>> held_visits(storage::Reader& reader, const registry::Scope& scope,
                                           const programme::CycleId& cycle, const registry::TwoTimes& times,
                                           const std::optional<registry::SchoolId>& school);

}  // namespace minka::planning
