#include "privacy/programme_key.h"

#include <boost/describe/enum_to_string.hpp>

#include <algorithm>

namespace minka::privacy {

namespace {

struct StoredKey {
    ProgrammeKey key;
    Bytes wrapped;
};

// The purpose is part of it, so that no row can be given another one.
Bytes wrapping_context(const ProgrammeId& programme, const ProgrammeKeyId& id, KeyPurpose purpose) {
    return sealing_context(
        purpose == KeyPurpose::sealing ? "minka programme sealing key" : "minka programme receipt key", programme,
        id.uuid);
}

Result<std::optional<StoredKey>> find_key(storage::Reader& reader, KeyPurpose purpose) {
    std::optional<StoredKey> found;
    MINKA_TRY(reader.each(
        "SELECT id, public_key, wrapped FROM programme_key WHERE programme_id = $1 AND purpose = $2",
        [&](const storage::Row& row) -> Result<> {
            found.emplace();
            found->key.id = row.get<ProgrammeKeyId>(0);
            const auto point = row.get<Bytes>(1);
            std::copy_n(point.begin(), std::min(point.size(), found->key.point.size()), found->key.point.begin());
            found->wrapped = row.get<Bytes>(2);
            return {};
        },
        reader.programme(), purpose));
    return found;
}

Result<CurveKey> unwrapped(const Vault& vault, const ProgrammeId& programme, const StoredKey& stored,
                           KeyPurpose purpose) {
    auto secret =
        open_bytes(vault.master_key().bytes(), wrapping_context(programme, stored.key.id, purpose), stored.wrapped);
    if (!secret || secret->size() != 32) {
        return problem(ProblemCode::integrity_broken, "A key of the programme was changed; restore a backup.");
    }
    CurveKey key{SecretKey::from(*secret), stored.key.point};
    std::ranges::fill(*secret, std::uint8_t{0});
    return key;
}

Result<StoredKey> require_key(storage::Database& database, const Vault& vault, const ProgrammeId& programme,
                              KeyPurpose purpose) {
    const auto find = [&](storage::Reader& reader) { return find_key(reader, purpose); };
    MINKA_TRY_ASSIGN(auto known, database.read(programme, find));
    if (known) {
        return *std::move(known);
    }
    const auto fresh = make_curve_key();
    StoredKey made{{database.new_id<ProgrammeKeyId>(), fresh.point}, {}};
    made.wrapped =
        seal_bytes(vault.master_key().bytes(), wrapping_context(programme, made.key.id, purpose), fresh.secret.bytes());
    const auto keep = [&](storage::Writer& writer) -> Result<StoredKey> {
        MINKA_TRY_ASSIGN(auto other, find_key(writer, purpose));
        if (other) {
            return *std::move(other);
        }
        MINKA_TRY_ASSIGN(const auto now, writer.recorded_at());
        MINKA_TRY(writer.project(
            "INSERT INTO programme_key (programme_id, id, purpose, public_key, wrapped, made_at) VALUES ($1, $2, $3, "
            "$4, $5, $6)",
            programme, made.key.id, purpose, Bytes(made.key.point.begin(), made.key.point.end()), made.wrapped, now));
        MINKA_TRY(writer.note(
            "programme key", made.key.id.uuid,
            {{"purpose", storage::to_value(purpose)}, {"public_key", storage::to_value(to_hex(made.key.point))}}));
        return made;
    };
    return database.write({programme, {}, "console", "first use of the programme's keys"}, keep);
}

}  // namespace

Result<ProgrammeKey> programme_key(storage::Database& database, const Vault& vault, const ProgrammeId& programme,
                                   KeyPurpose purpose) {
    MINKA_TRY_ASSIGN(const auto stored, require_key(database, vault, programme, purpose));
    return stored.key;
}

Result<OpenedSeal> open_with_programme_key(storage::Reader& reader, const Vault& vault, const KeyedSeal& seal) {
    MINKA_TRY_ASSIGN(const auto stored, find_key(reader, KeyPurpose::sealing));
    if (!stored || stored->key.id != seal.key) {
        return OpenedSeal{std::nullopt, SealFault::unknown_key};
    }
    MINKA_TRY_ASSIGN(const auto own, unwrapped(vault, reader.programme(), *stored, KeyPurpose::sealing));
    const auto key = agreed_key(own, seal.ephemeral, seal.ephemeral, seal.info);
    auto plain = key ? open_gcm(*key, seal.nonce, seal.info, seal.sealed) : std::nullopt;
    return OpenedSeal{std::move(plain), SealFault::does_not_open};
}

Result<SignedText> sign_with_programme_key(storage::Database& database, const Vault& vault,
                                           const ProgrammeId& programme, std::string_view text) {
    MINKA_TRY_ASSIGN(const auto stored, require_key(database, vault, programme, KeyPurpose::receipt));
    MINKA_TRY_ASSIGN(const auto own, unwrapped(vault, programme, stored, KeyPurpose::receipt));
    return SignedText{stored.key.id, sign_on_curve(own, text)};
}

}  // namespace minka::privacy
