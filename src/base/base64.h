#pragma once

#include "base/bytes.h"

#include <string>
#include <string_view>

namespace minka {

/// Base 64 (RFC 4648, section 4) with its padding. Problems: `invalid_input` for anything else, with `field`.
Result<Bytes> from_base64(std::string_view text, std::string field = {});

std::string to_base64(ByteView bytes);

/// With '-' and '_' and without padding (RFC 4648, section 5), as addresses and browsers' keys have it.
std::string to_base64url(ByteView bytes);

}  // namespace minka
