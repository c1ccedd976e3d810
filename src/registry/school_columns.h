#pragma once

#include "registry/school.h"
#include "registry/table_import.h"

#include <cstddef>
#include <string>

namespace minka::registry {

/// The fields of a file of schools, one row a site.
enum SchoolField : std::size_t {
    field_code,
    field_code_system,
    field_name,
    field_school_code,
    field_school_code_system,
    field_school_name,
    field_sector,
    field_zone,
    field_territory_code,
    field_territory_code_system,
    field_department,
    field_province,
    field_district,
    field_municipality,
    field_administration_code,
    field_administration_code_system,
    field_annex,
    field_building_code,
    field_levels,
    field_languages,
    field_latitude,
    field_longitude,
    field_altitude_metres,
    field_access_mode,
    field_access_hours,
    field_overnight,
    field_valid_from,
    field_valid_to,
};

/// See docs/reference/import-columns.md.
const TableShape& school_shape();

Sector read_sector(ImportRow& row);
Zone read_zone(ImportRow& row);
std::optional<AccessMode> read_access_mode(ImportRow& row);

/// The level a word of a register stands for: "Inicial - Jardín", "básica primaria"; secundaria is two.
std::vector<SchoolLevel> levels_of_word(std::string_view word);

/// Several levels in one cell, with , ; / or | between them, as Site::levels has them. Problems go to the row.
std::string read_levels(ImportRow& row, std::size_t field);

}  // namespace minka::registry
