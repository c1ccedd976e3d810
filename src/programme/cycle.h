#pragma once

#include "registry/person.h"
#include "registry/school.h"
#include "storage/record.h"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace minka::programme {

using ProgrammeVersionId = Id<struct ProgrammeVersionTag>;
using CycleId = Id<struct CycleTag>;
using CycleDecisionId = Id<struct CycleDecisionTag>;
using CommunityAgreementId = Id<struct CommunityAgreementTag>;
using AgreementWaiverId = Id<struct AgreementWaiverTag>;
using SchoolParticipationId = Id<struct SchoolParticipationTag>;

/// A programme that was loaded from its folder; `id` is the programme's own.
struct Programme {
    ProgrammeId id;
    std::string code;  ///< "ser-mas-maestro".
    std::string name_es;
    std::string name_en;
    std::string country;  ///< ISO 3166-1 alpha-2.
};
BOOST_DESCRIBE_STRUCT(Programme, (), (id, code, name_es, name_en, country))

/// The folder as it was loaded, so that a report can be computed again with the same words and rules.
struct ProgrammeVersion {
    ProgrammeVersionId id;
    std::int64_t number = 0;   ///< 1, 2, 3 ...
    std::string content_hash;  ///< Of the folder's files, in hexadecimal.
    Bytes archive;             ///< Every file of the folder.
};
BOOST_DESCRIBE_STRUCT(ProgrammeVersion, (), (id, number, content_hash, archive))

enum class CycleState { convening, co_design, agreed, running, closing, published, archived };
BOOST_DESCRIBE_ENUM(CycleState, convening, co_design, agreed, running, closing, published, archived)

/// At most about ten months of work with a set of schools or territories.
struct Cycle {
    CycleId id;
    std::string code;  ///< "2026-a".
    std::string name;
    LocalDate starts_on;
    LocalDate ends_on;  ///< Inclusive.
    CycleState state{};
    std::int64_t programme_version = 1;
};
BOOST_DESCRIBE_STRUCT(Cycle, (), (id, code, name, starts_on, ends_on, state, programme_version))

/// A change made while a cycle runs; each has a number and a reason.
struct CycleDecision {
    CycleDecisionId id;
    CycleId cycle_id;
    std::int64_t number = 0;
    LocalDate decided_on;
    std::string subject;
    std::string decision;
    std::string rationale;
    std::string decided_by;  ///< A body or an office, never a person's name.
};
BOOST_DESCRIBE_STRUCT(CycleDecision, (), (id, cycle_id, number, decided_on, subject, decision, rationale, decided_by))

enum class AgreementState { in_force, suspended, withdrawn };
BOOST_DESCRIBE_ENUM(AgreementState, in_force, suspended, withdrawn)

/// What a community agreed to before a cycle runs in its territory or school, by its own authority.
struct CommunityAgreement {
    CommunityAgreementId id;
    CycleId cycle_id;
    std::optional<registry::TerritoryId> territory_id;  ///< One of the two is there.
    std::optional<registry::SchoolId> school_id;
    std::string authority;       ///< "Cabildo de ...", "Consejo directivo": the body, never a person's name.
    std::string authority_kind;  ///< "cabildo", "consejo_comunitario", "comunidad_nativa", "consejo_directivo", ...
    std::string sectors;         ///< Who was present, by sector: "familias=12,docentes=8".
    std::int64_t people_present = 0;
    std::string language;  ///< BCP 47.
    LocalDate agreed_on;
    std::optional<LocalDate> expires_on;  ///< The first day it no longer holds.
    std::optional<std::string> conditions;
    std::optional<std::string> refused_activities;
    std::optional<std::string> dissent;
    bool allows_publication = true;
    std::string proof;  ///< Hash of the scan or audio among the attachments, in hexadecimal.
    AgreementState state{};
    LocalDate state_since;
    std::optional<std::string> state_reason;
};
BOOST_DESCRIBE_STRUCT(CommunityAgreement, (),
                      (id, cycle_id, territory_id, school_id, authority, authority_kind, sectors, people_present,
                       language, agreed_on, expires_on, conditions, refused_activities, dissent, allows_publication,
                       proof, state, state_since, state_reason))

/// Why a cycle runs without an agreement; two different people sign, and every report says so.
struct AgreementWaiver {
    AgreementWaiverId id;
    CycleId cycle_id;
    std::string reason;
    registry::PersonId first_signer_id;
    registry::PersonId second_signer_id;
    LocalDate first_signed_on;
    LocalDate second_signed_on;
};
BOOST_DESCRIBE_STRUCT(AgreementWaiver, (),
                      (id, cycle_id, reason, first_signer_id, second_signer_id, first_signed_on, second_signed_on))

enum class ParticipationState { invited, joined, active, paused, exited };
BOOST_DESCRIBE_ENUM(ParticipationState, invited, joined, active, paused, exited)

/// From `since` on, a school's place in a cycle; the latest row at a date holds.
struct SchoolParticipation {
    SchoolParticipationId id;
    CycleId cycle_id;
    registry::SchoolId school_id;
    ParticipationState state{};
    LocalDate since;
    std::optional<std::string> reason;  ///< Needed for paused and exited.
};
BOOST_DESCRIBE_STRUCT(SchoolParticipation, (), (id, cycle_id, school_id, state, since, reason))

}  // namespace minka::programme

template <>
inline constexpr std::string_view minka::storage::record_table<minka::programme::Programme> = "programme";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::programme::ProgrammeVersion> =
    "programme_version";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::programme::Cycle> = "cycle";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::programme::CycleDecision> = "cycle_decision";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::programme::CommunityAgreement> =
    "community_agreement";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::programme::AgreementWaiver> = "agreement_waiver";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::programme::SchoolParticipation> =
    "school_participation";
