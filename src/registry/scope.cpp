#include "registry/scope.h"

#include "base/bytes.h"
#include "storage/dialect.h"

#include <algorithm>

namespace minka::registry {

Scope Scope::without(WithheldSchools schools) const {
    Scope narrower = *this;
    narrower.withheld_ = std::move(schools);
    return narrower;
}

bool Scope::withholds(const Uuid& school) const {
    return withheld_ != nullptr && std::ranges::binary_search(*withheld_, school);
}

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

std::string identifier_list(const storage::Reader& reader, const std::vector<Uuid>& identifiers) {
    std::string list;
    for (const auto& identifier : identifiers) {
        list += list.empty() ? "" : ", ";
        list += reader.engine() == storage::Engine::sqlite ? "X'" + to_hex(identifier.bytes) + "'"
                                                           : "CAST('" + to_string(identifier) + "' AS UUID)";
    }
    return list;
}

std::string withheld_condition(const storage::Reader& reader, const Scope& scope) {
    return scope.withheld() == nullptr || scope.withheld()->empty()
               ? std::string()
               : " AND school.id NOT IN (" + identifier_list(reader, *scope.withheld()) + ")";
}

std::string school_condition(const storage::Reader& reader, const Scope& scope, std::string_view tree,
                             std::string_view parameter) {
    return school_condition(scope.territory(), tree, parameter) + withheld_condition(reader, scope);
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
