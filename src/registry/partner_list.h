#pragma once

#include "registry/partner.h"
#include "registry/person.h"
#include "registry/scope.h"
#include "storage/reader.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace minka::registry {

/// Where a date stands in the period of an agreement.
enum class PartnerState { upcoming, active, closed };
BOOST_DESCRIBE_ENUM(PartnerState, upcoming, active, closed)

PartnerState state_on(const Partner& partner, LocalDate date);

/// In the order of PartnerRole. Problems: `integrity_broken` for a word that is no role.
Result<std::vector<PartnerRole>> roles_of(const Partner& partner);

/// What a list of partners is narrowed to.
struct PartnerFilter {
    std::optional<PartnerType> type;
    std::optional<PartnerRole> role;
    std::optional<PartnerState> state;  ///< On the date of the list.
    std::string name;                   ///< Part of the name, folded here.
};

/// The partners as known at an instant, each once with its latest period, by folded name. All of them: a programme has
/// dozens. Partners have no place, so that every scope of the programme reaches them.
/// Problems: `not_found` for the scope's territory.
Result<std::vector<Partner>> partners_in(storage::Reader& reader, const Scope& scope, const TwoTimes& times,
                                         const PartnerFilter& filter);

/// The periods of one partner, the latest first: the rows that have its folded name.
/// Problems: `not_found` for the partner and the scope's territory.
Result<std::vector<Partner>> periods_of(storage::Reader& reader, const Scope& scope, const PartnerId& partner);

/// A role that somebody holds, or held, at a partner. Merged people are told as who they turned out to be.
struct RoleAtPartner {
    PersonId person;
    PersonRole role{};
    LocalDate valid_from;
    std::optional<LocalDate> valid_to;
};

/// The roles at any of these periods, the latest first.
Result<std::vector<RoleAtPartner>> roles_at(storage::Reader& reader, std::span<const Partner> periods);

}  // namespace minka::registry
