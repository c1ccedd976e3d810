#pragma once

#include "registry/table_import.h"
#include "registry/territory.h"
#include "storage/database.h"

namespace minka::registry {

/// What a file of territories may say; see docs/reference/import-columns.md.
const TableShape& territory_shape();

/// Imports territories of either tree. Parents are found by their code, in the file (in any order) or among those
/// recorded. A row of a territory that is recorded changes only what the file has columns for, so that a file of flags
/// needs no names.
/// Problems: those of reading the file and of writing; what is wrong with the rows is in the report.
Result<ImportReport> import_territories(storage::Database& database, const storage::Act& act,
                                        const ImportOptions& options);

struct GeometryImport {
    std::string property = "code";  ///< The property of a feature that holds the territory's code.
    std::string code_system;        ///< Every system when empty; a code that two systems know is then a problem.
};

/// Gives territories their geometry from a GeoJSON file (points, polygons and multipolygons in WGS 84).
/// Problems and report: as import_territories; a row is the number of the feature.
Result<ImportReport> import_geometry(storage::Database& database, const storage::Act& act, const ImportOptions& options,
                                     const GeometryImport& geometry);

}  // namespace minka::registry
