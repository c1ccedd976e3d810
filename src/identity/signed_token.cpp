#include "identity/signed_token.h"

#include "base/base64.h"
#include "base/check.h"
#include "base/freed.h"
#include "base/text.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <array>
#include <memory>

namespace minka::identity {

using documents::JsonValue;

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t coordinate_bytes = 32;
constexpr std::size_t least_modulus = 2048 / 8;
constexpr std::size_t most_modulus = 8192 / 8;
constexpr std::size_t longest_token = std::size_t{64} * 1024;

using PublicKey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using ParameterBuilder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;

std::unexpected<Problem> malformed(std::string message) {
    return problem(ProblemCode::malformed_file, std::move(message));
}

Number number_of(ByteView bytes) { return Number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr)); }

// The key as OpenSSL has it; nothing when the numbers make no key, such as a point off the curve.
PublicKey public_key_of(const SigningKey& key) {
    const bool is_rsa = key.algorithm == SigningAlgorithm::rs256;
    const ParameterBuilder builder(OSSL_PARAM_BLD_new());
    const Number modulus = is_rsa ? number_of(key.first) : nullptr;
    const Number exponent = is_rsa ? number_of(key.second) : nullptr;
    Bytes point{4};  // not compressed
    if (is_rsa) {
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
    } else {
        point.insert(point.end(), key.first.begin(), key.first.end());
        point.insert(point.end(), key.second.begin(), key.second.end());
        OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    }
    const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, is_rsa ? "RSA" : "EC", nullptr));
    EVP_PKEY* made = nullptr;
    if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
        return nullptr;
    }
    return PublicKey(made);
}

// A token has r and s side by side; OpenSSL wants them in DER.
std::optional<Bytes> der_of(ByteView signature) {
    if (signature.size() != 2 * coordinate_bytes) {
        return std::nullopt;
    }
    const EcSignature pair(ECDSA_SIG_new());
    auto r = number_of(signature.first(coordinate_bytes));
    auto s = number_of(signature.last(coordinate_bytes));
    MINKA_CHECK(ECDSA_SIG_set0(pair.get(), r.release(), s.release()) == 1);
    const auto size = i2d_ECDSA_SIG(pair.get(), nullptr);
    Bytes der(static_cast<std::size_t>(size));
    auto* end = der.data();
    i2d_ECDSA_SIG(pair.get(), &end);
    return der;
}

bool is_signed_with(const SigningKey& key, std::string_view message, ByteView signature) {
    const auto public_key = public_key_of(key);
    Bytes bytes(signature.begin(), signature.end());
    if (key.algorithm == SigningAlgorithm::es256) {
        auto der = der_of(signature);
        if (!der) {
            return false;
        }
        bytes = *std::move(der);
    }
    const DigestContext context(EVP_MD_CTX_new());
    return public_key && context &&
           EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, public_key.get()) == 1 &&
           EVP_DigestVerify(context.get(), bytes.data(), bytes.size(), as_bytes(message).data(), message.size()) == 1;
}

std::string text_of(const JsonValue& object, std::string_view key) {
    const auto* found = object.find(key);
    return found != nullptr && found->if_text() != nullptr ? *found->if_text() : std::string();
}

std::optional<Bytes> number_in(const JsonValue& key, std::string_view name) {
    auto bytes = from_base64url(text_of(key, name));
    return bytes ? std::optional(*std::move(bytes)) : std::nullopt;
}

std::optional<SigningKey> signing_key_of(const JsonValue& entry) {
    const auto kind = text_of(entry, "kty");
    const auto use = text_of(entry, "use");
    const auto algorithm = text_of(entry, "alg");
    if (!use.empty() && use != "sig") {
        return std::nullopt;
    }
    const bool is_rsa = kind == "RSA" && (algorithm.empty() || algorithm == "RS256");
    const bool is_ec = kind == "EC" && text_of(entry, "crv") == "P-256" && (algorithm.empty() || algorithm == "ES256");
    if (!is_rsa && !is_ec) {
        return std::nullopt;
    }
    auto first = number_in(entry, is_rsa ? "n" : "x");
    auto second = number_in(entry, is_rsa ? "e" : "y");
    if (!first || !second) {
        return std::nullopt;
    }
    const bool fits = is_rsa ? first->size() >= least_modulus && first->size() <= most_modulus && !second->empty() &&
                                   second->size() <= sizeof(std::uint64_t)
                             : first->size() == coordinate_bytes && second->size() == coordinate_bytes;
    return fits ? std::optional(SigningKey{text_of(entry, "kid"),
                                           is_rsa ? SigningAlgorithm::rs256 : SigningAlgorithm::es256,
                                           *std::move(first), *std::move(second)})
                : std::nullopt;
}

Result<JsonValue> json_part(std::string_view part) {
    MINKA_TRY_ASSIGN(const auto bytes, from_base64url(part));
    MINKA_TRY_ASSIGN(auto value, documents::parse_json(as_text(bytes)));
    return value.if_object() != nullptr ? Result<JsonValue>(std::move(value))
                                        : malformed("A part of the token is no object.");
}

}  // namespace

Result<Bytes> from_base64url(std::string_view text) {
    Bytes bytes;
    std::uint32_t buffer = 0;
    unsigned bits = 0;
    for (const char c : text) {
        const auto place = alphabet.find(c);
        if (place == std::string_view::npos) {
            return malformed("The token has a character that does not belong there.");
        }
        buffer = (buffer << 6U) | static_cast<std::uint32_t>(place);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes.push_back(static_cast<std::uint8_t>((buffer >> bits) & 0xFFU));
        }
    }
    if (text.size() % 4 == 1 || (buffer & ((1U << bits) - 1U)) != 0) {
        return malformed("A part of the token is cut short.");
    }
    return bytes;
}

std::string code_challenge(std::string_view verifier) {
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    MINKA_CHECK(EVP_Digest(verifier.data(), verifier.size(), digest.data(), &size, EVP_sha256(), nullptr) == 1);
    return to_base64url(ByteView(digest.data(), size));
}

Result<std::vector<SigningKey>> read_signing_keys(std::string_view json) {
    MINKA_TRY_ASSIGN(const auto set, documents::parse_json(json, "jwks"));
    const auto* list = set.find("keys");
    if (list == nullptr || list->if_array() == nullptr) {
        return malformed("The provider's keys are not a JSON web key set.");
    }
    std::vector<SigningKey> keys;
    for (const auto& entry : *list->if_array()) {
        if (auto key = signing_key_of(entry)) {
            keys.push_back(*std::move(key));
        }
    }
    if (keys.empty()) {
        return problem(ProblemCode::not_found, "The provider has no key for RS256 or ES256.");
    }
    return keys;
}

Result<JsonValue> open_signed_token(std::string_view token, std::span<const SigningKey> keys) {
    const auto parts = split(token, '.');
    if (parts.size() != 3 || token.size() > longest_token) {
        return malformed("The provider's token has not three parts.");
    }
    MINKA_TRY_ASSIGN(const auto header, json_part(parts[0]));
    MINKA_TRY_ASSIGN(const auto signature, from_base64url(parts[2]));
    const auto name = text_of(header, "alg");
    if (header.find("crit") != nullptr || (name != "RS256" && name != "ES256")) {
        return problem(ProblemCode::forbidden, "The provider's token is signed in another way than RS256 or ES256.");
    }
    const auto algorithm = name == "RS256" ? SigningAlgorithm::rs256 : SigningAlgorithm::es256;
    const auto id = text_of(header, "kid");
    const auto message = token.substr(0, parts[0].size() + 1 + parts[1].size());
    bool is_known = false;
    for (const auto& key : keys) {
        if (key.algorithm != algorithm || (!id.empty() && key.id != id)) {
            continue;
        }
        is_known = true;
        if (is_signed_with(key, message, signature)) {
            return json_part(parts[1]);
        }
    }
    return is_known ? problem(ProblemCode::forbidden, "The signature of the provider's token is not right.")
                    : problem(ProblemCode::not_found, "The provider's token is signed with a key it does not show.");
}

}  // namespace minka::identity
