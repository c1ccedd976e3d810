#pragma once

#include "base/identifier.h"
#include "base/local_date.h"
#include "storage/record.h"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>
#include <string>

namespace minka::registry {

using TerritoryId = Id<struct TerritoryTag>;
using TerritoryGeometryId = Id<struct TerritoryGeometryTag>;
using SecurityLevelId = Id<struct SecurityLevelTag>;

/// Two trees cover the same land: who governs it, and who runs its schools.
enum class TerritoryTree { civil, school_administration };
BOOST_DESCRIBE_ENUM(TerritoryTree, civil, school_administration)

enum class TerritoryKind {
    country,
    department,  ///< Also a Peruvian region.
    subregion,
    municipality,
    province,
    district,
    regional_directorate,  ///< DRE or GRE.
    ugel,
    certified_entity,  ///< Secretaría de educación of a certified territorial entity.
    network,           ///< Red educativa.
};
BOOST_DESCRIBE_ENUM(TerritoryKind, country, department, subregion, municipality, province, district,
                    regional_directorate, ugel, certified_entity, network)

/// A piece of one of the two trees while it has one code, one name and one parent. `valid_to` is the first day on which
/// it no longer is; nothing for one that stands.
struct Territory {
    TerritoryId id;
    TerritoryTree tree{};
    TerritoryKind kind{};
    std::string code_system;  ///< "divipola", "ubigeo", "ugel": codes are unique within it at a date.
    std::string code;         ///< Text: "05001", with its zeros.
    std::string name;
    std::string search_name;  ///< fold_text of the name.
    std::optional<TerritoryId> parent_id;
    LocalDate valid_from;
    std::optional<LocalDate> valid_to;
    std::optional<std::string> rurality;
    bool is_pdet = false;
    std::optional<std::string> pdet_subregion;
};
BOOST_DESCRIBE_STRUCT(Territory, (),
                      (id, tree, kind, code_system, code, name, search_name, parent_id, valid_from, valid_to, rurality,
                       is_pdet, pdet_subregion))

/// At most one a territory, in WGS 84 degrees.
struct TerritoryGeometry {
    TerritoryGeometryId id;
    TerritoryId territory_id;
    std::string geometry;  ///< GeoJSON, as documents::to_geojson writes it.
    double west = 0;
    double south = 0;
    double east = 0;
    double north = 0;
};
BOOST_DESCRIBE_STRUCT(TerritoryGeometry, (), (id, territory_id, geometry, west, south, east, north))

/// How dangerous it is to name or reach a territory, school or site. It is kept apart from them and sealed: no list,
/// export or map joins it. See security_level.h.
struct SecurityLevel {
    SecurityLevelId id;
    Uuid subject_id;
    storage::Sealed level;
    LocalDate valid_from;
    std::optional<LocalDate> valid_to;  ///< Exclusive.
};
BOOST_DESCRIBE_STRUCT(SecurityLevel, (), (id, subject_id, level, valid_from, valid_to))

}  // namespace minka::registry

template <>
inline constexpr std::string_view minka::storage::record_table<minka::registry::Territory> = "territory";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::registry::TerritoryGeometry> =
    "territory_geometry";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::registry::SecurityLevel> = "security_level";
