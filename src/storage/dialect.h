#pragma once

#include "base/result.h"
#include "storage/connection.h"

#include <string>
#include <string_view>

namespace minka::storage {

/// Turns the schema language of migrations into the engine's own.
///
/// Types: {uuid} {instant} {integer} {real} {text} {bool} {date} {blob}; {strict} after a table's closing bracket.
/// {text} compares bytewise on both engines.
///
/// `RECORD TABLE name (columns) CONSTRAINTS (constraints);` makes two tables: `name`, the current state with the key
/// (programme_id, id), and `name_history`, the superseded ones with the key (programme_id, id, version). Both begin
/// with programme_id, id, version, recorded_at, clock, superseded_at. `PLAIN TABLE name (columns) CONSTRAINTS (...);`
/// makes one table with exactly the columns given, for projections and the storage's own. CONSTRAINTS may be left out.
/// `RECORD COLUMN name column {type};` adds a column to a record table and its history; it may be empty, and the hashes
/// of older records stay as they are. CREATE INDEX and statements on plain tables stand as they are; `--` begins a
/// comment; a semicolon ends a statement wherever it stands.
///
/// Problems: `invalid_input` for a placeholder or a statement it does not know, and for UNIQUE, PRIMARY KEY or
/// REFERENCES within a column of a record table, since its history would have them too.
Result<std::string> render_schema(Engine engine, std::string_view schema);

/// "(current and superseded rows as known at the instant in `parameter`) AS table", for the FROM of a query that
/// takes `known_at`; `parameter` is "$3", say.
std::string as_known(std::string_view table, std::string_view parameter);

}  // namespace minka::storage
