#pragma once

#include "storage/database.h"

#include <functional>

namespace minka::test {

/// Runs `act` and checks that whatever it wrote is in the ledger: for every record table of the database as many new
/// rows (current and superseded) as new versions in the ledger, and a ledger that verifies without a finding. A test
/// of a store walks its writing functions through this.
void expect_ledgered(storage::Database& database, const std::function<void()>& act);

/// Checks that every chain, record and history of the database verifies; doctest prints what was found.
void expect_sound_ledger(storage::Database& database);

}  // namespace minka::test
