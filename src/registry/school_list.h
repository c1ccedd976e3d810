#pragma once

#include "registry/school.h"
#include "registry/scope.h"
#include "storage/reader.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace minka::registry {

/// What a list of schools is narrowed to, besides the scope.
struct SchoolFilter {
    std::optional<TerritoryId> territory;  ///< And all below it, in either tree.
    std::optional<Sector> sector;
    std::optional<Zone> zone;
    std::string name;  ///< Part of the name, folded here.
};

/// Where a page of a list ended: pass it to get the next one.
struct PageKey {
    std::string search_name;
    Uuid id;
};

template <typename T>
struct Page {
    std::vector<T> items;
    std::optional<PageKey> next;  ///< Nothing on the last page.
};

inline constexpr std::int64_t longest_page = 500;

/// The schools of a scope that stand on a date, as known at an instant, by folded name and then id: the order does not
/// change while somebody pages. No security level is in it. `limit` is 1 to longest_page.
/// Problems: `not_found` for the scope's territory; `invalid_input` for the limit.
Result<Page<School>> schools_in(storage::Reader& reader, const Scope& scope, const TwoTimes& times,
                                const SchoolFilter& filter, const std::optional<PageKey>& page_after,
                                std::int64_t limit);

/// The sites of one school that stand on a date, by code; none when the school is outside the scope.
/// Problems: `not_found` for the scope's territory.
Result<std::vector<Site>> sites_of(storage::Reader& reader, const Scope& scope, const TwoTimes& times,
                                   const SchoolId& school);

/// Territories whose folded name begins with, or contains, the words; by name and id. `limit` as above.
Result<Page<Territory>> territories_named(storage::Reader& reader, const Scope& scope, const TwoTimes& times,
                                          std::string_view words, const std::optional<PageKey>& page_after,
                                          std::int64_t limit);

}  // namespace minka::registry
