#include "planning/cycle_groups.h"

#include "planning/cycle_teachers.h"
#include "programme/cycle_rules.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace minka::planning {
namespace {

using registry::PersonId;
using registry::Scope;

constexpr std::string_view people_rule = "personas";

/// Identifiers of a table of teachers.
std::set<std::string> ids_in(const ColumnTable& teachers) {
    const auto& cells = teachers.columns.front().cells;
    return {cells.begin(), cells.end()};
}

std::string id_of(const storage::Stored<GroupMember>& member) { return to_string(member.record.person_id.uuid); }

template <typename Keeps>
ColumnTable rows_where(const ColumnTable& table, const Keeps& keeps) {
    ColumnTable kept{table.name, {}};
    for (const auto& column : table.columns) {
        kept.columns.push_back({column.name, {}, {}});
        for (std::size_t row = 0; row < table.rows(); ++row) {
            if (keeps(row)) {
                kept.columns.back().cells.push_back(column.cells[row]);
                kept.columns.back().places.push_back(column.places[row]);
            }
        }
    }
    return kept;
}

std::vector<GroupOnDate> own_groups(const GroupsAtHand& at_hand) {
    std::vector<GroupOnDate> own;
    for (const auto& seen : at_hand.groups) {
        if (seen.is_own) {
            own.push_back(seen.group);
        }
    }
    return own;
}

std::vector<std::string> groups_of_others(const GroupsAtHand& at_hand) {
    auto codes = at_hand.hidden;
    for (const auto& seen : at_hand.groups) {
        if (!seen.is_own) {
            codes.push_back(seen.group.group.record.code);
        }
    }
    return codes;
}

/// Teachers of the scope who are in no group of others.
ColumnTable free_teachers(const GroupsAtHand& at_hand) {
    std::set<std::string> bound;
    for (const auto& seen : at_hand.groups) {
        for (const auto& member : seen.group.members) {
            if (!seen.is_own) {
                bound.insert(id_of(member));
            }
        }
    }
    const auto& ids = at_hand.teachers.columns.front().cells;
    return rows_where(at_hand.teachers, [&](std::size_t row) { return !bound.contains(ids[row]); });
}

/// The sites that teachers stand at, each once, as `people_from` takes them.
ColumnTable sites_of(const ColumnTable& teachers) {
    const std::array<const TextColumn*, 3> sources{teachers.find("sede"), teachers.find("latitud"),
                                                   teachers.find("longitud")};
    ColumnTable sites{"las sedes", {{"code", {}, {}}, {"latitude", {}, {}}, {"longitude", {}, {}}}};
    std::set<std::string> seen;
    for (std::size_t row = 0; row < teachers.rows(); ++row) {
        if (const auto& code = sources[0]->cells[row]; !code.empty() && seen.insert(code).second) {
            for (std::size_t column = 0; column < sources.size(); ++column) {
                sites.columns[column].cells.push_back(sources[column]->cells[row]);
                sites.columns[column].places.push_back("la sede " + code);
            }
        }
    }
    return sites;
}

/// Rules about people by name, turned into rules about rows.
class PeopleRules {
public:
    explicit PeopleRules(PeopleTable& people) : people_(people) {
        for (std::uint32_t row = 0; row < people.ids.size(); ++row) {
            rows_.emplace(people.ids[row], row);
        }
    }

    Result<void> pin(const GroupsAsked::Pin& pin, const std::vector<std::string>& taken) {
        MINKA_TRY_ASSIGN(const auto row, row_of(pin.person, "pinned"));
        if (pin.group.empty() || std::ranges::find(taken, pin.group) != taken.end()) {
            return invalid("Somebody is pinned to no group, or to one of another part of the land.", "pinned");
        }
        people_.pinned.resize(people_.ids.size());
        if (!people_.pinned[row].empty() && people_.pinned[row] != pin.group) {
            return invalid("Somebody is pinned to two groups.", "pinned");
        }
        people_.pinned[row] = pin.group;
        return {};
    }

    Result<void> join(const std::vector<PersonId>& list) {
        MINKA_TRY_ASSIGN(auto rows, rows_of(list, "together"));
        people_.together_names.push_back(fmt::format("{}", fmt::join(ids(rows), ", ")));
        people_.together_columns.emplace_back(people_rule);
        people_.rules.together.push_back(std::move(rows));
        return {};
    }

    Result<void> part(const std::vector<PersonId>& list) {
        MINKA_TRY_ASSIGN(const auto rows, rows_of(list, "apart"));
        for (std::size_t i = 0; i < rows.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                people_.rules.apart.push_back({rows[j], rows[i]});
                people_.apart_columns.emplace_back(people_rule);
            }
        }
        return {};
    }

private:
    Result<std::uint32_t> row_of(const PersonId& person, const std::string& field) const {
        const auto found = rows_.find(to_string(person.uuid));
        if (found == rows_.end()) {
            return invalid("Somebody in a rule is none of the teachers that these groups are formed of.", field);
        }
        return found->second;
    }

    Result<std::vector<std::uint32_t>> rows_of(const std::vector<PersonId>& list, const std::string& field) const {
        std::set<std::uint32_t> rows;
        for (const auto& person : list) {
            MINKA_TRY_ASSIGN(const auto row, row_of(person, field));
            rows.insert(row);
        }
        if (rows.size() < 2) {
            return invalid("A rule of people together or apart names two of them or more.", field);
        }
        return std::vector(rows.begin(), rows.end());
    }

    std::vector<std::string> ids(const std::vector<std::uint32_t>& rows) const {
        std::vector<std::string> list;
        for (const auto row : rows) {
            list.push_back(people_.ids[row]);
        }
        return list;
    }

    PeopleTable& people_;
    std::map<std::string, std::uint32_t> rows_;
};

Result<void> offer_places(const ColumnTable& sites, const std::set<std::string>& guarded, GroupRequest& request) {
    const auto open =
        rows_where(sites, [&](std::size_t row) { return !guarded.contains(sites.columns.front().cells[row]); });
    MINKA_TRY_ASSIGN(request.places, meeting_places(open));
    if (request.places.empty()) {
        return invalid("No site of these teachers may be a meeting place.", "reach_km");
    }
    return {};
}

/// A group whose place is offered no longer gets another one.
void forget_lost_places(GroupRequest& request) {
    for (auto& [name, meeting] : request.former->groups) {
        if (request.reach_km &&
            std::ranges::find(request.places, meeting.place, &MeetingPlace::code) == request.places.end()) {
            meeting.place.clear();
        }
    }
}

}  // namespace

std::size_t GroupsAtHand::without_group() const {
    auto left = ids_in(teachers);
    for (const auto& seen : groups) {
        for (const auto& member : seen.group.members) {
            left.erase(id_of(member));
        }
    }
    return left.size();
}

std::size_t GroupsAtHand::gone() const {
    const auto ids = ids_in(teachers);
    std::size_t count = 0;
    for (const auto& seen : groups) {
        if (seen.is_own) {
            count += static_cast<std::size_t>(std::ranges::count_if(
                seen.group.members, [&](const auto& member) { return !ids.contains(id_of(member)); }));
        }
    }
    return count;
}

Result<GroupsAtHand> groups_at_hand(storage::Reader& reader, const Scope& scope, const std::string& cycle,
                                    const registry::TwoTimes& times) {
    GroupsAtHand at_hand;
    at_hand.on = times.as_of;
    MINKA_TRY_ASSIGN(const auto found, programme::cycle_by_code(reader, cycle));
    at_hand.cycle = found.record.id;
    MINKA_TRY_ASSIGN(at_hand.teachers, cycle_teachers(reader, scope, cycle, times));
    const auto whole = Scope::of_console(scope.purpose());
    MINKA_TRY_ASSIGN(auto groups, groups_on(reader, whole, at_hand.cycle, times));
    const bool sees_all = !scope.territory() && !scope.withheld();
    std::set<std::string> within = ids_in(at_hand.teachers);
    std::set<std::string> everybody;
    if (!sees_all) {
        MINKA_TRY_ASSIGN(const auto all, cycle_teachers(reader, whole, cycle, times));
        everybody = ids_in(all);
    }
    for (auto& group : groups) {
        bool is_near = sees_all;
        bool is_own = true;
        for (const auto& member : group.members) {
            const auto id = id_of(member);
            is_near = is_near || within.contains(id);
            is_own = is_own && (within.contains(id) || !everybody.contains(id));
        }
        if (is_near) {
            at_hand.groups.push_back({std::move(group), is_own});
        } else {
            at_hand.hidden.push_back(group.group.record.code);
        }
    }
    return at_hand;
}

bool is_unchanged(const GroupsAtHand& before, const GroupsAtHand& now) {
    const auto same_cells = [](const ColumnTable& one, const ColumnTable& other) {
        return std::ranges::equal(one.columns, other.columns, {}, &TextColumn::cells, &TextColumn::cells);
    };
    auto hidden = groups_of_others(before);
    auto hidden_now = groups_of_others(now);
    std::ranges::sort(hidden);
    std::ranges::sort(hidden_now);
    return before.cycle == now.cycle && hidden == hidden_now && ids_in(before.teachers) == ids_in(now.teachers) &&
           same_cells(groups_table(own_groups(before)), groups_table(own_groups(now)));
}

Result<RecordedDiversity> recorded_diversity(const GroupsAtHand& at_hand) {
    RecordedDiversity figures;
    std::map<std::string, std::uint32_t> group_of_id;
    for (std::uint32_t group = 0; group < at_hand.groups.size(); ++group) {
        for (const auto& member : at_hand.groups[group].group.members) {
            group_of_id.emplace(id_of(member), group);
        }
    }
    figures.groups = at_hand.groups.size();
    const auto& ids = at_hand.teachers.columns.front().cells;
    const auto* ages = at_hand.teachers.find("edad");
    const auto* experience = at_hand.teachers.find("experiencia");
    const auto known = rows_where(at_hand.teachers, [&](std::size_t row) {
        return group_of_id.contains(ids[row]) && !ages->cells[row].empty() && !experience->cells[row].empty();
    });
    figures.people = known.rows();
    figures.unknown = group_of_id.size() - figures.people;
    if (figures.people == 0) {
        return figures;
    }
    PeopleColumns columns;
    columns.varied = {"edad", "experiencia"};
    MINKA_TRY_ASSIGN(const auto people, people_from(known, columns, nullptr));
    std::vector<std::uint32_t> group_of;
    for (const auto& id : people.ids) {
        group_of.push_back(group_of_id.at(id));
    }
    MINKA_TRY_ASSIGN(figures.diversity, diversity_of(people, group_of, figures.groups));
    return figures;
}

Result<GroupRequest> request_for_cycle(const GroupsAtHand& at_hand, const GroupsAsked& asked,
                                       const std::set<std::string>& guarded_sites) {
    const auto teachers = free_teachers(at_hand);
    if (teachers.rows() == 0) {
        return problem(ProblemCode::not_found, "No teacher of the register takes part in this cycle on this date.",
                       "cycle");
    }
    PeopleColumns columns;
    columns.varied = {"edad", "experiencia"};
    columns.missing = MissingNumbers::count_as_mean;
    columns.site = asked.reach_km ? "sede" : "";
    const auto sites = sites_of(teachers);
    GroupRequest request;
    MINKA_TRY_ASSIGN(request.people, people_from(teachers, columns, &sites));
    request.size = asked.size;
    request.reach_km = asked.reach_km;
    if (asked.reach_km) {
        MINKA_TRY(offer_places(sites, guarded_sites, request));
    }
    const auto taken = groups_of_others(at_hand);
    request.taken = {taken.begin(), taken.end()};
    PeopleRules rules(request.people);
    for (const auto& pin : asked.pinned) {
        MINKA_TRY(rules.pin(pin, taken));
    }
    for (const auto& list : asked.together) {
        MINKA_TRY(rules.join(list));
    }
    for (const auto& list : asked.apart) {
        MINKA_TRY(rules.part(list));
    }
    if (const auto recorded = groups_table(own_groups(at_hand)); !asked.is_anew && recorded.rows() > 0) {
        MINKA_TRY_ASSIGN(request.former, former_groups(recorded, request.people));
        forget_lost_places(request);
    }
    return request;
}

Result<WantedGroups> wanted_groups(const GroupsAtHand& at_hand, const GroupRequest& request,
                                   const FormedGroups& formed) {
    WantedGroups wanted{std::vector<WantedGroup>(formed.names.size()), groups_of_others(at_hand)};
    for (std::size_t group = 0; group < formed.names.size(); ++group) {
        wanted.groups[group].code = formed.names[group];
        wanted.groups[group].place = formed.places.empty() ? "" : formed.places[group];
        wanted.groups[group].time = formed.times.empty() ? "" : formed.times[group];
    }
    for (std::size_t person = 0; person < request.people.ids.size(); ++person) {
        MINKA_TRY_ASSIGN(const auto id, parse_uuid(request.people.ids[person]));
        wanted.groups[formed.grouping.group_of[person]].people.push_back({id});
    }
    return wanted;
}

std::vector<GroupMove> moves_between(const GroupsAtHand& at_hand, const WantedGroups& wanted) {
    std::map<PersonId, GroupMove> moves;
    for (const auto& group : own_groups(at_hand)) {
        for (const auto& member : group.members) {
            const auto& person = member.record.person_id;
            moves.emplace(person, GroupMove{person, group.group.record.code, {}});
        }
    }
    for (const auto& group : wanted.groups) {
        for (const auto& person : group.people) {
            moves.try_emplace(person, GroupMove{person, {}, {}}).first->second.to = group.code;
        }
    }
    std::vector<GroupMove> list;
    for (const auto& [person, move] : moves) {
        if (move.from != move.to) {
            list.push_back(move);
        }
    }
    std::ranges::stable_sort(list, {}, [](const GroupMove& move) { return std::pair(move.from, move.to); });
    return list;
}

}  // namespace minka::planning
