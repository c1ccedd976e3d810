#include "privacy/curve.h"

#include "base/check.h"
#include "base/freed.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <memory>

namespace minka::privacy {

namespace {

using Number = std::unique_ptr<BIGNUM, Freed<BN_clear_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Freed<EVP_CIPHER_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using ParameterBuilder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using SignatureNumbers = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;

constexpr std::size_t scalar_size = 32;

int size_of(std::size_t size) { return static_cast<int>(size); }
const std::uint8_t* bytes_of(std::string_view text) { return as_bytes(text).data(); }

// Null when the point is not on the curve, or the scalar is not the point's.
Key key_from(const CurvePoint& point, const SecretKey* secret) {
    const ParameterBuilder builder(OSSL_PARAM_BLD_new());
    MINKA_CHECK(builder != nullptr);
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    Number scalar;
    if (secret != nullptr) {
        scalar.reset(BN_secure_new());
        BN_bin2bn(secret->bytes().data(), size_of(scalar_size), scalar.get());
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar.get());
    }
    const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    EVP_PKEY* made = nullptr;
    if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &made, secret != nullptr ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
                          parameters.get()) != 1) {
        EVP_PKEY_free(made);
        return nullptr;
    }
    return Key(made);
}

// HKDF with one block of output: extract, then expand with the counter 1.
SecretKey stretched(ByteView shared, ByteView salt, std::string_view info) {
    std::array<std::uint8_t, 32> extracted{};
    std::array<std::uint8_t, 32> expanded{};
    HMAC(EVP_sha256(), salt.data(), size_of(salt.size()), shared.data(), shared.size(), extracted.data(), nullptr);
    const auto block = std::string(info) + '\x01';
    HMAC(EVP_sha256(), extracted.data(), size_of(extracted.size()), bytes_of(block), block.size(), expanded.data(),
         nullptr);
    const auto key = SecretKey::from(expanded);
    OPENSSL_cleanse(extracted.data(), extracted.size());
    OPENSSL_cleanse(expanded.data(), expanded.size());
    return key;
}

}  // namespace

CurveKey make_curve_key() {
    const Key made(EVP_EC_gen("P-256"));
    MINKA_CHECK(made != nullptr);
    CurveKey key;
    std::size_t size = 0;
    MINKA_CHECK(EVP_PKEY_get_octet_string_param(made.get(), OSSL_PKEY_PARAM_PUB_KEY, key.point.data(), key.point.size(),
                                                &size) == 1 &&
                size == key.point.size());
    BIGNUM* secret = nullptr;
    MINKA_CHECK(EVP_PKEY_get_bn_param(made.get(), OSSL_PKEY_PARAM_PRIV_KEY, &secret) == 1);
    const Number scalar(secret);
    std::array<std::uint8_t, scalar_size> bytes{};
    MINKA_CHECK(BN_bn2binpad(scalar.get(), bytes.data(), size_of(bytes.size())) == size_of(bytes.size()));
    key.secret = SecretKey::from(bytes);
    OPENSSL_cleanse(bytes.data(), bytes.size());
    return key;
}

std::optional<SecretKey> agreed_key(const CurveKey& own, const CurvePoint& other, ByteView salt,
                                    std::string_view info) {
    const auto ours = key_from(own.point, &own.secret);
    const auto theirs = key_from(other, nullptr);
    if (!ours || !theirs) {
        return std::nullopt;
    }
    const KeyContext context(EVP_PKEY_CTX_new(ours.get(), nullptr));
    std::array<std::uint8_t, scalar_size> shared{};
    std::size_t size = shared.size();
    if (!context || EVP_PKEY_derive_init(context.get()) != 1 ||
        EVP_PKEY_derive_set_peer(context.get(), theirs.get()) != 1 ||
        EVP_PKEY_derive(context.get(), shared.data(), &size) != 1 || size != shared.size()) {
        return std::nullopt;
    }
    const auto key = stretched(shared, salt, info);
    OPENSSL_cleanse(shared.data(), shared.size());
    return key;
}

Bytes seal_gcm(const SecretKey& key, ByteView nonce, std::string_view context, std::string_view plain) {
    MINKA_CHECK(nonce.size() == gcm_nonce_size);
    const CipherContext cipher(EVP_CIPHER_CTX_new());
    Bytes sealed(plain.size() + gcm_tag_size);
    int written = 0;
    MINKA_CHECK(cipher != nullptr &&
                EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.bytes().data(), nonce.data()) == 1 &&
                EVP_EncryptUpdate(cipher.get(), nullptr, &written, bytes_of(context), size_of(context.size())) == 1 &&
                EVP_EncryptUpdate(cipher.get(), sealed.data(), &written, bytes_of(plain), size_of(plain.size())) == 1 &&
                EVP_EncryptFinal_ex(cipher.get(), sealed.data() + plain.size(), &written) == 1 &&
                EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_GET_TAG, size_of(gcm_tag_size),
                                    sealed.data() + plain.size()) == 1);
    return sealed;
}

std::optional<std::string> open_gcm(const SecretKey& key, ByteView nonce, std::string_view context, ByteView sealed) {
    if (nonce.size() != gcm_nonce_size || sealed.size() < gcm_tag_size) {
        return std::nullopt;
    }
    const CipherContext cipher(EVP_CIPHER_CTX_new());
    MINKA_CHECK(cipher != nullptr);
    const auto length = sealed.size() - gcm_tag_size;
    std::string plain(length, '\0');
    auto* const out = reinterpret_cast<std::uint8_t*>(plain.data());
    Bytes tag(sealed.begin() + static_cast<std::ptrdiff_t>(length), sealed.end());
    int written = 0;
    const bool is_ours =
        EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.bytes().data(), nonce.data()) == 1 &&
        EVP_DecryptUpdate(cipher.get(), nullptr, &written, bytes_of(context), size_of(context.size())) == 1 &&
        EVP_DecryptUpdate(cipher.get(), out, &written, sealed.data(), size_of(length)) == 1 &&
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_SET_TAG, size_of(tag.size()), tag.data()) == 1 &&
        EVP_DecryptFinal_ex(cipher.get(), out + length, &written) == 1;
    return is_ours ? std::optional(std::move(plain)) : std::nullopt;
}

CurveSignature sign_on_curve(const CurveKey& key, std::string_view text) {
    const auto own = key_from(key.point, &key.secret);
    const DigestContext context(EVP_MD_CTX_new());
    std::array<std::uint8_t, 80> der{};
    std::size_t size = der.size();
    MINKA_CHECK(own != nullptr && context != nullptr &&
                EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, own.get()) == 1 &&
                EVP_DigestSign(context.get(), der.data(), &size, bytes_of(text), text.size()) == 1);
    const auto* begin = der.data();
    const SignatureNumbers numbers(d2i_ECDSA_SIG(nullptr, &begin, static_cast<long>(size)));
    MINKA_CHECK(numbers != nullptr);
    CurveSignature signature{};
    BN_bn2binpad(ECDSA_SIG_get0_r(numbers.get()), signature.data(), size_of(scalar_size));
    BN_bn2binpad(ECDSA_SIG_get0_s(numbers.get()), signature.data() + scalar_size, size_of(scalar_size));
    return signature;
}

bool is_signed_on_curve(const CurvePoint& key, std::string_view text, const CurveSignature& signature) {
    const auto theirs = key_from(key, nullptr);
    const SignatureNumbers numbers(ECDSA_SIG_new());
    const DigestContext context(EVP_MD_CTX_new());
    if (!theirs || !numbers || !context ||
        ECDSA_SIG_set0(numbers.get(), BN_bin2bn(signature.data(), size_of(scalar_size), nullptr),
                       BN_bin2bn(signature.data() + scalar_size, size_of(scalar_size), nullptr)) != 1) {
        return false;
    }
    std::array<std::uint8_t, 80> der{};
    auto* end = der.data();
    const auto size = i2d_ECDSA_SIG(numbers.get(), &end);
    return size > 0 && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, theirs.get()) == 1 &&
           EVP_DigestVerify(context.get(), der.data(), static_cast<std::size_t>(size), bytes_of(text), text.size()) ==
               1;
}

std::string sha256_of(ByteView content) {
    std::array<std::uint8_t, 32> digest{};
    MINKA_CHECK(EVP_Digest(content.data(), content.size(), digest.data(), nullptr, EVP_sha256(), nullptr) == 1);
    return to_hex(digest);
}

}  // namespace minka::privacy
