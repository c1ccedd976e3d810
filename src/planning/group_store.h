#pragma once

#include "planning/column_table.h"
#include "planning/teacher_group.h"
#include "registry/scope.h"
#include "storage/writer.h"

#include <functional>
#include <map>
#include <vector>

namespace minka::planning {

/// A group on a date, with who is in it.
struct GroupOnDate {
    storage::Stored<TeacherGroup> group;
    std::vector<storage::Stored<GroupMember>> members;
};

/// The groups of a cycle at a date, as known at an instant, by code.
///
/// Problems: `invalid_input` for a scope that is not of the whole programme, since groups cross its lands.
Result<std::vector<GroupOnDate>> groups_on(storage::Reader& reader, const registry::Scope& scope,
                                           const programme::CycleId& cycle, const registry::TwoTimes& times);

/// The same as a table with the columns person, group, place and time, as `former_groups` reads it. No rows where
/// there are no groups.
ColumnTable groups_table(const std::vector<GroupOnDate>& groups);

/// Groups as they shall be from a date on.
struct WantedGroup {
    std::string code;
    std::string place;
    std::string time;
    std::vector<registry::PersonId> people;
};

/// All groups that a cycle shall have: some are made what they shall be, others stay as they are.
struct WantedGroups {
    std::vector<WantedGroup> groups;
    std::vector<std::string> untouched;  ///< Codes of recorded groups.
};

/// What a record of groups changed.
struct GroupChanges {
    std::size_t formed = 0;
    std::size_t ended = 0;
    std::size_t joined = 0;  ///< people who were in no group
    std::size_t moved = 0;
    std::size_t left = 0;
};

/// Makes the groups of a cycle those that are wanted, from a date on: who stays where they are is not touched, and what
/// was stays on record.
///
/// Problems: `invalid_input` for a code twice or none, and somebody in two groups, also of those untouched; `not_found`
/// for a person; `conflict` for a date before something that is recorded already.
Result<GroupChanges> record_groups(storage::Writer& writer, const programme::CycleId& cycle, const WantedGroups& wanted,
                                   LocalDate on, const std::function<Uuid()>& new_id);

}  // namespace minka::planning
