#include "privacy/envelope.h"

#include "base/check.h"
#include "base/random.h"

#include <algorithm>

namespace minka::privacy {

namespace {

constexpr std::string_view magic = "MNK1";
constexpr std::size_t key_at = 4;
constexpr std::size_t point_at = key_at + 16;
constexpr std::size_t nonce_at = point_at + 65;
constexpr std::size_t sealed_at = nonce_at + gcm_nonce_size;

std::string info_of(const ProgrammeId& programme, const ProgrammeKeyId& key) {
    return "minka envelope 1\n" + to_string(programme) + "\n" + to_string(key);
}

}  // namespace

Result<std::string> open_envelope(storage::Reader& reader, const Vault& vault, ByteView envelope) {
    if (envelope.size() < sealed_at + gcm_tag_size || as_text(envelope.first(key_at)) != magic) {
        return problem(ProblemCode::malformed_file, "This is no envelope of format 1, or it is torn.");
    }
    KeyedSeal seal;
    std::copy_n(envelope.begin() + key_at, seal.key.uuid.bytes.size(), seal.key.uuid.bytes.begin());
    std::copy_n(envelope.begin() + point_at, seal.ephemeral.size(), seal.ephemeral.begin());
    seal.nonce = envelope.subspan(nonce_at, gcm_nonce_size);
    seal.sealed = envelope.subspan(sealed_at);
    const auto info = info_of(reader.programme(), seal.key);
    seal.info = info;
    MINKA_TRY_ASSIGN(auto opened, open_with_programme_key(reader, vault, seal));
    if (opened.plain) {
        return *std::move(opened.plain);
    }
    return problem(ProblemCode::malformed_file,
                   opened.fault == SealFault::unknown_key
                       ? "It was sealed for the key " + to_string(seal.key) + ", which this programme does not have."
                       : std::string("It does not open with the programme's key: it is torn or was changed."));
}

Bytes seal_envelope(const ProgrammeId& programme, const ProgrammeKey& key, std::string_view plain) {
    const auto ephemeral = make_curve_key();
    const auto info = info_of(programme, key.id);
    const auto agreed = agreed_key(ephemeral, key.point, ephemeral.point, info);
    MINKA_CHECK(agreed.has_value());
    std::array<std::uint8_t, gcm_nonce_size> nonce{};
    SystemRandom().fill(nonce);
    Bytes envelope = to_bytes(magic);
    envelope.insert(envelope.end(), key.id.uuid.bytes.begin(), key.id.uuid.bytes.end());
    envelope.insert(envelope.end(), ephemeral.point.begin(), ephemeral.point.end());
    envelope.insert(envelope.end(), nonce.begin(), nonce.end());
    const auto sealed = seal_gcm(*agreed, nonce, info, plain);
    envelope.insert(envelope.end(), sealed.begin(), sealed.end());
    return envelope;
}

}  // namespace minka::privacy
