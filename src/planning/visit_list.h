#pragma once

#include "planning/visit_lifecycle.h"
#include "registry/school_list.h"
#include "registry/scope.h"
#include "storage/reader.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace minka::planning {

/// Whose visits somebody sees. An itinerary is a matter of life: it is shown to those who need it and to nobody else.
/// A mediator sees the visits of the pairs they are in, a coordinator those in their land, the console all; every other
/// role none, and counts instead.
class VisitSight {
public:
    static VisitSight of(const registry::Scope& scope, const std::optional<registry::PersonId>& person);

    const registry::Scope& scope() const { return scope_; }
    bool sees_nothing() const { return reach_ == Reach::nothing; }
    /// Of a mediator: whose pairs. Nothing for those who see a land.
    const std::optional<registry::PersonId>& person() const { return person_; }

private:
    enum class Reach { nothing, own_pairs, land };
    VisitSight(const registry::Scope& scope, Reach reach, std::optional<registry::PersonId> person)
        : scope_(scope), reach_(reach), person_(person) {}

    registry::Scope scope_;
    Reach reach_;
    std::optional<registry::PersonId> person_;
};

/// What a list of visits is narrowed to, besides the sight.
struct VisitFilter {
    std::optional<programme::CycleId> cycle;
    std::optional<LocalDate> from;  ///< Planned on or after.
    std::optional<LocalDate> to;    ///< Planned on or before.
    std::optional<VisitState> state;
    std::optional<MediatorPairId> pair;
    std::optional<registry::SchoolId> school;
    std::optional<VisitId> visit;
    enum class Retried { any, not_yet } retried = Retried::any;  ///< not_yet: no later visit takes its place.
};

/// By planned date and id. `limit` is 1 to registry::longest_page; the key's name is the date.
/// Problems: `not_found` for the scope's territory; `invalid_input` for the limit.
Result<registry::Page<Visit>> visits_in(storage::Reader& reader, const VisitSight& sight, const VisitFilter& filter,
                                        const std::optional<registry::PageKey>& page_after, std::int64_t limit);

/// All of them. For what is small by its nature: a week, a pair, what is late.
Result<std::vector<Visit>> all_visits_in(storage::Reader& reader, const VisitSight& sight, const VisitFilter& filter);

/// How many visits a filter finds, and the planned date of the first. For a line that counts what may be thousands.
struct VisitTally {
    std::int64_t visits = 0;
    std::optional<LocalDate> first_on;
};
Result<VisitTally> tally_visits(storage::Reader& reader, const VisitSight& sight, const VisitFilter& filter);

/// One visit. Problems: `not_found`, also for one that the sight does not reach: that there is a visit tells already
/// too much.
Result<Visit> visit_in(storage::Reader& reader, const VisitSight& sight, const VisitId& id);

/// Pairs on the road whose expected arrival is past and not logged.
Result<std::vector<Visit>> overdue_visits(storage::Reader& reader, const VisitSight& sight, Instant now);

/// How many visits of the whole programme are on the road past their hour, whoever sees them. While no record changes,
/// those of an hour are among those of a later one, so that this number alone tells which they are.
Result<std::int64_t> count_past_arrival(storage::Reader& reader, Instant now);

/// Indicator 12 for a land: visits held, in full or in part, of those due by the date. A visit is due when the date of
/// its first try is reached; the tries of one number count once. Without sites, dates or pairs: whoever may see counts.
struct VisitCount {
    std::int64_t held = 0;
    std::int64_t due = 0;
    std::int64_t planned = 0;  ///< Of the whole cycle.
};
Result<VisitCount> count_visits(storage::Reader& reader, const registry::Scope& scope, const programme::CycleId& cycle,
                                const registry::TwoTimes& times);

/// The same at several dates, one for each and in their order, from one reading.
Result<std::vector<VisitCount>> count_visits_on(storage::Reader& reader, const registry::Scope& scope,
                                                const programme::CycleId& cycle, Instant known_at,
                                                const std::vector<LocalDate>& dates);

/// Adds one number of a sequence to the counts, one for each date.
void count_visit(LocalDate due_on, const std::optional<LocalDate>& held_on, const std::vector<LocalDate>& dates,
                 std::vector<VisitCount>& counts);

}  // namespace minka::planning
