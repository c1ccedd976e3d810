#include "planning/cycle_teachers.h"

#include "programme/cycle_rules.h"
#include "registry/code_register.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace minka::planning {
namespace {

using registry::PersonId;
using registry::PersonRole;
using registry::PlaceKind;

/// Where a teacher stands.
struct Post {
    const registry::School* school = nullptr;
    const registry::Site* site = nullptr;

    friend bool operator<(const Post& one, const Post& other) {
        const auto code = [](const Post& post) { return post.site != nullptr ? post.site->code : std::string(); };
        return std::pair(one.school->code, code(one)) < std::pair(other.school->code, code(other));
    }
};

template <typename T>
std::map<Uuid, const T*> by_id(const std::vector<storage::Stored<T>>& rows) {
    std::map<Uuid, const T*> map;
    for (const auto& row : rows) {
        map.emplace(row.record.id.uuid, &row.record);
    }
    return map;
}

/// What the register says of the schools of a cycle, with indexes into it.
struct CycleRegister {
    std::vector<storage::Stored<registry::School>> schools;
    std::vector<storage::Stored<registry::Site>> sites;
    std::vector<storage::Stored<registry::Territory>> territories;
    std::vector<storage::Stored<registry::Person>> people;
    std::vector<storage::Stored<registry::Role>> roles;
    std::set<Uuid> taking_part;
};

/// Leaves out the schools that lie, in either tree, outside of the scope's land, and those it withholds.
Result<void> keep_within(storage::Reader& reader, const registry::Scope& scope, CycleRegister& all) {
    std::erase_if(all.schools, [&](const auto& row) { return scope.withholds(row.record.id.uuid); });
    if (!scope.territory()) {
        return {};
    }
    MINKA_TRY_ASSIGN(const auto lands, registry::territories_within(reader, scope));
    const std::set<registry::TerritoryId> within(lands.begin(), lands.end());
    std::erase_if(all.schools, [&](const auto& row) {
        const auto& office = row.record.administration_territory_id;
        return !within.contains(row.record.civil_territory_id) && !(office && within.contains(*office));
    });
    return {};
}

Result<CycleRegister> read_register(storage::Reader& reader, const registry::Scope& scope, const std::string& code,
                                    const registry::TwoTimes& times) {
    const auto [on, known_at] = times;
    CycleRegister all;
    MINKA_TRY_ASSIGN(const auto cycle, programme::cycle_by_code(reader, code));
    MINKA_TRY_ASSIGN(const auto states, programme::participations(reader, cycle.record.id, times));
    for (const auto& state : states) {
        if (state.state == programme::ParticipationState::joined ||
            state.state == programme::ParticipationState::active) {
            all.taking_part.insert(state.school_id.uuid);
        }
    }
    MINKA_TRY_ASSIGN(all.schools, reader.all_known<registry::School>(known_at, "ORDER BY code, id"));
    MINKA_TRY_ASSIGN(all.sites, reader.all_known<registry::Site>(known_at, "ORDER BY code, id"));
    MINKA_TRY_ASSIGN(all.territories, reader.all_known<registry::Territory>(known_at, "ORDER BY id"));
    MINKA_TRY_ASSIGN(all.people, reader.all_known<registry::Person>(known_at, "ORDER BY id"));
    MINKA_TRY_ASSIGN(all.roles, reader.all_known<registry::Role>(known_at, "AND role = 'teacher' ORDER BY id"));
    std::erase_if(all.schools, [&](const auto& row) { return !registry::is_valid_at(row.record, on); });
    MINKA_TRY(keep_within(reader, scope, all));
    std::erase_if(all.sites, [&](const auto& row) { return !registry::is_valid_at(row.record, on); });
    std::erase_if(all.roles, [&](const auto& row) { return !registry::is_valid_at(row.record, on); });
    return all;
}

/// The first site of each school by code.
std::map<Uuid, const registry::Site*> first_sites(const CycleRegister& all) {
    std::map<Uuid, const registry::Site*> first;
    for (const auto& row : all.sites) {
        first.emplace(row.record.school_id.uuid, &row.record);
    }
    return first;
}

/// Somebody who was merged into another stands as the other.
Uuid standing_for(const std::map<Uuid, const registry::Person*>& people, Uuid id) {
    for (std::size_t step = 0; step <= people.size(); ++step) {
        const auto found = people.find(id);
        if (found == people.end() || !found->second->merged_into) {
            return id;
        }
        id = found->second->merged_into->uuid;
    }
    return id;
}

std::map<Uuid, Post> posts_of_teachers(const CycleRegister& all,
                                       const std::map<Uuid, const registry::Person*>& people) {
    const auto schools = by_id(all.schools);
    const auto sites = by_id(all.sites);
    const auto first = first_sites(all);
    std::map<Uuid, Post> posts;
    for (const auto& row : all.roles) {
        Post post;
        if (row.record.place == PlaceKind::site) {
            const auto site = sites.find(row.record.place_id);
            post.site = site == sites.end() ? nullptr : site->second;
        }
        const auto school_id = post.site != nullptr ? post.site->school_id.uuid : row.record.place_id;
        const auto school = schools.find(school_id);
        if (school == schools.end() || !all.taking_part.contains(school_id)) {
            continue;
        }
        post.school = school->second;
        if (post.site == nullptr) {
            const auto main = first.find(school_id);
            post.site = main == first.end() ? nullptr : main->second;
        }
        const auto [found, is_new] = posts.try_emplace(standing_for(people, row.record.person_id.uuid), post);
        if (!is_new && post < found->second) {
            found->second = post;
        }
    }
    return posts;
}

std::string sex_word(const std::optional<registry::Sex>& sex) {
    if (!sex) {
        return {};
    }
    return *sex == registry::Sex::female ? "femenino" : *sex == registry::Sex::male ? "masculino" : "otro";
}

std::string degrees(const std::optional<double>& value) {
    return value ? fmt::format("{:.6f}", *value) : std::string();
}

}  // namespace

Result<ColumnTable> cycle_teachers(storage::Reader& reader, const registry::Scope& scope, const std::string& cycle,
                                   const registry::TwoTimes& times) {
    MINKA_TRY_ASSIGN(const auto all, read_register(reader, scope, cycle, times));
    const auto people = by_id(all.people);
    const auto territories = by_id(all.territories);
    ColumnTable table{"el registro", {}};
    constexpr std::array<const char*, 11> names{"persona", "edad",      "experiencia", "sexo",    "escuela", "sede",
                                                "nivel",   "municipio", "zona",        "latitud", "longitud"};
    for (const auto* name : names) {
        table.columns.push_back({name, {}, {}});
    }
    for (const auto& [id, post] : posts_of_teachers(all, people)) {
        const auto found = people.find(id);
        if (found == people.end()) {
            continue;
        }
        const auto& person = *found->second;
        const auto town = territories.find(post.school->civil_territory_id.uuid);
        const bool has_site = post.site != nullptr;
        const std::array<std::string, names.size()> cells{
            to_string(id),
            person.birth_band.value_or(""),
            person.experience_band.value_or(""),
            sex_word(person.sex),
            post.school->code,
            has_site ? post.site->code : "",
            has_site ? post.site->levels : "",
            town == territories.end() ? "" : town->second->code,
            post.school->zone == registry::Zone::rural ? "rural" : "urbana",
            has_site ? degrees(post.site->latitude) : "",
            has_site ? degrees(post.site->longitude) : "",
        };
        for (std::size_t column = 0; column < cells.size(); ++column) {
            table.columns[column].cells.push_back(cells[column]);
            table.columns[column].places.push_back(
                fmt::format("el registro, persona {}, {}", cells.front(), names[column]));
        }
    }
    return table;
}

}  // namespace minka::planning
