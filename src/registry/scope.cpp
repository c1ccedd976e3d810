#include "registry/scope.h"

#include "storage/dialect.h"

namespace minka::registry {

std::string subtree_expression(std::string_view name, std::string_view parameter) {
    const std::string tree(name);
    return tree +
           "(id) AS (SELECT territory.id FROM territory WHERE programme_id = $1 AND id = " + std::string(parameter) +
           " UNION SELECT territory.id FROM territory JOIN " + tree + " ON territory.parent_id = " + tree +
           ".id WHERE territory.programme_id = $1)";
}

std::string table_known(std::string_view table, Instant known_at, std::string_view parameter) {
    return known_at == end_of_time ? std::string(table) : storage::as_known(table, parameter);
}

std::string valid_condition(std::string_view table, std::string_view date) {
    const std::string name(table);
    const std::string at(date);
    return " AND " + name + ".valid_from <= " + at + " AND (" + name + ".valid_to IS NULL OR " + name + ".valid_to > " +
           at + ")";
}

std::string school_condition(const std::optional<TerritoryId>& territory, std::string_view tree,
                             std::string_view parameter) {
    if (!territory) {
        return " AND school.id <> " + std::string(parameter);
    }
    const auto land = " IN (SELECT id FROM " + std::string(tree) + ")";
    return " AND (school.civil_territory_id" + land + " OR school.administration_territory_id" + land + ")";
}

Result<> check_scope(storage::Reader& reader, const Scope& scope) {
    if (scope.territory()) {
        MINKA_TRY(reader.require<Territory>(*scope.territory()));
    }
    return {};
}

Result<std::vector<TerritoryId>> territories_within(storage::Reader& reader, const Scope& scope) {
    std::vector<TerritoryId> found;
    const auto visit = [&](const storage::Row& row) -> Result<> {
        found.push_back(row.get<TerritoryId>(0));
        return {};
    };
    if (!scope.territory()) {
        MINKA_TRY(reader.each("SELECT id FROM territory WHERE programme_id = $1", visit, reader.programme()));
        return found;
    }
    MINKA_TRY(check_scope(reader, scope));
    MINKA_TRY(reader.each("WITH RECURSIVE " + subtree_expression("within", "$2") + " SELECT id FROM within", visit,
                          reader.programme(), *scope.territory()));
    return found;
}

}  // namespace minka::registry
