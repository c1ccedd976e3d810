#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace minka::documents {

/// A QR code with error correction of level M and a quiet zone of four modules.
/// Problems: `too_large` for a text above 2,300 bytes.
///
/// Drawn by libqrencode (ISO/IEC 18004).
Result<std::string> qr_svg(std::string_view text);

/// The same for a terminal of a light script on dark ground: two modules a character, in half blocks.
Result<std::string> qr_text(std::string_view text);

}  // namespace minka::documents
