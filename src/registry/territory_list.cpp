#include "registry/territory_list.h"

#include "base/text.h"
#include "registry/school_list.h"
#include "registry/word_choice.h"

#include <algorithm>
#include <map>
#include <set>

namespace minka::registry {

using storage::Reader;
using storage::Row;

namespace {

std::unexpected<Problem> outside() {
    return problem(ProblemCode::forbidden, "This lies outside the territory that you look after.");
}

Result<bool> is_within(Reader& reader, const Scope& scope, const TerritoryId& territory) {
    if (!scope.territory()) {
        return true;
    }
    MINKA_TRY_ASSIGN(const auto found,
                     reader.value<std::int64_t>("WITH RECURSIVE " + subtree_expression("scope_land", "$2") +
                                                    " SELECT 1 FROM scope_land WHERE id = $3",
                                                reader.programme(), *scope.territory(), territory));
    return found.has_value();
}

// What lies below each of some territories: schools are counted by the places they have, and climb from there.
Result<> add_counts(Reader& reader, const Scope& scope, const TwoTimes& times, std::vector<TerritoryRow>& rows) {
    std::map<TerritoryId, TerritoryRow*> by_id;
    for (auto& row : rows) {
        by_id[row.record.id] = &row;
    }
    std::map<TerritoryId, TerritoryId> parents;
    MINKA_TRY(reader.each(
        "SELECT id, parent_id FROM territory WHERE programme_id = $1 AND parent_id IS NOT NULL" +
            valid_condition("territory", "$2"),
        [&](const Row& row) -> Result<> {
            const auto parent = row.get<TerritoryId>(1);
            parents[row.get<TerritoryId>(0)] = parent;
            if (const auto found = by_id.find(parent); found != by_id.end()) {
                ++found->second->children;
            }
            return {};
        },
        reader.programme(), times.as_of));
    std::set<TerritoryRow*> reached;
    const auto climb = [&](std::optional<TerritoryId> from) {
        while (from) {
            if (const auto found = by_id.find(*from); found != by_id.end()) {
                reached.insert(found->second);
            }
            const auto parent = parents.find(*from);
            from = parent == parents.end() ? std::nullopt : std::optional(parent->second);
        }
    };
    return reader.each(
        "SELECT civil_territory_id, administration_territory_id, count(*) FROM school WHERE "
        "programme_id = $1" +
            valid_condition("school", "$2") + withheld_condition(reader, scope) +
            " GROUP BY civil_territory_id, administration_territory_id",
        [&](const Row& row) -> Result<> {
            reached.clear();
            climb(row.get<TerritoryId>(0));
            climb(row.get<std::optional<TerritoryId>>(1));
            for (auto* above : reached) {
                above->schools += row.get<std::int64_t>(2);
            }
            return {};
        },
        reader.programme(), times.as_of);
}

Result<std::vector<TerritoryRow>> rows_where(Reader& reader, const Scope& scope, const TwoTimes& times,
                                             std::string_view seeds, const TerritoryId& seed) {
    std::vector<TerritoryRow> rows;
    MINKA_TRY(reader.each(
        "SELECT version, recorded_at" + storage::record_column_list<Territory>() +
            " FROM territory WHERE programme_id = $1 AND " + std::string(seeds) + valid_condition("territory", "$2") +
            " ORDER BY kind, search_name, id",
        [&](const Row& row) -> Result<> {
            rows.push_back({storage::record_from_row<Territory>(row).record, 0, 0});
            return {};
        },
        reader.programme(), times.as_of, seed));
    MINKA_TRY(add_counts(reader, scope, times, rows));
    return rows;
}

}  // namespace

Result<Territory> territory_in(Reader& reader, const Scope& scope, const TerritoryId& territory) {
    MINKA_TRY_ASSIGN(const auto found, reader.require<Territory>(territory));
    MINKA_TRY_ASSIGN(const bool inside, is_within(reader, scope, territory));
    return inside ? Result<Territory>(found.record) : outside();
}

Result<School> school_in(Reader& reader, const Scope& scope, const SchoolId& school) {
    // Withheld is not forbidden: that answer would say that the school is there.
    if (scope.withholds(school.uuid)) {
        return problem(ProblemCode::not_found, "There is no school " + to_string(school) + " in this programme.");
    }
    MINKA_TRY_ASSIGN(const auto found, reader.require<School>(school));
    MINKA_TRY_ASSIGN(const bool in_civil, is_within(reader, scope, found.record.civil_territory_id));
    if (in_civil) {
        return found.record;
    }
    if (found.record.administration_territory_id) {
        MINKA_TRY_ASSIGN(const bool inside, is_within(reader, scope, *found.record.administration_territory_id));
        if (inside) {
            return found.record;
        }
    }
    return outside();
}

Result<std::vector<TerritoryRow>> territories_below(Reader& reader, const Scope& scope, const TwoTimes& times,
                                                    const std::optional<TerritoryId>& parent,
                                                    const std::optional<TerritoryTree>& tree) {
    std::vector<TerritoryRow> rows;
    if (parent) {
        MINKA_TRY(territory_in(reader, scope, *parent));
        MINKA_TRY_ASSIGN(rows, rows_where(reader, scope, times, "parent_id = $3", *parent));
    } else if (scope.territory()) {
        MINKA_TRY(check_scope(reader, scope));
        MINKA_TRY_ASSIGN(rows, rows_where(reader, scope, times, "id = $3", *scope.territory()));
    } else {
        // A nil id, which no territory has.
        MINKA_TRY_ASSIGN(rows, rows_where(reader, scope, times, "parent_id IS NULL AND id <> $3", TerritoryId{}));
    }
    if (tree) {
        std::erase_if(rows, [&](const TerritoryRow& row) { return row.record.tree != *tree; });
    }
    return rows;
}

Result<TerritoryRow> territory_row(Reader& reader, const Scope& scope, const TwoTimes& times,
                                   const TerritoryId& territory) {
    MINKA_TRY_ASSIGN(const auto record, territory_in(reader, scope, territory));
    std::vector<TerritoryRow> rows{{record, 0, 0}};
    MINKA_TRY(add_counts(reader, scope, times, rows));
    return rows.front();
}

Result<std::vector<Territory>> path_to(Reader& reader, const TerritoryId& territory) {
    std::vector<Territory> path;
    std::optional<TerritoryId> next = territory;
    while (next) {
        MINKA_TRY_ASSIGN(const auto found, reader.require<Territory>(*next));
        next = found.record.parent_id;
        path.push_back(found.record);
    }
    std::ranges::reverse(path);
    return path;
}

Result<std::int64_t> count_schools(Reader& reader, const Scope& scope, const TwoTimes& times,
                                   const SchoolFilter& filter) {
    MINKA_TRY(check_scope(reader, scope));
    MINKA_TRY_ASSIGN(
        const auto count,
        reader.value<std::int64_t>(
            "WITH RECURSIVE " + subtree_expression("scope_land", "$3") + ", " +
                subtree_expression("filter_land", "$4") + " SELECT count(*) FROM school WHERE programme_id = $1" +
                valid_condition("school", "$2") + school_condition(reader, scope, "scope_land", "$3") +
                school_condition(filter.territory, "filter_land", "$4") +
                " AND ($5 = '' OR sector = $5) AND ($6 = '' OR zone = $6)"
                " AND ($7 = '' OR search_name LIKE '%' || $7 || '%')",
            reader.programme(), times.as_of, scope.territory().value_or(TerritoryId{}),
            filter.territory.value_or(TerritoryId{}), filter.sector ? name_of(*filter.sector) : std::string(),
            filter.zone ? name_of(*filter.zone) : std::string(), fold_text(filter.name)));
    return count.value_or(0);
}

Result<std::vector<TerritoryShape>> shapes_below(Reader& reader, const Scope& scope, const TwoTimes& times,
                                                 const TerritoryId& parent) {
    MINKA_TRY(territory_in(reader, scope, parent));
    std::vector<TerritoryShape> shapes;
    MINKA_TRY(reader.each(
        "SELECT territory.id, territory.name, territory_geometry.geometry FROM territory JOIN "
        "territory_geometry ON territory_geometry.programme_id = $1 AND "
        "territory_geometry.territory_id = territory.id WHERE territory.programme_id = $1 AND "
        "territory.parent_id = $3" +
            valid_condition("territory", "$2") + " ORDER BY territory.search_name, territory.id",
        [&](const Row& row) -> Result<> {
            shapes.push_back({row.get<TerritoryId>(0), row.get<std::string>(1), row.get<std::string>(2)});
            return {};
        },
        reader.programme(), times.as_of, parent));
    return shapes;
}

}  // namespace minka::registry
