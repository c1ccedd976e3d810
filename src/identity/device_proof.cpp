#include "identity/device_proof.h"

#include "base/random.h"

#include <algorithm>
#include <array>

namespace minka::identity {

namespace {

constexpr std::size_t nonce_digits = 32;

std::string message_of(const AccountId& account, std::string_view nonce) {
    return "minka device " + to_string(account) + " " + std::string(nonce);
}

}  // namespace

Result<std::string> make_device_proof(const privacy::Vault& vault, const AccountId& account) {
    SystemRandom random;
    std::array<std::uint8_t, nonce_digits / 2> bytes{};
    random.fill(bytes);
    const auto nonce = to_hex(bytes);
    MINKA_TRY_ASSIGN(const auto signature, vault.sign(as_bytes(message_of(account, nonce))));
    return nonce + to_hex(signature);
}

bool is_device_proof(const privacy::Vault& vault, const AccountId& account, std::string_view proof) {
    privacy::Signature signature{};
    const auto key = vault.public_key();
    if (!key || proof.size() != nonce_digits + 2 * signature.size()) {
        return false;
    }
    const auto bytes = from_hex(proof.substr(nonce_digits));
    if (!bytes) {
        return false;
    }
    std::ranges::copy(*bytes, signature.begin());
    return privacy::is_signed_by(*key, as_bytes(message_of(account, proof.substr(0, nonce_digits))), signature);
}

}  // namespace minka::identity
