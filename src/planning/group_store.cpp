#include "planning/group_store.h"

#include <algorithm>
#include <array>
#include <set>

namespace minka::planning {

using storage::Stored;

namespace {

Result<> check_wanted(const WantedGroups& wanted) {
    std::set<std::string> codes(wanted.untouched.begin(), wanted.untouched.end());
    std::set<registry::PersonId> people;
    for (const auto& group : wanted.groups) {
        if (group.code.empty() || !codes.insert(group.code).second) {
            return invalid("Each group has a code of its own.", "groups");
        }
        for (const auto& person : group.people) {
            if (!people.insert(person).second) {
                return invalid("Somebody stands in two groups.", "groups");
            }
        }
    }
    return {};
}

/// Brings the record of one cycle's groups to what is wanted.
class Recording {
public:
    Recording(storage::Writer& writer, LocalDate on, const std::function<Uuid()>& new_id)
        : writer_(writer), on_(on), new_id_(new_id) {}

    Result<> read(const programme::CycleId& cycle, const std::vector<std::string>& untouched) {
        MINKA_TRY_ASSIGN(const auto groups,
                         groups_on(writer_, registry::Scope::of_console(registry::Purpose::operation), cycle, {on_}));
        for (const auto& each : groups) {
            const bool stays = std::ranges::find(untouched, each.group.record.code) != untouched.end();
            if (!stays) {
                groups_.emplace(each.group.record.code, each.group);
            }
            for (const auto& member : each.members) {
                stays ? void(elsewhere_.insert(member.record.person_id))
                      : void(members_.emplace(member.record.person_id, member));
            }
        }
        MINKA_TRY_ASSIGN(const auto later,
                         writer_.value<std::int64_t>("SELECT count(*) FROM group_member JOIN teacher_group ON"
                                                     " teacher_group.programme_id = $1 AND teacher_group.id ="
                                                     " group_member.group_id WHERE group_member.programme_id = $1 AND"
                                                     " teacher_group.cycle_id = $2 AND (group_member.valid_from > $3 OR"
                                                     " group_member.valid_to > $3)",
                                                     writer_.programme(), cycle, on_));
        if (later.value_or(0) > 0) {
            return problem(ProblemCode::conflict,
                           "Groups are on record for a later date; name that date or a later one.", "on");
        }
        return {};
    }

    Result<TeacherGroupId> keep_group(const programme::CycleId& cycle, const WantedGroup& wanted) {
        const auto found = groups_.find(wanted.code);
        if (found == groups_.end()) {
            const TeacherGroup group{{new_id_()}, cycle, wanted.code, wanted.place, wanted.time, on_, std::nullopt};
            MINKA_TRY(writer_.create(group));
            ++changes_.formed;
            return group.id;
        }
        auto stored = found->second;
        groups_.erase(found);
        if (stored.record.place != wanted.place || stored.record.time != wanted.time) {
            stored.record.place = wanted.place;
            stored.record.time = wanted.time;
            MINKA_TRY(writer_.change(stored.record, stored.version));
        }
        return stored.record.id;
    }

    Result<> keep_member(const TeacherGroupId& group, const registry::PersonId& person) {
        if (elsewhere_.contains(person)) {
            return invalid("Somebody stands in two groups.", "groups");
        }
        const auto found = members_.find(person);
        const bool was_elsewhere = found != members_.end() && found->second.record.group_id != group;
        if (found != members_.end()) {
            const auto before = found->second;
            members_.erase(found);
            if (!was_elsewhere) {
                return {};
            }
            MINKA_TRY(end(before));
        } else {
            MINKA_TRY(writer_.require<registry::Person>(person));
        }
        ++(was_elsewhere ? changes_.moved : changes_.joined);
        fresh_.push_back({{new_id_()}, group, person, on_, std::nullopt});
        return {};
    }

    /// Ends what nobody wants any more.
    Result<GroupChanges> finish() {
        for (const auto& [person, member] : members_) {
            MINKA_TRY(end(member));
            ++changes_.left;
        }
        for (const auto& [code, group] : groups_) {
            MINKA_TRY(end(group));
            ++changes_.ended;
        }
        MINKA_TRY(writer_.create_all(fresh_));
        return changes_;
    }

private:
    template <typename T>
    Result<> end(Stored<T> stored) {
        stored.record.valid_to = on_;
        MINKA_TRY(writer_.change(stored.record, stored.version));
        return {};
    }

    storage::Writer& writer_;
    LocalDate on_;
    const std::function<Uuid()>& new_id_;
    std::map<std::string, Stored<TeacherGroup>> groups_;  ///< those not yet seen among the wanted
    std::map<registry::PersonId, Stored<GroupMember>> members_;
    std::set<registry::PersonId> elsewhere_;  ///< members of groups that stay as they are
    std::vector<GroupMember> fresh_;
    GroupChanges changes_;
};

}  // namespace

Result<std::vector<GroupOnDate>> groups_on(storage::Reader& reader, const registry::Scope& scope,
                                           const programme::CycleId& cycle, const registry::TwoTimes& times) {
    if (scope.territory()) {
        return invalid("Groups are of the whole programme.", "scope");
    }
    MINKA_TRY_ASSIGN(auto groups,
                     reader.all_known<TeacherGroup>(times.known_at,
                                                    "AND cycle_id = $3 AND valid_from <= $4 AND (valid_to IS NULL OR"
                                                    " valid_to > $4) ORDER BY code, id",
                                                    cycle, times.as_of));
    MINKA_TRY_ASSIGN(auto members, reader.all_known<GroupMember>(times.known_at,
                                                                 "AND valid_from <= $3 AND (valid_to IS NULL OR"
                                                                 " valid_to > $3) ORDER BY group_id, person_id",
                                                                 times.as_of));
    std::map<TeacherGroupId, std::vector<Stored<GroupMember>>> people;
    for (auto& member : members) {
        people[member.record.group_id].push_back(std::move(member));
    }
    std::vector<GroupOnDate> found;
    for (auto& group : groups) {
        const auto id = group.record.id;
        found.push_back({std::move(group), std::move(people[id])});
    }
    return found;
}

ColumnTable groups_table(const std::vector<GroupOnDate>& groups) {
    constexpr std::array<const char*, 4> names{"person", "group", "place", "time"};
    ColumnTable table{"los grupos registrados", {}};
    for (const auto* name : names) {
        table.columns.push_back({name, {}, {}});
    }
    for (const auto& each : groups) {
        const auto& group = each.group.record;
        for (const auto& member : each.members) {
            const std::array<std::string, names.size()> cells{to_string(member.record.person_id.uuid), group.code,
                                                              group.place, group.time};
            for (std::size_t column = 0; column < cells.size(); ++column) {
                table.columns[column].cells.push_back(cells[column]);
                table.columns[column].places.push_back("grupo " + group.code);
            }
        }
    }
    return table;
}

Result<GroupChanges> record_groups(storage::Writer& writer, const programme::CycleId& cycle, const WantedGroups& wanted,
                                   LocalDate on, const std::function<Uuid()>& new_id) {
    MINKA_TRY(check_wanted(wanted));
    Recording recording(writer, on, new_id);
    MINKA_TRY(recording.read(cycle, wanted.untouched));
    for (const auto& group : wanted.groups) {
        MINKA_TRY_ASSIGN(const auto id, recording.keep_group(cycle, group));
        for (const auto& person : group.people) {
            MINKA_TRY(recording.keep_member(id, person));
        }
    }
    return recording.finish();
}

}  // namespace minka::planning
