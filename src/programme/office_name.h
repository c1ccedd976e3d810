#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace minka::programme {

/// What stands for an office or a body ("Cabildo de ...", "Dirección de la UGEL") is kept in clear and in the ledger
/// for ever, so that it must not name a person. A name can't be told from that of an office; an identity number can.
/// Problems: `invalid_input` for a text with six digits or more in a row, dots and spaces between them left out.
Result<> refuse_identity_number(std::string_view text, const std::string& field);

}  // namespace minka::programme
