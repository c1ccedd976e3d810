#include "privacy/vault.h"

#include "privacy/key_ring.h"
#include "privacy/wrapped_key.h"

#include <sodium.h>

#include <algorithm>

namespace minka::privacy {

namespace {

using storage::Reader;
using storage::Row;
using storage::Writer;

constexpr std::size_t seed_size = 32;

storage::Act first_use() { return {{}, {}, "console", "first use of the keys"}; }

Bytes key_context(const ProgrammeId& programme, const Uuid& subject) {
    return sealing_context("minka subject key", programme, subject);
}

Bytes signing_context(const Uuid& node) { return sealing_context("minka signing key", {}, node); }

std::unexpected<Problem> erased_problem(const Uuid& subject) {
    return problem(ProblemCode::forbidden, "The data of " + to_string(subject) + " were erased.");
}

std::unexpected<Problem> wrong_key(const Uuid& subject) {
    return problem(ProblemCode::integrity_broken,
                   "The stored key of " + to_string(subject) + " was changed; restore a backup.");
}

Result<std::string> open_text(const SecretKey& key, const ProgrammeId& programme, const Uuid& subject,
                              ByteView sealed) {
    auto plain = open_bytes(key.bytes(), text_context(programme, subject), sealed);
    if (!plain) {
        return problem(ProblemCode::integrity_broken,
                       "A sealed text of " + to_string(subject) +
                           " was changed or belongs to someone else; compare with a backup.");
    }
    std::string text(as_text(*plain));
    sodium_memzero(plain->data(), plain->size());
    return text;
}

}  // namespace

Result<bool> was_erased(Reader& reader, const Uuid& subject) {
    MINKA_TRY_ASSIGN(const auto found,
                     reader.value<std::int64_t>("SELECT 1 FROM erasure WHERE programme_id = $1 AND subject_id = $2",
                                                reader.programme(), subject));
    return found.has_value();
}

Result<std::unique_ptr<Vault>> Vault::unlock(storage::Database& database, const std::filesystem::path& key_file) {
    MINKA_CHECK(sodium_init() >= 0);
    MINKA_TRY_ASSIGN(const auto is_used, database.read({}, [](Reader& reader) -> Result<bool> {
        MINKA_TRY_ASSIGN(const auto count, reader.value<std::int64_t>("SELECT count(*) FROM vault_check"));
        return count.value_or(0) > 0;
    }));
    const bool is_new = !is_used && !std::filesystem::exists(key_file);
    auto key = is_new ? MasterKey::create(key_file) : MasterKey::load(key_file);
    if (!key) {
        return std::unexpected(std::move(key).error());
    }
    std::unique_ptr<Vault> vault(new Vault(*std::move(key), is_new));
    MINKA_TRY(vault->check_master_key(database));
    MINKA_TRY(vault->load_signing_key(database));
    return vault;
}

Result<> Vault::check_master_key(storage::Database& database) {
    const auto hash = keyed_hash(master_key_.bytes(), "check", {});
    const Bytes own(hash.begin(), hash.end());
    const auto stored_value = [](Reader& reader) { return reader.value<Bytes>("SELECT check_value FROM vault_check"); };
    MINKA_TRY_ASSIGN(auto stored, database.read({}, stored_value));
    if (!stored) {
        const auto now = database.clock().now();
        const auto written = database.write(first_use(), [&](Writer& writer) -> Result<> {
            MINKA_TRY(
                writer.project("INSERT INTO vault_check (single, check_value, made_at) VALUES (1, $1, $2) "
                               "ON CONFLICT (single) DO NOTHING",
                               own, now));
            return {};
        });
        if (!written) {
            // Opened for reading: nothing is sealed yet, so that there is nothing to check.
            return written.error().code == ProblemCode::forbidden ? Result<>{} : written;
        }
        MINKA_TRY_ASSIGN(stored, database.read({}, stored_value));
    }
    if (stored != own) {
        return problem(ProblemCode::integrity_broken,
                       "The master key with the fingerprint " + master_key_.fingerprint() +
                           " is not the one of this database; name the right file with --master-key.",
                       master_key_.file().string());
    }
    return {};
}

Result<> Vault::load_signing_key(storage::Database& database) {
    const auto node = database.node();
    struct Stored {
        Bytes public_key;
        Bytes wrapped;
    };
    const auto find = [&](Reader& reader) -> Result<std::optional<Stored>> {
        std::optional<Stored> found;
        MINKA_TRY(reader.each(
            "SELECT public_key, wrapped FROM signing_key WHERE node = $1",
            [&](const Row& row) -> Result<> {
                found = {row.get<Bytes>(0), row.get<Bytes>(1)};
                return {};
            },
            node));
        return found;
    };
    MINKA_TRY_ASSIGN(auto stored, database.read({}, find));
    if (!stored) {
        const auto seed = SecretKey::random();
        Bytes public_key(crypto_sign_PUBLICKEYBYTES);
        LockedBytes secret(crypto_sign_SECRETKEYBYTES);
        crypto_sign_seed_keypair(public_key.data(), secret.bytes().data(), seed.bytes().data());
        const auto wrapped = seal_bytes(master_key_.bytes(), signing_context(node), seed.bytes());
        const auto now = database.clock().now();
        const auto written = database.write(first_use(), [&](Writer& writer) -> Result<> {
            MINKA_TRY(
                writer.project("INSERT INTO signing_key (node, public_key, wrapped, made_at) VALUES ($1, $2, $3, $4) "
                               "ON CONFLICT (node) DO NOTHING",
                               node, public_key, wrapped, now));
            return {};
        });
        if (!written) {
            return written.error().code == ProblemCode::forbidden ? Result<>{} : written;
        }
        MINKA_TRY_ASSIGN(stored, database.read({}, find));
    }
    auto seed = open_bytes(master_key_.bytes(), signing_context(node), stored->wrapped);
    PublicKey made{};
    if (seed && seed->size() == seed_size) {
        crypto_sign_seed_keypair(made.data(), signing_secret_.bytes().data(), seed->data());
        sodium_memzero(seed->data(), seed->size());
    }
    if (!seed || !std::ranges::equal(made, stored->public_key)) {
        return problem(ProblemCode::integrity_broken, "The key that signs receipts was changed; restore a backup.");
    }
    public_key_ = made;
    return {};
}

Bytes Vault::wrap(const ProgrammeId& programme, const Uuid& subject, const SecretKey& key) const {
    return seal_bytes(master_key_.bytes(), key_context(programme, subject), key.bytes());
}

Result<SecretKey> Vault::unwrap(const ProgrammeId& programme, const Uuid& subject, ByteView wrapped) const {
    auto plain = open_bytes(master_key_.bytes(), key_context(programme, subject), wrapped);
    if (!plain || plain->size() != 32) {
        return wrong_key(subject);
    }
    const auto key = SecretKey::from(*plain);
    sodium_memzero(plain->data(), plain->size());
    return key;
}

Result<std::optional<SecretKey>> Vault::find_key(Reader& reader, const Uuid& subject) const {
    MINKA_TRY_ASSIGN(const auto wrapped,
                     reader.value<Bytes>("SELECT wrapped FROM subject_key WHERE programme_id = $1 AND subject_id = $2",
                                         reader.programme(), subject));
    if (!wrapped) {
        return std::nullopt;
    }
    MINKA_TRY_ASSIGN(const auto key, unwrap(reader.programme(), subject, *wrapped));
    return key;
}

Result<SecretKey> Vault::key_for_sealing(Writer& writer, const Uuid& subject) const {
    MINKA_TRY_ASSIGN(const auto found, find_key(writer, subject));
    if (found) {
        return *found;
    }
    MINKA_TRY_ASSIGN(auto ring, KeyRing::of(*this, writer, {subject}));
    MINKA_TRY(ring.make_missing(writer));
    return *ring.find(subject);
}

Result<SecretKey> Vault::key_for_opening(Reader& reader, const Uuid& subject) const {
    MINKA_TRY_ASSIGN(const auto found, find_key(reader, subject));
    if (found) {
        return *found;
    }
    MINKA_TRY_ASSIGN(const bool erased, was_erased(reader, subject));
    if (erased) {
        return erased_problem(subject);
    }
    return problem(ProblemCode::not_found, "There is no key of " + to_string(subject) + " in this programme.");
}

Result<storage::Sealed> Vault::seal(Writer& writer, const Uuid& subject, std::string_view plain) const {
    MINKA_TRY_ASSIGN(const auto key, key_for_sealing(writer, subject));
    return storage::Sealed{seal_bytes(key.bytes(), text_context(writer.programme(), subject), as_bytes(plain))};
}

Result<std::string> Vault::open(Reader& reader, const Uuid& subject, const storage::Sealed& sealed) const {
    MINKA_TRY_ASSIGN(const auto key, key_for_opening(reader, subject));
    return open_text(key, reader.programme(), subject, sealed.bytes);
}

Result<std::vector<storage::Sealed>> Vault::seal_all(Writer& writer, std::span<const PlainText> texts) const {
    std::vector<Uuid> subjects;
    subjects.reserve(texts.size());
    for (const auto& text : texts) {
        subjects.push_back(text.subject);
    }
    MINKA_TRY_ASSIGN(auto ring, KeyRing::of(*this, writer, std::move(subjects)));
    MINKA_TRY(ring.make_missing(writer));
    std::vector<storage::Sealed> sealed;
    sealed.reserve(texts.size());
    for (const auto& text : texts) {
        sealed.push_back({seal_bytes(ring.find(text.subject)->bytes(), text_context(writer.programme(), text.subject),
                                     as_bytes(text.plain))});
    }
    return sealed;
}

Result<std::vector<std::optional<std::string>>> Vault::open_all(Reader& reader,
                                                                std::span<const SealedText> texts) const {
    std::vector<Uuid> subjects;
    subjects.reserve(texts.size());
    for (const auto& text : texts) {
        subjects.push_back(text.subject);
    }
    MINKA_TRY_ASSIGN(const auto ring, KeyRing::of(*this, reader, std::move(subjects)));
    std::vector<std::optional<std::string>> opened;
    opened.reserve(texts.size());
    for (const auto& text : texts) {
        const auto* key = ring.find(text.subject);
        if (key != nullptr) {
            MINKA_TRY_ASSIGN(auto plain, open_text(*key, reader.programme(), text.subject, text.sealed->bytes));
            opened.emplace_back(std::move(plain));
        } else if (ring.is_erased(text.subject)) {
            opened.emplace_back(std::nullopt);
        } else {
            return problem(ProblemCode::not_found,
                           "There is no key of " + to_string(text.subject) + " in this programme.");
        }
    }
    return opened;
}

Result<Signature> Vault::sign(ByteView message) const {
    if (!public_key_) {
        return problem(ProblemCode::not_ready, "There is no key for receipts yet; open the database once for writing.");
    }
    Signature signature{};
    crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(), signing_secret_.bytes().data());
    return signature;
}

Result<PublicKey> Vault::public_key() const {
    if (!public_key_) {
        return problem(ProblemCode::not_ready, "There is no key for receipts yet; open the database once for writing.");
    }
    return *public_key_;
}

bool is_signed_by(const PublicKey& key, ByteView message, const Signature& signature) {
    return crypto_sign_verify_detached(signature.data(), message.data(), message.size(), key.data()) == 0;
}

Result<std::string> open_with_wrapped_key(const Vault& vault, const ProgrammeId& programme, const Uuid& subject,
                                          ByteView wrapped, ByteView sealed) {
    auto plain = open_bytes(vault.master_key().bytes(), key_context(programme, subject), wrapped);
    if (!plain || plain->size() != 32) {
        return wrong_key(subject);
    }
    const auto key = SecretKey::from(*plain);
    sodium_memzero(plain->data(), plain->size());
    return open_text(key, programme, subject, sealed);
}

}  // namespace minka::privacy
