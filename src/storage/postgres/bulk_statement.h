#pragma once

#include "storage/value.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace minka::storage {

// One statement for many sets of parameters: these go as one array for each parameter, and the server takes them apart
// with UNNEST. A row then costs a tenth of what a statement of its own does.

/// PostgreSQL's identifier of a type; see pg_type.dat.
using TypeId = std::uint32_t;

/// "INSERT INTO t (a, b) VALUES ($1, $2) ..." as an INSERT of as many rows as the arrays are long. Nothing for a
/// statement of another form: whose VALUES hold anything but parameters, that returns rows, or whose ON CONFLICT
/// updates, since that would stop at two rows of one key. Nothing also for types that have no array here.
std::optional<std::string> bulk_insert(std::string_view sql, std::span<const TypeId> types);

/// A SELECT as one that answers for each set: the number of the set, from 1, then the columns.
std::optional<std::string> bulk_select(std::string_view sql, std::span<const TypeId> types);

/// The values of one parameter, in the binary form of an array of `type`. Nothing when a value is of another kind than
/// the type; the server may still understand it as a text.
std::optional<Bytes> binary_array(std::span<const std::vector<Value>> sets, std::size_t parameter, TypeId type);

}  // namespace minka::storage
