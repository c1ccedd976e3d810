#pragma once

#include "planning/pair_store.h"
#include "privacy/vault.h"
#include "registry/table_import.h"
#include "storage/database.h"

namespace minka::planning {

/// Columns `pair`, `person` or `document_kind` and `document_number`, `base`, `latitude`, `longitude`, `topics`,
/// `languages`, `weekly_hours`, `nights`, `away`, `valid_from`; see docs/how-to/plan-visits.md.
const registry::TableShape& pair_shape();

/// How the rows of people become pairs.
enum class PairRows {
    as_written,  ///< Rows of one `pair` are one pair.
    formed,      ///< The column `pair` is empty: see form_pairs. Codes go on after those there are.
};

/// Writes new pairs of recorded people. What a pair is (base, topics, hours ...) is taken of its first row, a topic or
/// language of any. Pairs that stand stay as they are: end one first.
///
/// Problems: those of reading and writing; what is wrong with a row or a pair is in the report.
Result<registry::ImportReport> import_pairs(storage::Database& database, const privacy::Vault& vault,
                                            const storage::Act& act, const registry::ImportOptions& options,
                                            PairRows rows);

}  // namespace minka::planning
