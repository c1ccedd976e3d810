#pragma once

#include "privacy/programme_key.h"

#include <string>

namespace minka::privacy {

/// The largest envelope, in bytes: a file of the largest size in base 64 does not fit; phones send smaller ones.
inline constexpr std::size_t largest_envelope = 36U << 20U;

/// Opens a sealed envelope (format 1): "MNK1", the identifier of the sealing key (16 bytes), an ephemeral point (65), a
/// nonce (12), then AES-256-GCM ciphertext with its tag. The key is HKDF-SHA256 of ECDH between the ephemeral and the
/// sealing key, with the ephemeral point as salt and "minka envelope 1\n<programme>\n<key>" as info, which is the
/// context of the ciphertext too. docs/reference/envelopes.md has it for other programs.
///
/// What cannot be opened gives `malformed_file` with a sentence for people. Other problems: those of the database and
/// `integrity_broken` of the programme's own key.
Result<std::string> open_envelope(storage::Reader& reader, const Vault& vault, ByteView envelope);

/// What a phone does. For the demo, the load generator and tests.
Bytes seal_envelope(const ProgrammeId& programme, const ProgrammeKey& key, std::string_view plain);

}  // namespace minka::privacy
