#include "planning/field_visits.h"

#include "planning/pair_store.h"

#include <algorithm>

namespace minka::planning {

namespace {

using registry::PersonId;

Result<std::vector<PersonId>> people_by(storage::Reader& reader, std::string_view sql, const Uuid& place,
                                        LocalDate on) {
    std::vector<PersonId> found;
    MINKA_TRY(reader.each(
        sql,
        [&](const storage::Row& row) -> Result<> {
            found.push_back(row.get<PersonId>(0));
            return {};
        },
        reader.programme(), place, on));
    return found;
}

// Whoever turned out to be somebody else stands in the register under the other.
constexpr std::string_view teachers_sql =
    "SELECT DISTINCT role.person_id FROM role JOIN person ON person.programme_id = role.programme_id AND person.id = "
    "role.person_id WHERE role.programme_id = $1 AND role.role = 'teacher' AND person.merged_into IS NULL AND "
    "((role.place = 'school' AND role.place_id = $2) OR (role.place = 'site' AND role.place_id IN (SELECT site.id FROM "
    "site WHERE site.programme_id = $1 AND site.school_id = $2))) AND role.valid_from <= $3 AND (role.valid_to IS NULL "
    "OR role.valid_to > $3)";

constexpr std::string_view members_sql =
    "SELECT person_id FROM pair_member WHERE programme_id = $1 AND pair_id = $2 AND valid_from <= $3 AND (valid_to IS "
    "NULL OR valid_to > $3)";

Result<std::vector<RosterEntry>> with_names(storage::Reader& reader, const privacy::Vault& vault,
                                            const std::vector<PersonId>& people) {
    std::vector<RosterEntry> named;
    for (const auto& id : people) {
        MINKA_TRY_ASSIGN(const bool erased, privacy::was_erased(reader, id.uuid));
        MINKA_TRY_ASSIGN(const auto person, reader.find<registry::Person>(id));
        if (!erased && person) {
            MINKA_TRY_ASSIGN(auto name, vault.open(reader, id.uuid, person->record.name));
            named.push_back({id, std::move(name)});
        }
    }
    std::ranges::sort(named, [](const RosterEntry& first, const RosterEntry& second) {
        return std::pair(first.name, first.person) < std::pair(second.name, second.person);
    });
    return named;
}

Result<std::vector<Visit>> own_visits(storage::Reader& reader, const VisitSight& sight, const PersonId& person,
                                      const DateRange& days) {
    VisitFilter filter;
    filter.from = days.from;
    filter.to = days.to;
    MINKA_TRY_ASSIGN(const auto seen, all_visits_in(reader, sight, filter));
    std::vector<Visit> own;
    for (const auto& visit : seen) {
        MINKA_TRY_ASSIGN(const auto pairs, pairs_of(reader, person, visit.planned_on));
        if (!visit.outcome && std::ranges::find(pairs, visit.pair_id) != pairs.end()) {
            own.push_back(visit);
        }
    }
    return own;
}

}  // namespace

Result<std::vector<FieldVisit>> field_visits(storage::Reader& reader, const privacy::Vault& vault,
                                             const VisitSight& sight, const PersonId& person, const DateRange& days) {
    MINKA_TRY_ASSIGN(const auto visits, own_visits(reader, sight, person, days));
    std::vector<FieldVisit> found;
    for (const auto& visit : visits) {
        FieldVisit shown;
        shown.visit = visit;
        MINKA_TRY_ASSIGN(const auto school, reader.require<registry::School>(visit.school_id));
        MINKA_TRY_ASSIGN(const auto land, reader.require<registry::Territory>(school.record.civil_territory_id));
        shown.school = school.record.name;
        shown.municipality = land.record.name;
        MINKA_TRY_ASSIGN(const auto members, people_by(reader, members_sql, visit.pair_id.uuid, visit.planned_on));
        MINKA_TRY_ASSIGN(shown.pair, with_names(reader, vault, members));
        for (const auto& member : shown.pair) {
            if (member.person != person) {
                shown.partners += (shown.partners.empty() ? "" : ", ") + member.name;
            }
        }
        MINKA_TRY_ASSIGN(const auto teachers, people_by(reader, teachers_sql, visit.school_id.uuid, visit.planned_on));
        MINKA_TRY_ASSIGN(shown.roster, with_names(reader, vault, teachers));
        found.push_back(std::move(shown));
    }
    return found;
}

}  // namespace minka::planning
