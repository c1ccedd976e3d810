#pragma once

#include "registry/access_role.h"

#include <boost/describe/enum.hpp>

#include <span>
#include <string_view>

namespace minka::identity {

/// What a role may do within its territory. Reading what is stored on oneself needs none of them.
enum class Permission {
    register_read,      ///< Territories, schools, sites, counts.
    register_write,     ///< Importing registers.
    need_to_know,       ///< Schools of high security in all of these, and setting the level.
    people_read,        ///< Names and roles of people.
    people_write,       ///< Importing and merging people.
    teams_read,         ///< Teams, resolutions, plans and sessions, without names.
    teams_write,        ///< Their steps.
    cycle_read,         ///< Cycles, gates, decisions, waves and their completion.
    cycle_write,        ///< Moving a cycle on, recording agreements and decisions.
    visits_read,        ///< One's pair's visits, or those in one's land; of high security too.
    visits_write,       ///< Their steps.
    measures_read,      ///< Index and change at the cuts that privacy allows.
    report_read,        ///< Released reports: declared tables at declared cuts.
    school_pages_read,  ///< The page that returns to a school, of the schools in the territory.
    ledger_read,        ///< Who did what, field by field.
    accounts_manage,    ///< Accounts, grants, tokens.
    privacy_manage,     ///< Access, correction, erasure, consent, incidents.
    capture,            ///< Fetching field forms and sending them filled.
    submissions_read,   ///< Filled forms one by one, through the interface that ODK tools know.
    danger_read,        ///< Notices that someone may be in danger: dates, codes and receipt numbers.
};
BOOST_DESCRIBE_ENUM(Permission, register_read, register_write, need_to_know, people_read, people_write, teams_read,
                    teams_write, cycle_read, cycle_write, visits_read, visits_write, measures_read, report_read,
                    school_pages_read, ledger_read, accounts_manage, privacy_manage, capture, submissions_read,
                    danger_read)

/// What a role may do: one row of the table that docs/reference/roles.md shows.
std::span<const Permission> permissions_of(registry::AccessRole role);

bool may(registry::AccessRole role, Permission permission);

/// Whether the role only makes sense over the whole programme: its tasks know no territory.
bool is_of_programme(registry::AccessRole role);

}  // namespace minka::identity
