#pragma once

#include "privacy/sealing.h"

#include <array>
#include <optional>
#include <string>

// The cryptography that browsers have in WebCrypto, so that a phone can seal for a programme and check its receipts:
// the curve P-256, HKDF, AES-256-GCM and ECDSA. Everything that never leaves the server uses sealing.h instead.
namespace minka::privacy {

/// A public key: 4, x, y, of 1 + 32 + 32 bytes (SEC 1, section 2.3.3, uncompressed).
using CurvePoint = std::array<std::uint8_t, 65>;

/// r, then s, of 32 bytes each, as WebCrypto gives and takes it.
using CurveSignature = std::array<std::uint8_t, 64>;

/// A key pair on P-256 (FIPS 186-4, D.1.2.3). The secret is the scalar, most significant byte first.
struct CurveKey {
    SecretKey secret;
    CurvePoint point{};
};

CurveKey make_curve_key();

/// The key that two sides agree on: ECDH, then HKDF-SHA256 with `salt` and `info`. Nothing when `other` is no point of
/// the curve.
///
/// Source: NIST SP 800-56A rev. 3, section 5.7.1.2; RFC 5869.
std::optional<SecretKey> agreed_key(const CurveKey& own, const CurvePoint& other, ByteView salt, std::string_view info);

inline constexpr std::size_t gcm_nonce_size = 12;
inline constexpr std::size_t gcm_tag_size = 16;

/// AES-256-GCM; the tag stands at the end. `context` is authenticated and not stored. `nonce` is 12 bytes that were
/// never used with this key. Source: NIST SP 800-38D.
Bytes seal_gcm(const SecretKey& key, ByteView nonce, std::string_view context, std::string_view plain);
/// Nothing when the key or the context is another, or a byte was changed.
std::optional<std::string> open_gcm(const SecretKey& key, ByteView nonce, std::string_view context, ByteView sealed);

/// ECDSA with SHA-256. The nonce is drawn: two signatures of one text differ, and both hold.
CurveSignature sign_on_curve(const CurveKey& key, std::string_view text);
bool is_signed_on_curve(const CurvePoint& key, std::string_view text, const CurveSignature& signature);

/// SHA-256 (FIPS 180-4) in lower-case hexadecimal: what phones name envelopes and files by.
std::string sha256_of(ByteView content);

}  // namespace minka::privacy
