#pragma once

#include "command.h"
#include "planning/column_table.h"
#include "planning/group_forming.h"

#include <string>
#include <vector>

namespace minka::cli {

/// The cycle of a programme whose teachers are grouped, and the date that counts; today when empty.
struct CycleOnDate {
    std::string programme;
    std::string cycle;
    std::string on;
};

/// Who is grouped, and the groups that the register has for them.
struct GroupSource {
    planning::ColumnTable people;
    planning::ColumnTable recorded;
};

/// Problems: those of opening and of `cycle_teachers`.
Result<GroupSource> register_source(CommandContext& context, const CycleOnDate& cycle);

/// Keeps the groups in the register from the date on, `members` by group, and says what changed, in Spanish.
///
/// Problems: those of opening and of `record_groups`.
Result<std::string> record_in_register(CommandContext& context, const CycleOnDate& cycle,
                                       const planning::FormedGroups& formed,
                                       const std::vector<std::vector<std::string>>& members);

}  // namespace minka::cli
