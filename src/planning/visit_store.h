#pragma once

#include "planning/visit_lifecycle.h"
#include "storage/writer.h"

#include <vector>

namespace minka::planning {

/// The calendars of the programme's newest version. Problems: `not_ready` when its folder has none.
Result<CalendarSet> stored_calendars(storage::Reader& reader);

/// A visit that is proposed, with the identifier of its first event.
struct NewVisit {
    Visit visit;
    VisitEventId event;
};

/// Writes proposed visits, each with its first event.
///
/// Problems: those of check_proposal; `invalid_input` for a site of another school; `conflict` when the school has a
/// visit of that number that did not fail; `not_found` for a territory without a calendar.
Result<> propose_visits(storage::Writer& writer, const std::vector<NewVisit>& visits, LocalDate today,
                        const CalendarSet& calendars);

/// What somebody does with a visit.
struct StepOrder {
    VisitId visit;
    VisitEventId event;
    VisitStep step;
    LocalDate today;
};

/// Takes the step and writes its event. Problems: `not_found`; those of take_step; `not_ready` to confirm a pair with
/// somebody who is not certified to observe.
Result<Visit> record_step(storage::Writer& writer, const StepOrder& order, const CalendarSet& calendars);

/// A visit that failed is tried again.
struct RetryOrder {
    VisitId failed;
    NewVisit fresh;  ///< Its `planned_on` and `pair_id`; the rest comes from the one that failed.
    LocalDate today;
};

/// Problems: `not_found`; those of next_try; `conflict` when it was planned anew before.
Result<Visit> plan_again(storage::Writer& writer, const RetryOrder& order, const CalendarSet& calendars);

/// The steps of a visit, oldest first.
Result<std::vector<storage::Stored<VisitEvent>>> events_of(storage::Reader& reader, const VisitId& visit);

/// Takes a visit that nobody agreed to out of the current state; its history and ledger stay. For a plan that drops it.
/// Problems: `not_found`; `conflict` when it is locked, no longer proposed, or follows one that failed.
Result<> withdraw_proposal(storage::Writer& writer, const VisitId& visit);

/// What a day is at a school, whose municipality or district decides. Problems: those of CalendarSet::at.
Result<CalendarDay> day_at_school(storage::Reader& reader, const registry::SchoolId& school, LocalDate date,
                                  const CalendarSet& calendars);

}  // namespace minka::planning
