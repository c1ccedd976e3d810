#pragma once

#include "programme/team.h"

namespace minka::programme {

using WorkPlanId = Id<struct WorkPlanTag>;
using PlanActivityId = Id<struct PlanActivityTag>;
using GiaSessionId = Id<struct GiaSessionTag>;
using GiaAttendanceId = Id<struct GiaAttendanceTag>;
using GiaAgreementId = Id<struct GiaAgreementTag>;
using AssistedRegionId = Id<struct AssistedRegionTag>;
using AssistanceVisitId = Id<struct AssistanceVisitTag>;
using TerritoryListId = Id<struct TerritoryListTag>;
using TerritoryListEntryId = Id<struct TerritoryListEntryTag>;

enum class WorkPlanState { draft, observed, approved, in_execution, evaluated };
BOOST_DESCRIBE_ENUM(WorkPlanState, draft, observed, approved, in_execution, evaluated)

struct WorkPlan {
    WorkPlanId id;
    TeamId team_id;
    std::string title;
    WorkPlanState state{};
    LocalDate starts_on;
    LocalDate ends_on;  ///< Inclusive.
    std::optional<LocalDate> submitted_on;
    std::optional<LocalDate> approved_on;
    std::optional<std::string> approved_by;  ///< The office.
};
BOOST_DESCRIBE_STRUCT(WorkPlan, (),
                      (id, team_id, title, state, starts_on, ends_on, submitted_on, approved_on, approved_by))

struct PlanActivity {
    PlanActivityId id;
    WorkPlanId plan_id;
    std::int64_t number = 0;
    std::string objective;
    std::string activity;
    std::string responsible;  ///< A role of the team.
    LocalDate due_on;
    std::optional<LocalDate> done_on;
    std::optional<std::string> competence;  ///< A code of the competence framework.
};
BOOST_DESCRIBE_STRUCT(PlanActivity, (),
                      (id, plan_id, number, objective, activity, responsible, due_on, done_on, competence))

/// How people met: the folder's "in_person" and "virtual".
enum class MeetingMode { in_person, virtual_ };
BOOST_DESCRIBE_ENUM(MeetingMode, in_person, virtual_)

/// A session of an interlearning group (GIA).
struct GiaSession {
    GiaSessionId id;
    TeamId team_id;
    std::int64_t number = 0;
    LocalDate planned_on;
    std::optional<LocalDate> held_on;
    MeetingMode modality{};
    std::string purpose;
    std::optional<std::string> competence;
    std::optional<std::string> cancelled_reason;
};
BOOST_DESCRIBE_STRUCT(GiaSession, (),
                      (id, team_id, number, planned_on, held_on, modality, purpose, competence, cancelled_reason))

struct GiaAttendance {
    GiaAttendanceId id;
    GiaSessionId session_id;
    registry::PersonId person_id;
};
BOOST_DESCRIBE_STRUCT(GiaAttendance, (), (id, session_id, person_id))

/// What a session agreed, who owns it and by when; the next session opens with it.
struct GiaAgreement {
    GiaAgreementId id;
    GiaSessionId session_id;
    std::int64_t number = 0;
    std::string agreement;
    std::optional<registry::PersonId> owner_id;
    LocalDate due_on;
    std::optional<LocalDate> reviewed_on;
    std::optional<std::string> outcome;
};
BOOST_DESCRIBE_STRUCT(GiaAgreement, (), (id, session_id, number, agreement, owner_id, due_on, reviewed_on, outcome))

/// How technical assistance reaches a region from a date on.
struct AssistedRegion {
    AssistedRegionId id;
    registry::TerritoryId territory_id;
    MeetingMode modality{};
    LocalDate valid_from;
    std::optional<LocalDate> valid_to;  ///< Exclusive.
};
BOOST_DESCRIBE_STRUCT(AssistedRegion, (), (id, territory_id, modality, valid_from, valid_to))

/// One technical assistance given to a UGEL.
struct AssistanceVisit {
    AssistanceVisitId id;
    registry::TerritoryId territory_id;
    LocalDate held_on;
    MeetingMode modality{};
    std::string topic;
};
BOOST_DESCRIBE_STRUCT(AssistanceVisit, (), (id, territory_id, held_on, modality, topic))

/// A dated, sourced list of territories: the denominator of a share ("220 targeted in 2022", "226 registered").
struct TerritoryList {
    TerritoryListId id;
    std::string code;
    std::string name;
    std::string source;
    LocalDate dated_on;
};
BOOST_DESCRIBE_STRUCT(TerritoryList, (), (id, code, name, source, dated_on))

struct TerritoryListEntry {
    TerritoryListEntryId id;
    TerritoryListId list_id;
    registry::TerritoryId territory_id;
};
BOOST_DESCRIBE_STRUCT(TerritoryListEntry, (), (id, list_id, territory_id))

}  // namespace minka::programme

template <>
inline constexpr std::string_view minka::storage::record_table<minka::programme::WorkPlan> = "work_plan";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::programme::PlanActivity> = "plan_activity";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::programme::GiaSession> = "gia_session";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::programme::GiaAttendance> = "gia_attendance";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::programme::GiaAgreement> = "gia_agreement";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::programme::AssistedRegion> = "assisted_region";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::programme::AssistanceVisit> = "assistance_visit";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::programme::TerritoryList> = "territory_list";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::programme::TerritoryListEntry> =
    "territory_list_entry";
