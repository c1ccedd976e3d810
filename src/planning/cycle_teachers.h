#pragma once

#include "planning/column_table.h"
#include "programme/cycle.h"
#include "registry/scope.h"

namespace minka::planning {

/// The register's teachers of the schools of a scope that take part in a cycle (joined or active) at a date, as known
/// at an instant, as a table of people: persona (identifier), edad (the middle of the birth band counts; higher is
/// younger), experiencia, sexo, escuela, sede, nivel, municipio, zona, latitud, longitud. No names; no rows where
/// nobody takes part. A teacher of several schools stands at the first, by code.
///
/// Problems: those of reading; `not_found` for an unknown cycle and for the scope's territory.
Result<ColumnTable> cycle_teachers(storage::Reader& reader, const registry::Scope& scope, const std::string& cycle,
                                   const registry::TwoTimes& times);

}  // namespace minka::planning
