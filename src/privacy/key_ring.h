#pragma once

#include "privacy/vault.h"

#include <unordered_map>
#include <unordered_set>

namespace minka::privacy {

/// A subject's key made before the transaction that stores it, so that nobody waits for the encryption.
struct FreshKey {
    Uuid subject;
    SecretKey key;
    Bytes wrapped;
};

/// The keys that one call of a bulk function needs, read together and gone with it.
class KeyRing {
public:
    /// Reads the keys of `subjects` and whether they were erased.
    static Result<KeyRing> of(const Vault& vault, storage::Reader& reader, std::vector<Uuid> subjects);

    /// Makes keys for the subjects that have none and stores them. Problems: `forbidden` when one was erased.
    Result<> make_missing(storage::Writer& writer);

    static FreshKey make_fresh(const Vault& vault, const ProgrammeId& programme, const Uuid& subject);
    /// Stores a key that was made ahead. Problems: `conflict` when the subject has one.
    static Result<> store_fresh(storage::Writer& writer, const FreshKey& fresh, Instant made_at);
    /// What `Vault::seal` would give with this key.
    static storage::Sealed seal_with(const FreshKey& fresh, const ProgrammeId& programme, std::string_view plain);

    /// nullptr when the subject has no key.
    const SecretKey* find(const Uuid& subject) const;
    bool is_erased(const Uuid& subject) const { return erased_.contains(subject); }

private:
    KeyRing(const Vault& vault, std::vector<Uuid> subjects) : vault_(&vault), subjects_(std::move(subjects)) {}
    Result<> read_all(storage::Reader& reader);
    Result<> read_singly(storage::Reader& reader);
    Result<> keep(const ProgrammeId& programme, const Uuid& subject, ByteView wrapped);

    const Vault* vault_;
    std::vector<Uuid> subjects_;  // each once
    std::unordered_map<Uuid, SecretKey> keys_;
    std::unordered_set<Uuid> erased_;
};

}  // namespace minka::privacy
