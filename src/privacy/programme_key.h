#pragma once

#include "privacy/curve.h"
#include "privacy/vault.h"

#include <boost/describe/enum.hpp>

#include <string>

namespace minka::privacy {

/// What a key that phones know is for.
enum class KeyPurpose {
    sealing,  ///< Phones seal for it what they captured; the server alone opens it.
    receipt,  ///< The server signs with it that something is on its disk; phones check it.
};
BOOST_DESCRIBE_ENUM(KeyPurpose, sealing, receipt)

using ProgrammeKeyId = Id<struct ProgrammeKeyTag>;

/// The public half of a programme's key.
struct ProgrammeKey {
    ProgrammeKeyId id;
    CurvePoint point{};
};

/// The programme's key for a purpose; the first call makes it, in a transaction of its own, with an entry in the
/// ledger. The secret half is stored wrapped by the master key and leaves `privacy` never.
/// Problems: those of the database.
Result<ProgrammeKey> programme_key(storage::Database& database, const Vault& vault, const ProgrammeId& programme,
                                   KeyPurpose purpose);

/// Opens what was sealed for the programme's key `key`; see envelope.h for the parts. Nothing when the programme has
/// no such key, or it does not fit. Problems: `integrity_broken` for a stored key that was changed.
struct KeyedSeal {
    ProgrammeKeyId key;
    CurvePoint ephemeral{};
    std::string_view info;
    ByteView nonce;
    ByteView sealed;
};
enum class SealFault { unknown_key, does_not_open };
struct OpenedSeal {
    std::optional<std::string> plain;
    SealFault fault{};  ///< When there is no plain text.
};
Result<OpenedSeal> open_with_programme_key(storage::Reader& reader, const Vault& vault, const KeyedSeal& seal);

/// Signs with the programme's receipt key. Problems: those of `programme_key`; `integrity_broken`.
struct SignedText {
    ProgrammeKeyId key;
    CurveSignature signature{};
};
Result<SignedText> sign_with_programme_key(storage::Database& database, const Vault& vault,
                                           const ProgrammeId& programme, std::string_view text);

}  // namespace minka::privacy
