#pragma once

#include "registry/territory.h"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>
#include <string>

namespace minka::registry {

using SchoolId = Id<struct SchoolTag>;
using SiteId = Id<struct SiteTag>;

enum class Sector { public_, private_, mixed };
BOOST_DESCRIBE_ENUM(Sector, public_, private_, mixed)

enum class Zone { urban, rural };
BOOST_DESCRIBE_ENUM(Zone, urban, rural)

/// What a site teaches. Peru's secundaria is both secondary levels.
enum class SchoolLevel {
    early_childhood,      ///< Ciclo I: cuna.
    preschool,            ///< Ciclo II, jardín, preescolar.
    community_preschool,  ///< PRONOEI: not a school in the strict sense, led by a promoter.
    primary,
    lower_secondary,
    upper_secondary,
    special,  ///< Básica especial.
    adult,    ///< Básica alternativa, ciclos for adults.
    technical,
    higher,
};
BOOST_DESCRIBE_ENUM(SchoolLevel, early_childhood, preschool, community_preschool, primary, lower_secondary,
                    upper_secondary, special, adult, technical, higher)

/// How one gets to a site on its last and hardest stretch.
enum class AccessMode { road, track, river, foot, animal, air };
BOOST_DESCRIBE_ENUM(AccessMode, road, track, river, foot, animal, air)

/// An establecimiento educativo or institución educativa. It has at least one site.
struct School {
    SchoolId id;
    std::string code_system;  ///< "dane", "modular".
    std::string code;         ///< Text: DANE 12 digits, código modular 7.
    std::string name;
    std::string search_name;  ///< fold_text of the name.
    Sector sector{};
    Zone zone{};
    TerritoryId civil_territory_id;
    std::optional<TerritoryId> administration_territory_id;
    LocalDate valid_from;
    std::optional<LocalDate> valid_to;  ///< Exclusive.
};
BOOST_DESCRIBE_STRUCT(School, (),
                      (id, code_system, code, name, search_name, sector, zone, civil_territory_id,
                       administration_territory_id, valid_from, valid_to))

/// A sede, servicio or PRONOEI: the place where classes are held.
struct Site {
    SiteId id;
    SchoolId school_id;
    std::string code_system;
    std::string code;
    std::optional<std::string> annex;
    std::optional<std::string> building_code;  ///< Código de local, 6 digits.
    std::string name;
    std::string search_name;
    std::string levels;  ///< Names of SchoolLevel with commas between them, in its order: "preschool,primary".
    Zone zone{};
    std::optional<std::string> languages;
    std::optional<double> latitude;
    std::optional<double> longitude;
    std::optional<double> altitude_metres;
    std::optional<AccessMode> access_mode;
    std::optional<double> access_hours;  ///< From the seat of the municipality or district, one way.
    std::optional<bool> overnight;       ///< A visit needs a night there.
    LocalDate valid_from;
    std::optional<LocalDate> valid_to;  ///< Exclusive.
};
BOOST_DESCRIBE_STRUCT(Site, (),
                      (id, school_id, code_system, code, annex, building_code, name, search_name, levels, zone,
                       languages, latitude, longitude, altitude_metres, access_mode, access_hours, overnight,
                       valid_from, valid_to))

}  // namespace minka::registry

template <>
inline constexpr std::string_view minka::storage::record_table<minka::registry::School> = "school";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::registry::Site> = "site";
