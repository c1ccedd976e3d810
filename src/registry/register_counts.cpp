#include "registry/register_counts.h"

#include "registry/person.h"
#include "registry/word_choice.h"

namespace minka::registry {

namespace {

// The schools and sites of the scope as tables of the query: $1 programme, $2 date, $3 instant, $4 scope's territory.
std::string places_of_scope(storage::Reader& reader, const Scope& scope, const TwoTimes& times) {
    return "WITH RECURSIVE " + subtree_expression("scope_land", "$4") +
           ", schools_here(id, civil_territory_id) AS (SELECT school.id, school.civil_territory_id FROM " +
           table_known("school", times.known_at, "$3") + " WHERE programme_id = $1 AND recorded_at <= $3" +
           valid_condition("school", "$2") + school_condition(reader, scope, "scope_land", "$4") +
           "), sites_here(id) AS (SELECT site.id FROM " + table_known("site", times.known_at, "$3") +
           " WHERE programme_id = $1 AND recorded_at <= $3 AND school_id IN (SELECT id FROM schools_here)" +
           valid_condition("site", "$2") + ") ";
}

std::string people_text(storage::Reader& reader, const Scope& scope, const TwoTimes& times) {
    return places_of_scope(reader, scope, times) +
           "SELECT count(DISTINCT coalesce(person.merged_into, person.id)) FROM " +
           table_known("role", times.known_at, "$3") + " JOIN " + table_known("person", times.known_at, "$3") +
           " ON person.programme_id = role.programme_id AND person.id = role.person_id"
           " WHERE role.programme_id = $1 AND role.recorded_at <= $3 AND role.role = $5" +
           valid_condition("role", "$2") +
           " AND (role.place_id IN (SELECT id FROM schools_here) OR role.place_id IN (SELECT id FROM sites_here))";
}

}  // namespace

Result<RegisterCounts> register_counts(storage::Reader& reader, const Scope& scope, const TwoTimes& times) {
    MINKA_TRY(check_scope(reader, scope));
    RegisterCounts counts;
    const auto land = scope.territory().value_or(TerritoryId{});
    MINKA_TRY(reader.each(
        places_of_scope(reader, scope, times) +
            "SELECT (SELECT count(*) FROM schools_here), (SELECT count(*) FROM sites_here), "
            "(SELECT count(DISTINCT civil_territory_id) FROM schools_here)",
        [&](const storage::Row& row) -> Result<> {
            counts.schools = row.get<std::int64_t>(0);
            counts.sites = row.get<std::int64_t>(1);
            counts.municipalities = row.get<std::int64_t>(2);
            return {};
        },
        reader.programme(), times.as_of, times.known_at, land));
    const auto people = [&](PersonRole role) {
        return reader.value<std::int64_t>(people_text(reader, scope, times), reader.programme(), times.as_of,
                                          times.known_at, land, role);
    };
    MINKA_TRY_ASSIGN(const auto heads, people(PersonRole::school_head));
    MINKA_TRY_ASSIGN(const auto teachers, people(PersonRole::teacher));
    MINKA_TRY_ASSIGN(const auto partners,
                     reader.value<std::int64_t>("SELECT count(*) FROM " + table_known("partner", times.known_at, "$3") +
                                                    " WHERE programme_id = $1 AND recorded_at <= $3" +
                                                    valid_condition("partner", "$2"),
                                                reader.programme(), times.as_of, times.known_at));
    counts.heads = heads.value_or(0);
    counts.teachers = teachers.value_or(0);
    counts.partners = partners.value_or(0);
    return counts;
}

Result<std::int64_t> territory_count(storage::Reader& reader, const Scope& scope, const TwoTimes& times,
                                     TerritoryKind kind) {
    MINKA_TRY(check_scope(reader, scope));
    MINKA_TRY_ASSIGN(
        const auto count,
        reader.value<std::int64_t>(
            "WITH RECURSIVE " + subtree_expression("scope_land", "$4") + " SELECT count(*) FROM " +
                table_known("territory", times.known_at, "$3") +
                " WHERE programme_id = $1 AND recorded_at <= $3 AND kind = $5" + valid_condition("territory", "$2") +
                (scope.territory() ? " AND territory.id IN (SELECT id FROM scope_land)" : " AND territory.id <> $4"),
            reader.programme(), times.as_of, times.known_at, scope.territory().value_or(TerritoryId{}), kind));
    return count.value_or(0);
}

}  // namespace minka::registry
