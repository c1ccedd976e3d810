#pragma once

#include "base/instant.h"
#include "documents/json.h"

#include <cstdint>
#include <string>

namespace minka::identity {

/// What a token of an identity provider must say to be about this sign-in.
struct TokenExpectation {
    std::string issuer;
    std::string client;  ///< This installation, as the provider knows it.
    std::string nonce;   ///< That this sign-in began with.
    Instant now;
    std::int64_t skew_seconds = 60;  ///< By how much the two clocks may differ.
};

/// The subject that claims speak of, after the checks of OpenID Connect Core 1.0, section 3.1.3.7: issuer, audience
/// (with `azp` where there are several), `exp`, `iat`, `nbf` and nonce. An `iat` may be at most ten minutes old: a
/// token is taken when it was made.
///
/// Problems: `forbidden`, with the claim at fault as the field; nothing of the claims is in the message.
Result<std::string> subject_of_claims(const documents::JsonValue& claims, const TokenExpectation& expected);

}  // namespace minka::identity
