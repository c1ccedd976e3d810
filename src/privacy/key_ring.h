#pragma once

#include "privacy/vault.h"

#include <unordered_map>
#include <unordered_set>

namespace minka::privacy {

/// The keys that one call of a bulk function needs, read together and gone with it.
class KeyRing {
public:
    /// Reads the keys of `subjects` and whether they were erased.
    static Result<KeyRing> of(const Vault& vault, storage::Reader& reader, std::vector<Uuid> subjects);

    /// Makes keys for the subjects that have none and stores them. Problems: `forbidden` when one was erased.
    Result<> make_missing(storage::Writer& writer);

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
