#pragma once

#include "planning/visit_list.h"
#include "planning/visit_tables.h"
#include "privacy/vault.h"

#include <string>
#include <vector>

namespace minka::planning {

/// Somebody whom a form filled at a visit may name: who attends, or who of the pair fills it.
struct RosterEntry {
    registry::PersonId person;
    std::string name;
};

/// A coming visit with what its pair needs in the field, and nothing more.
struct FieldVisit {
    Visit visit;
    std::string school;
    std::string municipality;         ///< The school's civil land: its municipality or district.
    std::string partners;             ///< The others of the pair on the day, by name.
    std::vector<RosterEntry> pair;    ///< All of the pair on the day, who asks among them, by name.
    std::vector<RosterEntry> roster;  ///< Teachers of the school or one of its sites on the day, by name.
};

/// The coming visits, planned from `from` to `to` and not over, of the pairs that the person is in on the day of each;
/// also to schools of high security, since their pair needs to know. By date. Names that were erased are left out.
/// A sight that sees nothing, or is without a person, has none. Problems: those of reading and of the vault.
Result<std::vector<FieldVisit>> field_visits(storage::Reader& reader, const privacy::Vault& vault,
                                             const VisitSight& sight, const registry::PersonId& person,
                                             const DateRange& days);

}  // namespace minka::planning
