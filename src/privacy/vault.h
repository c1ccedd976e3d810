#pragma once

#include "base/identifier.h"
#include "privacy/master_key.h"
#include "storage/database.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace minka::privacy {

/// The subject whose key seals security levels of places, one key for each programme. Only functions that may answer
/// someone with need to know open what it sealed; it is never erased.
inline constexpr Uuid need_to_know{{0x6d, 0x69, 0x6e, 0x6b, 0x61, 0x00, 0x80, 0x00, 0x80, 0x00, 0, 0, 0, 0, 0, 1}};
/// The subject whose key seals the true figures behind releases.
inline constexpr Uuid release_ledger{{0x6d, 0x69, 0x6e, 0x6b, 0x61, 0x00, 0x80, 0x00, 0x80, 0x00, 0, 0, 0, 0, 0, 2}};

/// Bytes about a subject, before and after sealing; rows of the bulk functions.
struct PlainText {
    Uuid subject;
    std::string_view plain;
};
struct SealedText {
    Uuid subject;
    const storage::Sealed* sealed = nullptr;
};

using PublicKey = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;

/// Seals and opens what names people. Every subject (a person, a submission, a programme's need to know) has a key of
/// its own, wrapped by the master key in the table `subject_key`; destroying that row is erasure.
///
/// The transaction's own rows decide which key is used: no unwrapped key outlives a call, so that an erased subject
/// is out of reach at once in every process, and a closure that runs again finds what is really stored.
/// All functions may be called from several threads.
class Vault {
public:
    /// Loads the master key and checks that it is this database's. The first use of a database that can be written
    /// makes the key file when there is none, and the key that signs receipts.
    ///
    /// Problems: those of MasterKey; `integrity_broken` when the key is another database's; `not_found` when the
    /// database was sealed with a key and the file is not there.
    static Result<std::unique_ptr<Vault>> unlock(storage::Database& database, const std::filesystem::path& key_file);

    /// Encrypts `plain` under the subject's key in the writer's programme; makes the key when there is none yet.
    /// The ciphertext differs each time: compare opened values before sealing again. Problems: `forbidden` when the
    /// subject was erased.
    Result<storage::Sealed> seal(storage::Writer& writer, const Uuid& subject, std::string_view plain) const;

    /// Problems: `forbidden` when the subject was erased; `not_found` when it never had a key; `integrity_broken` when
    /// the ciphertext was changed or belongs to someone else.
    Result<std::string> open(storage::Reader& reader, const Uuid& subject, const storage::Sealed& sealed) const;

    /// Like `seal` and `open`, in the order given, with the keys read and written together: for imports and lists.
    Result<std::vector<storage::Sealed>> seal_all(storage::Writer& writer, std::span<const PlainText> texts) const;
    /// An erased subject's text is nothing.
    Result<std::vector<std::optional<std::string>>> open_all(storage::Reader& reader,
                                                             std::span<const SealedText> texts) const;

    /// The subject's key itself, for attachments: made when there is none. Problems: `forbidden` when erased.
    Result<SecretKey> key_for_sealing(storage::Writer& writer, const Uuid& subject) const;
    /// Problems: those of `open`.
    Result<SecretKey> key_for_opening(storage::Reader& reader, const Uuid& subject) const;

    /// Ed25519 over `message`, for receipts. Problems: `not_ready` when the database was only ever opened for reading.
    Result<Signature> sign(ByteView message) const;
    /// What a holder of a receipt checks it with. Problems: as `sign`.
    Result<PublicKey> public_key() const;

    const MasterKey& master_key() const { return master_key_; }
    /// Whether `unlock` made the key file: then its owner has to be told to keep a copy of it.
    bool made_key_file() const { return made_key_file_; }

private:
    Vault(MasterKey master_key, bool made_key_file)
        : master_key_(std::move(master_key)), made_key_file_(made_key_file), signing_secret_(64) {}

    Result<> check_master_key(storage::Database& database);
    Result<> load_signing_key(storage::Database& database);
    Result<std::optional<SecretKey>> find_key(storage::Reader& reader, const Uuid& subject) const;
    Result<SecretKey> unwrap(const ProgrammeId& programme, const Uuid& subject, ByteView wrapped) const;
    Bytes wrap(const ProgrammeId& programme, const Uuid& subject, const SecretKey& key) const;

    friend class KeyRing;

    MasterKey master_key_;
    bool made_key_file_ = false;
    std::optional<PublicKey> public_key_;
    LockedBytes signing_secret_;
};

/// Whether `signature` is of `message` under `key`.
bool is_signed_by(const PublicKey& key, ByteView message, const Signature& signature);

/// Whether the subject was erased in the reader's programme.
Result<bool> was_erased(storage::Reader& reader, const Uuid& subject);

}  // namespace minka::privacy
