#pragma once

#include "planning/column_table.h"
#include "programme/cycle.h"
#include "registry/scope.h"

namespace minka::planning {

/// The register's teachers of the schools that take part in a cycle (joined or active) on a date, as a table of people:
/// persona (identifier), edad (the middle of the birth band counts; higher is younger), experiencia, sexo, escuela,
/// sede, nivel, municipio, zona, latitud, longitud. No names. A teacher of several schools stands at the first, by
/// code.
///
/// Problems: those of reading; `not_found` for an unknown cycle and when no teacher takes part; `invalid_input` for a
/// scope that is not of the whole programme.
Result<ColumnTable> cycle_teachers(storage::Reader& reader, const registry::Scope& scope, const std::string& cycle,
                                   LocalDate on);

}  // namespace minka::planning
