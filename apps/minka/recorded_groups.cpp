#include "recorded_groups.h"

#include "command_dates.h"
#include "planning/cycle_teachers.h"
#include "planning/group_store.h"
#include "programme/cycle_rules.h"
#include "ugel_work.h"

#include <fmt/format.h>

namespace minka::cli {

namespace {

Result<std::vector<planning::WantedGroup>> wanted_groups(const planning::FormedGroups& formed,
                                                         const std::vector<std::vector<std::string>>& members) {
    std::vector<planning::WantedGroup> wanted(members.size());
    for (std::size_t group = 0; group < members.size(); ++group) {
        wanted[group].code = formed.names[group];
        wanted[group].place = formed.places.empty() ? "" : formed.places[group];
        wanted[group].time = formed.times.empty() ? "" : formed.times[group];
        for (const auto& person : members[group]) {
            MINKA_TRY_ASSIGN(const auto id, parse_uuid(person));
            wanted[group].people.push_back({id});
        }
    }
    return wanted;
}

}  // namespace

Result<GroupSource> register_source(CommandContext& context, const CycleOnDate& asked) {
    MINKA_TRY_ASSIGN(auto work, open_programme(context, asked.programme, "plan groups", Access::reads));
    MINKA_TRY_ASSIGN(const auto on, date_option(asked.on, "--on", work.database().clock()));
    const auto read = [&](storage::Reader& reader) -> Result<GroupSource> {
        const auto scope = registry::Scope::of_console(registry::Purpose::operation);
        GroupSource source;
        MINKA_TRY_ASSIGN(source.people, planning::cycle_teachers(reader, scope, asked.cycle, {on}));
        if (source.people.rows() == 0) {
            return problem(ProblemCode::not_found, "No teacher of the register takes part in this cycle on this date.",
                           "--cycle");
        }
        MINKA_TRY_ASSIGN(const auto cycle, programme::cycle_by_code(reader, asked.cycle));
        MINKA_TRY_ASSIGN(const auto groups, planning::groups_on(reader, scope, cycle.record.id, {on}));
        source.recorded = planning::groups_table(groups);
        return source;
    };
    return work.database().read(work.act.programme, read);
}

Result<std::string> record_in_register(CommandContext& context, const CycleOnDate& asked,
                                       const planning::FormedGroups& formed,
                                       const std::vector<std::vector<std::string>>& members) {
    MINKA_TRY_ASSIGN(const auto wanted, wanted_groups(formed, members));
    MINKA_TRY_ASSIGN(auto work, open_programme(context, asked.programme, "plan groups", Access::writes));
    auto& database = work.database();
    MINKA_TRY_ASSIGN(const auto on, date_option(asked.on, "--on", database.clock()));
    planning::GroupChanges changes;
    const auto save = [&](storage::Writer& writer) -> Result<> {
        MINKA_TRY_ASSIGN(const auto cycle, programme::cycle_by_code(writer, asked.cycle));
        MINKA_TRY_ASSIGN(changes, planning::record_groups(writer, cycle.record.id, {wanted, {}}, on, [&] {
                             return database.new_id<planning::TeacherGroupId>().uuid;
                         }));
        return {};
    };
    MINKA_TRY(database.write(work.act, save));
    return fmt::format(
        "Registrado desde {}: {} grupos nuevos, {} que terminan; {} personas entran, {} cambian, {} salen\n", on.text(),
        changes.formed, changes.ended, changes.joined, changes.moved, changes.left);
}

}  // namespace minka::cli
