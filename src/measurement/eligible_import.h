#pragma once

#include "measurement/wave_frame.h"
#include "registry/table_import.h"

#include <string>

namespace minka::measurement {

struct EligibleImportOptions {
    registry::ImportOptions table;
    std::string cycle;  ///< Codes.
    std::string wave;
};

/// The columns `school`, `informant` and `eligible`.
const registry::TableShape& eligible_shape();

/// Reads how many people of each informant group a school could have answered with, one row a school and informant.
/// A row that says what is recorded changes nothing.
///
/// Problems: those of find_wave and TableImport. A row's own: unknown school or informant, a school that is not in the
/// cycle, fewer eligible people than have answered.
Result<registry::ImportReport> import_eligible(storage::Database& database, const storage::Act& act,
                                               const EligibleImportOptions& options);

}  // namespace minka::measurement
