#include "registry/school_list.h"

#include "base/text.h"
#include "registry/word_choice.h"

namespace minka::registry {

namespace {

Result<> check_limit(std::int64_t limit) {
    return limit >= 1 && limit <= longest_page
               ? Result<>{}
               : Result<>(invalid("A page holds 1 to " + std::to_string(longest_page) + " rows.", "limit"));
}

// The last row of a full page is the key of the next one.
template <typename T>
void close_page(Page<T>& page, std::int64_t limit) {
    if (static_cast<std::int64_t>(page.items.size()) == limit) {
        page.next = PageKey{page.items.back().search_name, page.items.back().id.uuid};
    }
}

}  // namespace

Result<Page<School>> schools_in(storage::Reader& reader, const Scope& scope, const TwoTimes& times,
                                const SchoolFilter& filter, const std::optional<PageKey>& page_after,
                                std::int64_t limit) {
    MINKA_TRY(check_limit(limit));
    MINKA_TRY(check_scope(reader, scope));
    // $5 is the filter's territory; a nil id, which no school has, stands for every one.
    const auto trees =
        "WITH RECURSIVE " + subtree_expression("scope_land", "$4") + ", " + subtree_expression("filter_land", "$5");
    const auto text = trees + " SELECT version, recorded_at" + storage::record_column_list<School>() + " FROM " +
                      table_known("school", times.known_at, "$3") + " WHERE programme_id = $1 AND recorded_at <= $3" +
                      valid_condition("school", "$2") + school_condition(reader, scope, "scope_land", "$4") +
                      school_condition(filter.territory, "filter_land", "$5") +
                      " AND ($6 = '' OR sector = $6) AND ($7 = '' OR zone = $7)"
                      " AND ($8 = '' OR search_name LIKE '%' || $8 || '%') AND (search_name, id) > ($9, $10)"
                      " ORDER BY search_name, id LIMIT $11";
    Page<School> page;
    MINKA_TRY(reader.each(
        text,
        [&](const storage::Row& row) -> Result<> {
            page.items.push_back(storage::record_from_row<School>(row).record);
            return {};
        },
        reader.programme(), times.as_of, times.known_at, scope.territory().value_or(TerritoryId{}),
        filter.territory.value_or(TerritoryId{}), filter.sector ? name_of(*filter.sector) : std::string(),
        filter.zone ? name_of(*filter.zone) : std::string(), fold_text(filter.name),
        page_after ? page_after->search_name : std::string(), page_after ? page_after->id : Uuid{}, limit));
    close_page(page, limit);
    return page;
}

Result<std::vector<Site>> sites_of(storage::Reader& reader, const Scope& scope, const TwoTimes& times,
                                   const SchoolId& school) {
    MINKA_TRY(check_scope(reader, scope));
    std::vector<Site> sites;
    const auto text = "WITH RECURSIVE " + subtree_expression("scope_land", "$4") +
                      ", schools_here(id) AS (SELECT id FROM school" + " WHERE programme_id = $1 AND id = $5" +
                      school_condition(reader, scope, "scope_land", "$4") + ") SELECT version, recorded_at" +
                      storage::record_column_list<Site>() + " FROM " + table_known("site", times.known_at, "$3") +
                      " WHERE programme_id = $1 AND recorded_at <= $3 AND school_id IN (SELECT id FROM schools_here)" +
                      valid_condition("site", "$2") + " ORDER BY code, id";
    MINKA_TRY(reader.each(
        text,
        [&](const storage::Row& row) -> Result<> {
            sites.push_back(storage::record_from_row<Site>(row).record);
            return {};
        },
        reader.programme(), times.as_of, times.known_at, scope.territory().value_or(TerritoryId{}), school));
    return sites;
}

Result<Page<Territory>> territories_named(storage::Reader& reader, const Scope& scope, const TwoTimes& times,
                                          std::string_view words, const std::optional<PageKey>& page_after,
                                          std::int64_t limit) {
    MINKA_TRY(check_limit(limit));
    MINKA_TRY(check_scope(reader, scope));
    const auto text =
        "WITH RECURSIVE " + subtree_expression("scope_land", "$4") + " SELECT version, recorded_at" +
        storage::record_column_list<Territory>() + " FROM " + table_known("territory", times.known_at, "$3") +
        " WHERE programme_id = $1 AND recorded_at <= $3" + valid_condition("territory", "$2") +
        (scope.territory() ? " AND territory.id IN (SELECT id FROM scope_land)" : " AND territory.id <> $4") +
        " AND search_name LIKE '%' || $5 || '%' AND (search_name, territory.id) > ($6, $7)"
        " ORDER BY search_name, territory.id LIMIT $8";
    Page<Territory> page;
    MINKA_TRY(reader.each(
        text,
        [&](const storage::Row& row) -> Result<> {
            page.items.push_back(storage::record_from_row<Territory>(row).record);
            return {};
        },
        reader.programme(), times.as_of, times.known_at, scope.territory().value_or(TerritoryId{}), fold_text(words),
        page_after ? page_after->search_name : std::string(), page_after ? page_after->id : Uuid{}, limit));
    close_page(page, limit);
    return page;
}

}  // namespace minka::registry
