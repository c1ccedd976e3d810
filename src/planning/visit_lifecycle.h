#pragma once

#include "base/instant.h"
#include "planning/school_calendar.h"
#include "planning/visit.h"
#include "registry/access_role.h"

#include <vector>

namespace minka::planning {

/// What people see of a visit; the record keeps all.
enum class VisitFace { to_agree, agreed, held, failed };
BOOST_DESCRIBE_ENUM(VisitFace, to_agree, agreed, held, failed)

VisitFace face_of(const Visit& visit);

/// What is said about a visit when something is done with it.
struct VisitStep {
    VisitAct act{};
    LocalDate happened_on;
    std::optional<LocalDate> planned_on;    ///< Of agree and move: another date than the one proposed.
    std::optional<MediatorPairId> pair_id;  ///< Of move.
    std::optional<Instant> expected_at;     ///< Of depart.
    std::optional<VisitCause> cause;
    std::optional<VisitChannel> channel;
    std::optional<std::string> said_by;
    std::optional<std::string> note;
};

/// What the rules need to know besides the visit.
struct VisitFacts {
    LocalDate today;
    LocalDate last_step_on;   ///< Of the visit's last event.
    CalendarDay day;          ///< At the visit's site, on the date the step is about: see date_of_step.
    std::int64_t people = 0;  ///< Of the pair on that date.
};

/// The date whose calendar and pair decide about a step: that on which the school was visited, else that planned.
LocalDate date_of_step(const Visit& visit, const VisitStep& step);

/// How many days before its date a visit may be confirmed: Monday's on the Friday before, with a holiday between.
inline constexpr int most_days_of_confirmation = 4;
/// How many days before its date a pair may leave: a week's round.
inline constexpr int most_days_on_the_road = 6;
/// A note holds no story: nothing about a child, nobody's name.
inline constexpr std::size_t longest_visit_note = 280;

/// The state a visit has after an act. Problems: `conflict` when the act is none of its state's: a state never jumps.
Result<VisitState> state_after(VisitState state, VisitAct act);

/// Who may take a step of a visit they see: a pair says where it is and what came of its visit; what binds the school,
/// and whether to go, is the coordinator's.
bool may_take(registry::AccessRole role, VisitAct act);

/// What may be done with a visit now, in the order people would choose.
std::vector<VisitAct> acts_of(const Visit& visit);

/// The visit after a step.
///
/// Problems: those of state_after; `conflict` for a locked visit that is moved and for a second arrival;
/// `invalid_input` for a step that lies ahead or before the last one, a date that is no school day at the site, fewer
/// than two people, a confirmation or departure too early or too late, an agreement without who said it, what was not
/// held without its cause, another cause without a note, and a note that is too long.
Result<Visit> take_step(const Visit& visit, const VisitStep& step, const VisitFacts& facts);

/// A fresh visit for the place of one that failed: the same school and number, proposed for another date.
/// Problems: `conflict` when `failed` did not fail; those of check_proposal.
Result<Visit> next_try(const Visit& failed, const VisitId& id, LocalDate planned_on, const MediatorPairId& pair,
                       const VisitFacts& facts);

/// Whether a visit may be proposed for its date by its pair. Problems: `invalid_input` for a date that is over or no
/// school day, and for fewer than two people.
Result<> check_proposal(const Visit& visit, const VisitFacts& facts);

/// Whether the pair should have arrived by now and nobody has logged it.
bool is_overdue(const Visit& visit, Instant now);

}  // namespace minka::planning
