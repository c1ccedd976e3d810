#pragma once

#include "base/bytes.h"
#include "documents/json.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace minka::identity {

/// How a provider signs: RSASSA-PKCS1-v1_5 or ECDSA on P-256, each over SHA-256 (RFC 7518, sections 3.3 and 3.4).
enum class SigningAlgorithm { rs256, es256 };

/// A public key of a provider.
struct SigningKey {
    std::string id;  ///< "kid"; empty when the set gives none.
    SigningAlgorithm algorithm{};
    Bytes first;   ///< The modulus of RSA, of 2048 to 8192 bits; or x of P-256, 32 bytes.
    Bytes second;  ///< The exponent of RSA, of at most 64 bits; or y of P-256, 32 bytes.
};

/// The keys for signing of a JWK set (RFC 7517). Keys of other kinds, for encryption, or for other algorithms are
/// passed over. Problems: `malformed_file`; `not_found` when none is left.
Result<std::vector<SigningKey>> read_signing_keys(std::string_view json);

/// The claims of a signed token (RFC 7519 in the compact form of RFC 7515), after its signature was checked with the
/// key that its header names, or with each key of its algorithm when it names none. Nothing else of the claims is
/// looked at.
///
/// Problems: `malformed_file` for what is no such token; `not_found` when no key has the name; `forbidden` for another
/// algorithm ("none" included), an extension that must be understood, or a signature that is not the key's.
Result<documents::JsonValue> open_signed_token(std::string_view token, std::span<const SigningKey> keys);

/// Base64 in the alphabet of addresses, without padding (RFC 4648, section 5); base/base64.h writes it.
/// Problems: `malformed_file` for another character, padding, or an impossible length.
Result<Bytes> from_base64url(std::string_view text);

/// SHA-256 in the same alphabet: what a browser carries of a code verifier (RFC 7636, section 4.2).
std::string code_challenge(std::string_view verifier);

}  // namespace minka::identity
