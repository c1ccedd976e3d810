#pragma once

#include "programme/cycle.h"
#include "registry/person.h"
#include "registry/school.h"
#include "storage/record.h"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace minka::planning {

using MediatorPairId = Id<struct MediatorPairTag>;
using PairMemberId = Id<struct PairMemberTag>;
using VisitId = Id<struct VisitTag>;
using VisitEventId = Id<struct VisitEventTag>;

/// People who travel and observe together, two or more. Its code is what files and calendars show, never a name.
struct MediatorPair {
    MediatorPairId id;
    std::string code;                ///< "P-07"
    registry::TerritoryId base_id;   ///< The municipality or district it sets out from.
    std::optional<double> latitude;  ///< Of the base; of the schools of its municipality when not given.
    std::optional<double> longitude;
    std::string topics;     ///< What it works on, with commas: "afecto,mediacion".
    std::string languages;  ///< BCP 47, with commas.
    double weekly_hours = 0;
    std::int64_t nights = 0;  ///< Away from the base in a week at most.
    std::string away;         ///< Days it does not travel: "2026-05-04/2026-05-08;2026-06-01".
    LocalDate valid_from;
    std::optional<LocalDate> valid_to;  ///< Exclusive.
};
BOOST_DESCRIBE_STRUCT(MediatorPair, (),
                      (id, code, base_id, latitude, longitude, topics, languages, weekly_hours, nights, away,
                       valid_from, valid_to))

/// Somebody of a pair while they are.
struct PairMember {
    PairMemberId id;
    MediatorPairId pair_id;
    registry::PersonId person_id;
    LocalDate valid_from;
    std::optional<LocalDate> valid_to;  ///< Exclusive.
};
BOOST_DESCRIBE_STRUCT(PairMember, (), (id, pair_id, person_id, valid_from, valid_to))

/// The life of a visit, in order. `docs/reference/visits.md` has the steps between them.
enum class VisitState { proposed, agreed, confirmed, in_transit, held, partly_held, failed, reported, returned };
BOOST_DESCRIBE_ENUM(VisitState, proposed, agreed, confirmed, in_transit, held, partly_held, failed, reported, returned)

/// How a visit came out.
enum class VisitOutcome { held, partly_held, failed };
BOOST_DESCRIBE_ENUM(VisitOutcome, held, partly_held, failed)

/// Why a visit was held in part, failed or was refused.
enum class VisitCause {
    security,
    road_or_river,
    weather,
    strike,
    school_closed,
    community,  ///< A feast, mourning, a decision of its authority.
    pair,       ///< Of the pair: illness, leave.
    transport,
    other,
};
BOOST_DESCRIBE_ENUM(VisitCause, security, road_or_river, weather, strike, school_closed, community, pair, transport,
                    other)

/// Who led what was done.
enum class VisitLeaders { mediators, teachers, together };
BOOST_DESCRIBE_ENUM(VisitLeaders, mediators, teachers, together)

/// What is done with a visit.
enum class VisitAct {
    propose,
    agree,     ///< By call: who said yes, when.
    refuse,    ///< The school says no to the date; the visit is proposed again.
    confirm,   ///< Go.
    call_off,  ///< No-go.
    depart,
    arrive,
    hold,
    hold_partly,
    fail,
    report,
    give_back,  ///< The school got its record of the visit.
    move,       ///< Another date or pair, while it is only proposed.
    lock,
    unlock,
};
BOOST_DESCRIBE_ENUM(VisitAct, propose, agree, refuse, confirm, call_off, depart, arrive, hold, hold_partly, fail,
                    report, give_back, move, lock, unlock)

/// How the word of a school, or of the pair on the road, came in.
enum class VisitChannel { call, radio, message, in_person, app };
BOOST_DESCRIBE_ENUM(VisitChannel, call, radio, message, in_person, app)

/// One visit of the sequence a school is due in a cycle. One that failed stays; the next try is another visit that
/// names it.
struct Visit {
    VisitId id;
    programme::CycleId cycle_id;
    registry::SchoolId school_id;
    registry::SiteId site_id;
    std::int64_t number = 0;  ///< In the school's sequence, from 1.
    std::string code;         ///< Of the programme's template: "V3".
    std::string moment;       ///< Of the programme; empty for opening and closing visits.
    MediatorPairId pair_id;
    LocalDate planned_on;
    VisitState state{};
    bool is_locked = false;              ///< Stays where it is when a plan is redone.
    std::optional<Instant> expected_at;  ///< When the pair on the road said it would be there.
    bool has_arrived = false;
    std::optional<VisitOutcome> outcome;
    std::optional<LocalDate> held_on;  ///< Also of a visit held in part.
    std::optional<VisitCause> cause;   ///< Of what was not held, or not whole.
    std::optional<VisitId> replaces_id;
};
BOOST_DESCRIBE_STRUCT(Visit, (),
                      (id, cycle_id, school_id, site_id, number, code, moment, pair_id, planned_on, state, is_locked,
                       expected_at, has_arrived, outcome, held_on, cause, replaces_id))

/// One step in the life of a visit; never changed.
struct VisitEvent {
    VisitEventId id;
    VisitId visit_id;
    std::int64_t number = 0;  ///< 1, 2, 3 ... within the visit
    VisitAct act{};
    VisitState state{};  ///< After it.
    LocalDate happened_on;
    LocalDate planned_on;  ///< After it; of a refusal the date that was refused.
    MediatorPairId pair_id;
    std::optional<VisitCause> cause;
    std::optional<VisitChannel> channel;
    std::optional<std::string> said_by;  ///< An office ("rectora", "líder comunitario"), never a name.
    std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(VisitEvent, (),
                      (id, visit_id, number, act, state, happened_on, planned_on, pair_id, cause, channel, said_by,
                       note))

}  // namespace minka::planning

template <>
inline constexpr std::string_view minka::storage::record_table<minka::planning::MediatorPair> = "mediator_pair";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::planning::PairMember> = "pair_member";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::planning::Visit> = "visit";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::planning::VisitEvent> = "visit_event";
