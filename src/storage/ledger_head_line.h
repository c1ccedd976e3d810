#pragma once

#include "storage/ledger_entry.h"

#include <string>
#include <string_view>
#include <vector>

namespace minka::storage {

/// A head as a line of text, for receipts, recovery sheets and files: "PROGRAMME NODE SEQUENCE HASH", identifiers and
/// hash in hexadecimal. The clock and the instant are not in it: the hash covers them.
std::string to_line(const LedgerHead& head);

/// Reads such lines; empty ones and those that begin with # are left out. Problems: `invalid_input` with the line.
Result<std::vector<LedgerHead>> parse_head_lines(std::string_view text);

}  // namespace minka::storage
