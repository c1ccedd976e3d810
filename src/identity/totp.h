#pragma once

#include "base/bytes.h"
#include "base/instant.h"
#include "base/random.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace minka::identity {

/// 20 random bytes, as authenticator apps take them.
Bytes make_totp_secret(RandomSource& random);

/// The secret in base32, as it is typed where no camera is; and back. Nothing for a text that is not of 20 bytes.
std::string totp_secret_text(ByteView secret);
std::optional<Bytes> read_totp_secret(std::string_view text);

/// What a QR code for an authenticator app holds: "otpauth://totp/Minka:login?secret=...&issuer=Minka".
std::string totp_address(ByteView secret, std::string_view login);

/// The six digits of a step of 30 seconds.
///
/// Source: M'Raihi, D. et al. (2011). TOTP: time-based one-time password algorithm. RFC 6238, section 4, over RFC 4226,
/// section 5.3, with HMAC-SHA-1.
std::string totp_code(ByteView secret, std::int64_t step);

/// The step whose code was typed, of the current one and its two neighbours (clocks differ), if it lies after
/// `last_step`: a code is good once.
std::optional<std::int64_t> totp_step(ByteView secret, std::string_view typed, Instant now, std::int64_t last_step);

}  // namespace minka::identity
