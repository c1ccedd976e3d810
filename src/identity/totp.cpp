#include "identity/totp.h"

#include "base/check.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

namespace minka::identity {

namespace {

constexpr std::int64_t step_seconds = 30;

constexpr std::size_t secret_bytes = 20;
constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

std::string base32(ByteView bytes) {
    std::string text;
    std::uint32_t buffer = 0;
    unsigned bits = 0;
    for (const auto byte : bytes) {
        buffer = (buffer << 8U) | byte;
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            text += alphabet[(buffer >> bits) & 31U];
        }
    }
    if (bits > 0) {
        text += alphabet[(buffer << (5 - bits)) & 31U];
    }
    return text;
}

}  // namespace

Bytes make_totp_secret(RandomSource& random) {
    Bytes secret(secret_bytes);
    random.fill(secret);
    return secret;
}

std::string totp_secret_text(ByteView secret) { return base32(secret); }

std::optional<Bytes> read_totp_secret(std::string_view text) {
    Bytes bytes;
    std::uint32_t buffer = 0;
    unsigned bits = 0;
    for (const char c : text) {
        const auto place = alphabet.find(c);
        if (place == std::string_view::npos) {
            return std::nullopt;
        }
        buffer = (buffer << 5U) | static_cast<std::uint32_t>(place);
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            bytes.push_back(static_cast<std::uint8_t>((buffer >> bits) & 0xFFU));
        }
    }
    return bytes.size() == secret_bytes && bits == 0 ? std::optional(std::move(bytes)) : std::nullopt;
}

std::string totp_address(ByteView secret, std::string_view login) {
    return fmt::format("otpauth://totp/Minka:{}?secret={}&issuer=Minka", login, base32(secret));
}

std::string totp_code(ByteView secret, std::int64_t step) {
    std::array<std::uint8_t, 8> counter{};
    for (std::size_t i = 0; i < counter.size(); ++i) {
        counter[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(step) >> (8 * (7 - i)));
    }
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> mac{};
    unsigned size = 0;
    MINKA_CHECK(HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), counter.data(), counter.size(),
                     mac.data(), &size) != nullptr);
    const std::size_t offset = mac[size - 1] & 15U;
    const std::uint32_t number = (std::uint32_t{mac[offset]} & 0x7FU) << 24U | std::uint32_t{mac[offset + 1]} << 16U |
                                 std::uint32_t{mac[offset + 2]} << 8U | std::uint32_t{mac[offset + 3]};
    return fmt::format("{:06}", number % 1'000'000U);
}

std::optional<std::int64_t> totp_step(ByteView secret, std::string_view typed, Instant now, std::int64_t last_step) {
    const auto current = now.microseconds / 1'000'000 / step_seconds;
    for (const auto step : {current, current - 1, current + 1}) {
        if (step > last_step && totp_code(secret, step) == typed) {
            return step;
        }
    }
    return std::nullopt;
}

}  // namespace minka::identity
