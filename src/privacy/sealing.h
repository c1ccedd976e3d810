#pragma once

#include "base/bytes.h"
#include "base/identifier.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace minka::privacy {

/// 32 secret bytes that are wiped when they go. For keys that live as long as one call; the master key and the signing
/// key stay in memory that is never swapped (see LockedBytes).
class SecretKey {
public:
    SecretKey() = default;
    SecretKey(const SecretKey&) = default;
    SecretKey& operator=(const SecretKey&) = default;
    ~SecretKey();

    static SecretKey random();
    /// `bytes` are 32.
    static SecretKey from(ByteView bytes);

    ByteView bytes() const { return bytes_; }

private:
    std::array<std::uint8_t, 32> bytes_{};
};

/// Secret bytes in pages that are guarded, not swapped and not part of a core dump (sodium_malloc).
class LockedBytes {
public:
    explicit LockedBytes(std::size_t size);
    LockedBytes(LockedBytes&& other) noexcept;
    LockedBytes& operator=(LockedBytes&& other) noexcept;
    LockedBytes(const LockedBytes&) = delete;
    LockedBytes& operator=(const LockedBytes&) = delete;
    ~LockedBytes();

    std::span<std::uint8_t> bytes() { return {data_, size_}; }
    ByteView bytes() const { return {data_, size_}; }

private:
    std::uint8_t* data_ = nullptr;
    std::size_t size_ = 0;
};

/// Encrypts and authenticates: one byte of format (1), 24 bytes of random nonce, then the ciphertext with its 16-byte
/// tag. `context` is not stored, and opening needs the same one: a ciphertext moved to another subject does not open.
///
/// Source: XChaCha20-Poly1305, draft-irtf-cfrg-xchacha-03; RFC 8439.
Bytes seal_bytes(ByteView key, ByteView context, ByteView plain);

/// As seal_bytes, with a nonce that is the keyed BLAKE2b of context and content: the same call gives the same bytes,
/// for rows that are worked out again and must come out the same. Who sees two of them learns whether they are equal.
///
/// Source: the synthetic nonce of RFC 5297 (SIV), section 1.1.
Bytes seal_repeatably(ByteView key, ByteView context, ByteView plain);

/// Nothing when the key or the context is another, or a byte was changed.
std::optional<Bytes> open_bytes(ByteView key, ByteView context, ByteView sealed);

/// The context of what belongs to one subject (or one attachment) of a programme.
Bytes sealing_context(std::string_view purpose, const ProgrammeId& programme, const Uuid& subject);

/// The context of what the vault seals for a subject.
Bytes text_context(const ProgrammeId& programme, const Uuid& subject);

/// How many bytes `seal_bytes` adds.
inline constexpr std::size_t sealing_overhead = 1 + 24 + 16;

/// 32 bytes of BLAKE2b of `message` under `key`: check values and the authentication of manifests. `purpose` keeps
/// values for different ends apart.
std::array<std::uint8_t, 32> keyed_hash(ByteView key, std::string_view purpose, ByteView message);

}  // namespace minka::privacy
