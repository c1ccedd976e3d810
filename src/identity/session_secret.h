#pragma once

#include "base/bytes.h"

#include <string>
#include <string_view>

namespace minka::identity {

/// A fresh secret for a session or a token: 256 random bits in hexadecimal, never from the seeded source of a demo.
std::string make_session_secret();

/// What the database keeps of it.
Bytes hash_of_secret(std::string_view secret);

/// How long a session lasts, used or not.
inline constexpr std::int64_t session_microseconds = 14LL * 24 * 3600 * 1'000'000;

}  // namespace minka::identity
