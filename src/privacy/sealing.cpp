#include "privacy/sealing.h"

#include "base/check.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <utility>

namespace minka::privacy {

namespace {

constexpr std::uint8_t format = 1;
constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(sealing_overhead == 1 + nonce_size + tag_size);
static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == 32);

// Fills what follows the format and the nonce.
void encrypt_into(Bytes& sealed, ByteView key, ByteView context, ByteView plain) {
    const auto* nonce = sealed.data() + 1;
    unsigned long long written = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + 1 + nonce_size, &written, plain.data(), plain.size(),
                                               context.data(), context.size(), nullptr, nonce, key.data());
    MINKA_CHECK(written == plain.size() + tag_size);
}

}  // namespace

SecretKey::~SecretKey() { sodium_memzero(bytes_.data(), bytes_.size()); }

SecretKey SecretKey::random() {
    SecretKey key;
    randombytes_buf(key.bytes_.data(), key.bytes_.size());
    return key;
}

SecretKey SecretKey::from(ByteView bytes) {
    SecretKey key;
    MINKA_CHECK(bytes.size() == key.bytes_.size());
    std::ranges::copy(bytes, key.bytes_.begin());
    return key;
}

LockedBytes::LockedBytes(std::size_t size) : size_(size) {
    MINKA_CHECK(sodium_init() >= 0);
    data_ = static_cast<std::uint8_t*>(sodium_malloc(size));
    MINKA_CHECK(data_ != nullptr);
    sodium_memzero(data_, size);
}

LockedBytes::LockedBytes(LockedBytes&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

LockedBytes& LockedBytes::operator=(LockedBytes&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
}

LockedBytes::~LockedBytes() { sodium_free(data_); }

Bytes seal_bytes(ByteView key, ByteView context, ByteView plain) {
    MINKA_CHECK(key.size() == 32);
    Bytes sealed(plain.size() + sealing_overhead);
    sealed[0] = format;
    randombytes_buf(sealed.data() + 1, nonce_size);
    encrypt_into(sealed, key, context, plain);
    return sealed;
}

Bytes seal_repeatably(ByteView key, ByteView context, ByteView plain) {
    MINKA_CHECK(key.size() == 32);
    Bytes sealed(plain.size() + sealing_overhead);
    sealed[0] = format;
    crypto_generichash_state state;
    crypto_generichash_init(&state, key.data(), key.size(), nonce_size);
    const std::uint64_t context_size = context.size();  // so that context and content cannot run into each other
    std::array<std::uint8_t, 8> size_bytes{};
    for (std::size_t i = 0; i < size_bytes.size(); ++i) {
        size_bytes[i] = static_cast<std::uint8_t>(context_size >> (8 * i));
    }
    crypto_generichash_update(&state, size_bytes.data(), size_bytes.size());
    crypto_generichash_update(&state, context.data(), context.size());
    crypto_generichash_update(&state, plain.data(), plain.size());
    crypto_generichash_final(&state, sealed.data() + 1, nonce_size);
    encrypt_into(sealed, key, context, plain);
    return sealed;
}

std::optional<Bytes> open_bytes(ByteView key, ByteView context, ByteView sealed) {
    MINKA_CHECK(key.size() == 32);
    if (sealed.size() < sealing_overhead || sealed[0] != format) {
        return std::nullopt;
    }
    const auto* nonce = sealed.data() + 1;
    Bytes plain(sealed.size() - sealing_overhead);
    unsigned long long written = 0;
    const int status = crypto_aead_xchacha20poly1305_ietf_decrypt(plain.data(), &written, nullptr, nonce + nonce_size,
                                                                  sealed.size() - 1 - nonce_size, context.data(),
                                                                  context.size(), nonce, key.data());
    if (status != 0) {
        return std::nullopt;
    }
    return plain;
}

Bytes sealing_context(std::string_view purpose, const ProgrammeId& programme, const Uuid& subject) {
    Bytes context = to_bytes(purpose);
    context.insert(context.end(), programme.uuid.bytes.begin(), programme.uuid.bytes.end());
    context.insert(context.end(), subject.bytes.begin(), subject.bytes.end());
    return context;
}

Bytes text_context(const ProgrammeId& programme, const Uuid& subject) {
    return sealing_context("minka sealed text", programme, subject);
}

std::array<std::uint8_t, 32> keyed_hash(ByteView key, std::string_view purpose, ByteView message) {
    crypto_generichash_state state;
    std::array<std::uint8_t, 32> hash{};
    crypto_generichash_init(&state, key.data(), key.size(), hash.size());
    const auto name = as_bytes(purpose);
    const auto size = static_cast<std::uint8_t>(name.size());
    MINKA_CHECK(name.size() < 256);
    crypto_generichash_update(&state, &size, 1);
    crypto_generichash_update(&state, name.data(), name.size());
    crypto_generichash_update(&state, message.data(), message.size());
    crypto_generichash_final(&state, hash.data(), hash.size());
    return hash;
}

}  // namespace minka::privacy
