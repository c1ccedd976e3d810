#pragma once

#include "planning/visit_list.h"
#include "web/json_shape.h"

namespace minka::web {

struct VisitItem {
    planning::VisitId id;
    std::int64_t number = 0;
    std::string code;
    std::string moment;
    LocalDate planned_on;
    planning::VisitState state{};
    planning::VisitFace face{};
    bool is_locked = false;
    bool is_guarded = false;  ///< Of high security: in no print, export or calendar.
    bool is_overdue = false;
    bool has_arrived = false;
    registry::SchoolId school_id;
    std::string school;
    std::string place;
    planning::MediatorPairId pair_id;
    std::string pair;
    std::optional<Instant> expected_at;
    std::optional<planning::VisitOutcome> outcome;
    std::optional<LocalDate> held_on;
    std::optional<planning::VisitCause> cause;
    std::optional<planning::VisitId> replaces_id;
    std::vector<planning::VisitAct> acts;  ///< What the asker may do with it now.
};
MINKA_JSON(VisitItem,
           (id, number, code, moment, planned_on, state, face, is_locked, is_guarded, is_overdue, has_arrived,
            school_id, school, place, pair_id, pair, expected_at, outcome, held_on, cause, replaces_id, acts))

struct VisitEventShown {
    planning::VisitAct act{};
    planning::VisitState state{};
    LocalDate happened_on;
    Instant recorded_at;
    LocalDate planned_on;
    std::optional<planning::VisitCause> cause;
    std::optional<planning::VisitChannel> channel;
    std::optional<std::string> said_by;
    std::optional<std::string> note;
};
MINKA_JSON(VisitEventShown, (act, state, happened_on, recorded_at, planned_on, cause, channel, said_by, note))

struct PairShown {
    planning::MediatorPairId id;
    std::string code;
};
MINKA_JSON(PairShown, (id, code))

/// What a report from the field says of a visit.
struct VisitReportShown {
    Uuid submission;
    planning::VisitOutcome outcome{};
    LocalDate held_on;
    std::int64_t attended = 0;  ///< People it names as present.
};
MINKA_JSON(VisitReportShown, (submission, outcome, held_on, attended))

struct VisitPage {
    VisitItem visit;
    std::string purpose;
    std::vector<VisitEventShown> events;        ///< Oldest first.
    std::optional<planning::VisitId> later_id;  ///< The next try, of one that failed.
    bool may_plan_again = false;
    std::vector<PairShown> pairs;  ///< Who could go instead; for those who plan.
    std::vector<VisitReportShown> reports;
};
MINKA_JSON(VisitPage, (visit, purpose, events, later_id, may_plan_again, pairs, reports))

struct VisitBoard {
    LocalDate today;
    LocalDate from;  ///< The Monday of the week.
    LocalDate to;    ///< Its Sunday.
    std::vector<VisitItem> week;
    std::vector<VisitItem> overdue;  ///< On the road, and not arrived when they said.
    std::vector<VisitItem> late;     ///< Their date is over and nothing was recorded.
    std::vector<VisitItem> failed;   ///< Not planned anew yet.
};
MINKA_JSON(VisitBoard, (today, from, to, week, overdue, late, failed))

struct VisitStepRequest {
    planning::VisitAct act{};
    std::optional<LocalDate> on;  ///< Today when not given.
    std::optional<LocalDate> planned_on;
    std::optional<std::string> expected_at;  ///< An instant, "2026-03-11T14:30:00Z".
    std::optional<planning::VisitCause> cause;
    std::optional<planning::VisitChannel> channel;
    std::optional<std::string> said_by;
    std::optional<std::string> note;
};
MINKA_JSON(VisitStepRequest, (act, on, planned_on, expected_at, cause, channel, said_by, note))

struct VisitRetryRequest {
    LocalDate planned_on;
    std::optional<planning::MediatorPairId> pair_id;  ///< The same pair when not given.
};
MINKA_JSON(VisitRetryRequest, (planned_on, pair_id))

}  // namespace minka::web
