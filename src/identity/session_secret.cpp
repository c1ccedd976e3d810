#include "identity/session_secret.h"

#include "base/random.h"
#include "storage/ledger_entry.h"

#include <array>

namespace minka::identity {

namespace {

constexpr std::size_t secret_bytes = 32;

}  // namespace

std::string make_session_secret() {
    SystemRandom random;
    std::array<std::uint8_t, secret_bytes> bytes{};
    random.fill(bytes);
    return to_hex(bytes);
}

Bytes hash_of_secret(std::string_view secret) {
    const auto hash = storage::hash_of(as_bytes(secret));
    return {hash.begin(), hash.end()};
}

}  // namespace minka::identity
