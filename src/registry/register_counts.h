#pragma once

#include "registry/scope.h"
#include "storage/reader.h"

#include <cstdint>

namespace minka::registry {

/// How much stands in a scope on a date, as known at an instant.
struct RegisterCounts {
    std::int64_t schools = 0;
    std::int64_t sites = 0;           ///< Of those schools.
    std::int64_t municipalities = 0;  ///< Municipalities and districts with at least one of those schools.
    std::int64_t heads = 0;           ///< People, merged ones once, who lead at least one of those schools.
    std::int64_t teachers = 0;        ///< People, merged ones once, who teach at one of those schools or sites.
    std::int64_t partners = 0;        ///< Of the whole programme: partners have no place.
};

/// Problems: `not_found` for the scope's territory.
Result<RegisterCounts> register_counts(storage::Reader& reader, const Scope& scope, const TwoTimes& times);

/// Territories of a kind in the scope that stand on a date: the 226 UGEL registered, say.
/// Problems: `not_found` for the scope's territory.
Result<std::int64_t> territory_count(storage::Reader& reader, const Scope& scope, const TwoTimes& times,
                                     TerritoryKind kind);

}  // namespace minka::registry
