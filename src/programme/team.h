#pragma once

#include "registry/person.h"
#include "registry/territory.h"
#include "storage/record.h"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace minka::programme {

using TeamId = Id<struct TeamTag>;
using MembershipId = Id<struct MembershipTag>;
using ResolutionId = Id<struct ResolutionTag>;

/// A territory without a row has no team ("none").
enum class TeamState { convened, formed, resolution_drafted, issued, active, expired, lapsed, reactivated };
BOOST_DESCRIBE_ENUM(TeamState, convened, formed, resolution_drafted, issued, active, expired, lapsed, reactivated)

/// A pedagogical technical team (ETP-EI) of a territory. Whether it is constituted is never stored: it is whenever a
/// resolution is valid at the date.
struct Team {
    TeamId id;
    registry::TerritoryId territory_id;
    TeamState state{};
    LocalDate state_since;
    LocalDate convened_on;
    std::optional<LocalDate> formed_on;
    std::optional<registry::PersonId> lead_person_id;
    std::optional<TeamId> previous_id;  ///< The team it reactivates.
};
BOOST_DESCRIBE_STRUCT(Team, (),
                      (id, territory_id, state, state_since, convened_on, formed_on, lead_person_id, previous_id))

/// Voluntary: it holds from the member's own acceptance to their withdrawal.
struct Membership {
    MembershipId id;
    TeamId team_id;
    registry::PersonId person_id;
    std::string role;  ///< "lidera", "integrante", as the annex of the resolution says.
    LocalDate invited_on;
    std::optional<LocalDate> accepted_on;
    std::optional<LocalDate> withdrawn_on;
};
BOOST_DESCRIBE_STRUCT(Membership, (), (id, team_id, person_id, role, invited_on, accepted_on, withdrawn_on))

enum class ResolutionKind { forms, reactivates };
BOOST_DESCRIBE_ENUM(ResolutionKind, forms, reactivates)

enum class ResolutionState { draft, numbered, signed_, notified, superseded };
BOOST_DESCRIBE_ENUM(ResolutionState, draft, numbered, signed_, notified, superseded)

/// The act of the UGEL that constitutes a team. Valid at a date when signed, with number, date, signatory and scan, and
/// valid_from <= date < valid_to.
struct Resolution {
    ResolutionId id;
    TeamId team_id;
    registry::TerritoryId territory_id;
    std::string number;  ///< "01234-2026": unique in the UGEL and year.
    std::int64_t year = 0;
    ResolutionKind kind{};
    std::optional<ResolutionId> previous_id;  ///< A reactivation is linked to the resolution before.
    ResolutionState state{};
    std::optional<LocalDate> issued_on;
    std::optional<LocalDate> notified_on;
    std::optional<std::string> signatory;  ///< The office that signs ("Dirección de la UGEL"), never a person's name.
    std::optional<LocalDate> valid_from;
    std::optional<LocalDate> valid_to;    ///< Exclusive.
    std::optional<std::string> articles;  ///< The text of SE RESUELVE.
    std::optional<std::string> scan;      ///< Hash of the scan among the attachments, in hexadecimal.
};
BOOST_DESCRIBE_STRUCT(Resolution, (),
                      (id, team_id, territory_id, number, year, kind, previous_id, state, issued_on, notified_on,
                       signatory, valid_from, valid_to, articles, scan))

}  // namespace minka::programme

template <>
inline constexpr std::string_view minka::storage::record_table<minka::programme::Team> = "team";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::programme::Membership> = "membership";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::programme::Resolution> = "resolution";
