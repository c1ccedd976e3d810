#pragma once

#include "registry/school.h"
#include "registry/scope.h"
#include "storage/reader.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace minka::registry {

/// A territory with what lies below it.
struct TerritoryRow {
    Territory record;
    std::int64_t children = 0;
    std::int64_t schools = 0;  ///< In it and all below it, each once.
};

/// The territories directly below one, or at the top of what the scope covers, that stand on the date; by kind, name
/// and id. Problems: `not_found` for the parent and the scope's territory; `forbidden` for a parent outside the scope.
Result<std::vector<TerritoryRow>> territories_below(storage::Reader& reader, const Scope& scope, const TwoTimes& times,
                                                    const std::optional<TerritoryId>& parent,
                                                    const std::optional<TerritoryTree>& tree);

/// One territory with its counts. Problems: as territories_below.
Result<TerritoryRow> territory_row(storage::Reader& reader, const Scope& scope, const TwoTimes& times,
                                   const TerritoryId& territory);

/// The territories above one, the outermost first, and itself at the end.
Result<std::vector<Territory>> path_to(storage::Reader& reader, const TerritoryId& territory);

/// Problems: `not_found` when there is none in the programme, and, in the same words, for a school that the scope
/// withholds; `forbidden` when it lies outside the scope.
Result<Territory> territory_in(storage::Reader& reader, const Scope& scope, const TerritoryId& territory);
Result<School> school_in(storage::Reader& reader, const Scope& scope, const SchoolId& school);

/// The border of a territory as GeoJSON, for a map.
struct TerritoryShape {
    TerritoryId id;
    std::string name;
    std::string geometry;
};

/// The borders, where they were imported, of the territories directly below one that stand on the date; by name and id.
/// Problems: as territories_below.
Result<std::vector<TerritoryShape>> shapes_below(storage::Reader& reader, const Scope& scope, const TwoTimes& times,
                                                 const TerritoryId& parent);

/// How many schools stand in the scope on the date, that a filter of school_list.h leaves.
struct SchoolFilter;
Result<std::int64_t> count_schools(storage::Reader& reader, const Scope& scope, const TwoTimes& times,
                                   const SchoolFilter& filter);

}  // namespace minka::registry
