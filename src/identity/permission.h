#pragma once

#include "registry/access_role.h"

#include <boost/describe/enum.hpp>

#include <span>
#include <string_view>

namespace minka::identity {

/// What a role may do within its territory. Reading what is stored on oneself needs none of them.
enum class Permission {
    register_read,     ///< Territories, schools, sites, counts.
    register_write,    ///< Importing registers.
    people_read,       ///< Names and roles of people.
    people_write,      ///< Importing and merging people.
    teams_read,        ///< Teams, resolutions, plans and sessions, without names.
    teams_write,       ///< Their steps.
    cycle_read,        ///< Cycles, gates, decisions, waves and their completion.
    cycle_write,       ///< Moving a cycle on, recording agreements and decisions.
    measures_read,     ///< Index and change at the cuts that privacy allows.
    report_read,       ///< Released reports: declared tables at declared cuts.
    ledger_read,       ///< Who did what, field by field.
    accounts_manage,   ///< Accounts, grants, tokens.
    privacy_manage,    ///< Access, correction, erasure, consent, incidents.
    capture,           ///< Fetching field forms and sending them filled.
    submissions_read,  ///< Filled forms one by one, through the interface that ODK tools know.
};
BOOST_DESCRIBE_ENUM(Permission, register_read, register_write, people_read, people_write, teams_read, teams_write,
                    cycle_read, cycle_write, measures_read, report_read, ledger_read, accounts_manage, privacy_manage,
                    capture, submissions_read)

/// What a role may do: one row of the table that docs/reference/roles.md shows.
std::span<const Permission> permissions_of(registry::AccessRole role);

bool may(registry::AccessRole role, Permission permission);

/// Whether the role only makes sense over the whole programme: its tasks know no territory.
bool is_of_programme(registry::AccessRole role);

}  // namespace minka::identity
